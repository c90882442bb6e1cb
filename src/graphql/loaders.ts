import DataLoader from 'dataloader';
import type { Directory } from '../directory/directory.js';
import type { Session } from '../sessions/session.js';
import type { Metadata } from '../users/metadata.js';
import type { User } from '../users/user.js';
import type { GraphQLContext } from './context.js';

/** One statement for all accounts of an answer, where each of them would ask by itself. */
export interface Loaders {
  readonly user: DataLoader<string, User | null>;
  readonly sessions: DataLoader<string, readonly Session[]>;
  readonly privateMetadata: DataLoader<string, Metadata>;
}

/** The loaders of a request. They gather, and keep nothing: a mutation may stand between two of them. */
export function createLoadersOf(directory: Directory): (context: GraphQLContext) => Loaders {
  const known = new WeakMap<GraphQLContext, Loaders>();
  return (context) => {
    const loaders = known.get(context) ?? createLoaders(directory);
    known.set(context, loaders);
    return loaders;
  };
}

function createLoaders({ usersByIds, sessionsOf, privateMetadataOf }: Directory): Loaders {
  return {
    user: gather(usersByIds, null),
    sessions: gather(sessionsOf, []),
    privateMetadata: gather(privateMetadataOf, {}),
  };
}

/** @param missing what is answered for a key that has nothing */
function gather<Value, Missing>(
  read: (keys: readonly string[]) => Promise<Map<string, Value>>,
  missing: Missing,
): DataLoader<string, Value | Missing> {
  return new DataLoader(
    async (keys: readonly string[]) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? missing);
    },
    { cache: false },
  );
}
