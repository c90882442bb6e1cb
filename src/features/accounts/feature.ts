import type { AccountStores } from './store.js';
import { ruleFor, type Feature } from '../../platform/feature.js';

/** Users: who they are. The API answers a `User` only to its owner, so its fields are open from there on. */
export const accounts: Feature<unknown, never, Pick<AccountStores, 'reservedUsernames'>> = {
  resolvers: () => ({
    User: {
      id: ({ user }) => user.id,
      username: ({ user }) => user.username,
      email: ({ user }) => user.email,
      emailVerified: ({ user }) => user.emailVerified,
      roles: ({ user }) => [...user.roles],
      createdAt: ({ user }) => new Date(user.createdAt),
    },
  }),
  permissions: ({ allow }) => ({
    User: ruleFor(allow, 'id', 'username', 'email', 'emailVerified', 'roles', 'createdAt'),
  }),
  retention: ({ reservedUsernames }, now) => [(limit) => reservedUsernames.prune(now, limit)],
};
