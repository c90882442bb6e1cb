import type { ClientInfo } from '../../platform/client-info.js';
import type { Viewer } from '../sessions/context.js';
import type { Refresh } from '../sessions/feature.js';
import type { Presented } from '../sessions/refresh.js';
import { checkedIdempotencyKey } from '../sessions/rotation-key.js';
import type { RefreshTokens, TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { PasswordDependencies } from './password-check.js';
import { login, type Login, reauthenticate, changePassword, type PasswordChange } from './login.js';
import { removePassword, setPassword, type FirstPassword } from './set-password.js';
import { register, type Registration } from './register.js';
import type { SessionAndUser } from '../sessions/session.js';

/** The password again. */
export interface PasswordProof {
  readonly password: string;
  readonly client: ClientInfo;
}

/** The verbs that end with a token pair; each is described beside its code. */
export interface Accounts {
  register(input: Registration): Promise<TokenPair>;
  login(input: Login): Promise<TokenPair>;
  refresh(input: Refresh): Promise<TokenPair>;
  reauthenticate(viewer: SessionAndUser, input: PasswordProof): Promise<TokenPair>;
  changePassword(viewer: Viewer, change: PasswordChange): Promise<TokenPair>;
  setPassword(viewer: Viewer, first: FirstPassword): Promise<TokenPair>;
  removePassword(viewer: Viewer, client: ClientInfo): Promise<TokenPair>;
  /** Those of these accounts that have a password. */
  withPassword(userIds: readonly string[]): Promise<Map<string, true>>;
}

export interface AccountsOptions extends PasswordDependencies {
  readonly pairs: TokenPairIssuer;
  readonly refreshTokens: RefreshTokens;
  /** Uses up the token; see `features/sessions/refresh.ts`. */
  readonly rotate: (presented: Presented) => Promise<SessionAndUser>;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { stores, pairs, refreshTokens, rotate, rateLimits, hooks } = options;
  return {
    register: async (input) => pairs.issue(await register(options, input)),
    login: async (input) => pairs.issue(await login(options, input)),
    reauthenticate: async (viewer, input) =>
      pairs.issue(await reauthenticate(options, viewer, input)),
    changePassword: async (viewer, change) =>
      pairs.issue(await changePassword(options, viewer, change)),

    setPassword: async (viewer, first) => pairs.issue(await setPassword(options, viewer, first)),
    removePassword: async (viewer, client) =>
      pairs.issue(await removePassword(options, viewer, client)),
    async withPassword(userIds) {
      const found = await stores.users.withPassword(userIds);
      return new Map(Array.from(found, (id) => [id, true]));
    },

    async refresh({ refreshToken, expiresIn, idempotencyKey: key, client }) {
      rateLimits.countRefresh(client.ipAddress);
      const lifetime = pairs.requestedLifetime(expiresIn);
      const idempotencyKey = checkedIdempotencyKey(key);
      const claim = refreshTokens.verify(refreshToken);
      const { userId, sessionId } = claim;
      await hooks.before('beforeRefresh', { userId, sessionId }, client);
      const refreshed = await rotate({ claim, idempotencyKey, client });
      await hooks.after('afterRefresh', refreshed, client);
      return pairs.issue(refreshed, lifetime);
    },
  };
}
