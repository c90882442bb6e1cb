import DataLoader from 'dataloader';
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql';
import type { Directory } from './directory.js';
import type { Session } from '../sessions/session.js';
import type { Metadata } from '../accounts/metadata.js';
import type { User } from '../accounts/user.js';
import type { GraphQLContext } from '../sessions/context.js';

/** One statement for all accounts of an answer, where each of them would ask by itself. */
export interface Loaders {
  readonly user: DataLoader<string, User | null>;
  readonly sessions: DataLoader<string, readonly Session[]>;
  readonly privateMetadata: DataLoader<string, Metadata>;
}

/** The loaders of a request, whose operation is the same for all of its fields. */
export type LoadersOf = (
  context: GraphQLContext,
  info: Pick<GraphQLResolveInfo, 'operation'>,
) => Loaders;

/**
 * The loaders of a request. A query reads everything once, whatever its aliases. Those of a mutation gather, and
 * keep nothing: another mutation may stand between two of them.
 */
export function createLoadersOf(directory: Directory): LoadersOf {
  const known = new WeakMap<GraphQLContext, Loaders>();
  return (context, { operation }) => {
    const cache = operation.operation === OperationTypeNode.QUERY;
    const loaders = known.get(context) ?? createLoaders(directory, cache);
    known.set(context, loaders);
    return loaders;
  };
}

function createLoaders(
  { usersByIds, sessionsOf, privateMetadataOf }: Directory,
  cache: boolean,
): Loaders {
  return {
    user: gather(usersByIds, null, cache),
    sessions: gather(sessionsOf, [], cache),
    privateMetadata: gather(privateMetadataOf, {}, cache),
  };
}

/** @param missing what is answered for a key that has nothing */
function gather<Value, Missing>(
  read: (keys: readonly string[]) => Promise<Map<string, Value>>,
  missing: Missing,
  cache: boolean,
): DataLoader<string, Value | Missing> {
  return new DataLoader(
    async (keys: readonly string[]) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? missing);
    },
    { cache },
  );
}
