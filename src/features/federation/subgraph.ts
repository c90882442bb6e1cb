import { AuthError } from '../../platform/errors/auth-error.js';
import {
  allow,
  and,
  deny,
  isAuthenticated,
  rule,
  type ShieldRule,
} from '../../resource-server/index.js';
import type { Fields } from '../../platform/feature.js';
import type { UserModel } from '../accounts/user.js';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, concatAST, type GraphQLSchema } from 'graphql';
import type { Resolvers } from '../../generated/resolver-types.js';
import { fieldsIn, subgraphTypeDefs, type RootFields } from './contract.js';
import { createEntityResolver, type EntityOptions } from './entities.js';

/** What of an account others may read, once they may resolve it at all. A new field is not among them. */
const publicFields = ['id', 'username'];

const ownOnly = {
  message: 'Only the user may read this.',
  ko: '본인만 볼 수 있습니다.',
};

/** The account is the caller's own. Not cached: one operation reads many accounts. */
const isOwn: ShieldRule = rule('isOwn', { cache: 'no_cache' })(({ viewerSessionId }: UserModel) =>
  viewerSessionId === null ? new AuthError('NOT_ALLOWED', { sentence: ownOnly }) : true,
);

/**
 * The table of the API, with decisions for what federation adds to it. Which accounts a caller may resolve,
 * `entities.ts` decides one by one.
 * @param schema the subgraph: decisions for what it leaves out are left out too
 * @param introspection `_service` shows the schema, as introspection does
 */
export function subgraphPermissions(
  table: Fields<ShieldRule>,
  schema: GraphQLSchema,
  { introspection }: Pick<SubgraphOptions, 'introspection'>,
): Fields<ShieldRule> {
  const schemaRule = introspection ? allow : deny;
  const own = fieldsIn(schema, table);
  const user = Object.entries(own['User'] ?? {}).map(([field, permission]) => {
    if (publicFields.includes(field)) return [field, permission];
    return [field, permission === allow ? isOwn : and(isOwn, permission)];
  });
  return {
    ...own,
    Query: { ...own['Query'], _entities: isAuthenticated, _service: schemaRule },
    User: Object.fromEntries(user) as Record<string, ShieldRule>,
    _Service: { sdl: schemaRule },
  };
}

export interface SubgraphOptions extends EntityOptions {
  readonly introspection: boolean;
  /** The root fields that the graph gets from Authgraph's own address only. */
  readonly leftOut: RootFields;
}

/** The contract as a subgraph of Federation 2, with its resolvers. It has no rules yet. */
export function createSubgraph(resolvers: Resolvers, options: SubgraphOptions): GraphQLSchema {
  const typeDefs = subgraphTypeDefs(options.leftOut);
  const contract = buildASTSchema(concatAST(typeDefs), { assumeValidSDL: true });
  const { Query, ...others } = fieldsIn(contract, resolvers as Fields<unknown>);
  return buildSubgraphSchema({
    typeDefs,
    resolvers: {
      ...others,
      Query: { ...Query, _entities: createEntityResolver(options) },
    } as never,
  });
}
