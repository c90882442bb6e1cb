import { makeExecutableSchema } from '@graphql-tools/schema';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import {
  createPermissions,
  createPermissionTable,
  openFieldsOf,
  type AccessPolicy,
  type OpenField,
} from './permissions.js';
import { createResolvers } from './resolvers/index.js';
import type { Services } from './services.js';
import { readTypeDefs } from './type-defs.js';

/** The contract with its resolvers, behind the rules. */
export function createSchema(services: Services, policy: AccessPolicy): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readTypeDefs(),
    resolvers: createResolvers(services),
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  const table = createPermissionTable(policy);
  const own = openFieldsOf(table).map((name) => ({ name, resolve: fieldOf(schema, name).resolve }));
  const guarded = applyMiddleware(schema, createPermissions(table));
  // Shield wraps the fields that are open to all too, in three promises each, to ask a rule that always
  // agrees: they get their own resolvers back.
  for (const { name, resolve } of own) {
    if (resolve !== undefined) fieldOf(guarded, name).resolve = resolve;
  }
  return guarded;
}

function fieldOf(schema: GraphQLSchema, { typeName, fieldName }: OpenField) {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new TypeError(`the schema has no field ${typeName}.${fieldName}`);
  return field;
}
