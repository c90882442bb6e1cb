import { makeExecutableSchema } from '@graphql-tools/schema';
import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import {
  createPermissions,
  openFieldsOf,
  permissionsUnder,
  type AccessPolicy,
  type FieldName,
} from './permissions.js';
import { applyMiddlewareBy } from '../resource-server/shield.js';
import type { Clock } from '../platform/clock.js';
import type { InputMaxima } from '../platform/maxima.js';
import { limitInputs } from '../platform/graphql/limits/inputs.js';
import { createResolvers, type PermissionTable, type Services } from './features.js';
import { loadSubgraph } from '../features/federation/load.js';
import type { SubgraphOptions } from '../features/federation/subgraph.js';
import { readTypeDefs } from '../platform/package-folder.js';

/** The contract with its resolvers, behind the rules, behind the maxima of its arguments. */
export function createSchema(
  services: Services,
  policy: AccessPolicy,
  maxima: InputMaxima,
): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readTypeDefs(),
    resolvers: createResolvers(services),
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  return limitInputs(guard(schema, permissionsUnder(policy), policy.clock), maxima);
}

/** The same as a subgraph of Federation 2. What that needs is loaded for a subgraph only. */
export async function createSubgraphSchema(
  services: Services,
  policy: AccessPolicy,
  maxima: InputMaxima,
  options: SubgraphOptions,
): Promise<GraphQLSchema> {
  const { createSubgraph, subgraphPermissions } = await loadSubgraph();
  const schema = createSubgraph(createResolvers(services), options);
  const table = subgraphPermissions(permissionsUnder(policy), schema, options);
  return limitInputs(guard(schema, table, policy.clock), maxima);
}

/** The schema behind the rules of a table. */
function guard(schema: GraphQLSchema, table: PermissionTable, clock: Clock): GraphQLSchema {
  const own = openFieldsOf(table).map((name) => {
    const { resolve = defaultFieldResolver } = fieldOf(schema, name);
    return { name, resolve };
  });
  const guarded = applyMiddlewareBy(clock, schema, createPermissions(table));
  // Shield wraps the fields that are open to all too, in three promises each, to ask a rule that always
  // agrees: they get their own resolvers back.
  for (const { name, resolve } of own) fieldOf(guarded, name).resolve = resolve;
  return guarded;
}

function fieldOf(schema: GraphQLSchema, { typeName, fieldName }: FieldName) {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new TypeError(`the schema has no field ${typeName}.${fieldName}`);
  return field;
}
