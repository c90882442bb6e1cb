import { lookAlikeKeys } from './look-alikes.js';

/** Whether a username is one that nobody may take, or looks like one. */
export type ReservedNames = (username: string) => boolean;

export function createReservedNames(names: readonly string[]): ReservedNames {
  let keys: ReadonlySet<string> | undefined;
  // Not before somebody asks: it is the first to need the data of confusable characters.
  return (username) => {
    const reserved = (keys ??= new Set(names.flatMap(lookAlikeKeys)));
    return lookAlikeKeys(username).some((key) => reserved.has(key));
  };
}
