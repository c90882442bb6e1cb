import type { UserStore } from '../accounts/store.js';
import type { User } from '../accounts/user.js';

/** Accounts as other users may meet them. */
export interface UserDirectory {
  /** The enabled accounts of these ids, by id; one that is unknown or disabled is not there. */
  findAll(ids: readonly string[]): Promise<ReadonlyMap<string, User>>;
}

export function createUserDirectory(store: Pick<UserStore, 'findMany'>): UserDirectory {
  return {
    async findAll(ids) {
      const users = await store.findMany(ids);
      const enabled = users.filter(({ disabledAt }) => disabledAt === null);
      return new Map(enabled.map((user) => [user.id, user]));
    },
  };
}
