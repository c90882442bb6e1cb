import { AuthError } from '../../platform/errors/auth-error.js';
import {
  allow,
  and,
  deny,
  isAuthenticated,
  rule,
  type ShieldRule,
} from '../../resource-server/index.js';
import {
  type PermissionTable,
  createPermissionTable,
  type AccessPolicy,
} from '../../app/permissions.js';
import type { UserModel } from '../accounts/user.js';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { createResolvers } from '../../app/resolvers.js';
import type { InputMaxima } from '../../platform/maxima.js';
import { limitInputs } from '../../platform/graphql/limits/inputs.js';
import { guard } from '../../app/schema.js';
import type { Services } from '../../app/services.js';
import { readTypeDefs } from '../../platform/graphql/type-defs.js';
import { createEntityResolver, type EntityOptions } from './entities.js';

/** What of an account others may read, once they may resolve it at all. A new field is not among them. */
const publicFields = ['id', 'username'];

const ownOnly = { message: 'Only the user may read this.' };

/** The account is the caller's own. Not cached: one operation reads many accounts. */
const isOwn: ShieldRule = rule('isOwn', { cache: 'no_cache' })(({ viewerSessionId }: UserModel) =>
  viewerSessionId === null ? new AuthError('NOT_ALLOWED', ownOnly) : true,
);

/**
 * The table of the API, with decisions for what federation adds to it. Which accounts a caller may resolve,
 * `entities.ts` decides one by one.
 * @param introspection `_service` tells the schema, as introspection does
 */
export function subgraphPermissions(
  table: PermissionTable,
  { introspection }: { introspection: boolean },
): PermissionTable {
  const schemaRule = introspection ? allow : deny;
  const user = Object.entries(table['User'] ?? {}).map(([field, permission]) => {
    if (publicFields.includes(field)) return [field, permission];
    return [field, permission === allow ? isOwn : and(isOwn, permission)];
  });
  return {
    ...table,
    Query: { ...table['Query'], _entities: isAuthenticated, _service: schemaRule },
    User: Object.fromEntries(user) as Record<string, ShieldRule>,
    _Service: { sdl: schemaRule },
  };
}

export interface SubgraphOptions extends EntityOptions {
  readonly introspection: boolean;
  readonly policy: AccessPolicy;
  readonly maxima: InputMaxima;
}

/** The contract as a subgraph of Federation 2, with its resolvers, behind the rules and the maxima. */
export function createSubgraphSchema(services: Services, options: SubgraphOptions): GraphQLSchema {
  const resolvers = createResolvers(services);
  const typeDefs = [...readTypeDefs(), ...readTypeDefs('federation/')].map((text) => parse(text));
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: {
      ...resolvers,
      Query: { ...resolvers.Query, _entities: createEntityResolver(options) },
    } as never,
  });
  const table = subgraphPermissions(createPermissionTable(options.policy), options);
  return limitInputs(guard(schema, table), options.maxima);
}
