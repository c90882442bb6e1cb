import type { ClientInfo } from '../../platform/client-info.js';
import { ruleFor, type Feature, type FeatureResolvers } from '../../platform/feature.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { viewerOf, type Viewer } from '../sessions/context.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { AccountRecovery } from './recoveries.sql.js';
import {
  begin,
  openFor,
  refusedCode,
  signIn,
  type AccountRecoveryStores,
  type CodeProof,
  type RecoveryDependencies,
} from './recover.js';

/** How accounts are recovered that have no way in but passkeys; each verb is described beside its code. */
export interface AccountRecoveries {
  begin(proof: CodeProof): Promise<AccountRecovery>;
  signIn(proof: CodeProof): Promise<TokenPair>;
  /** Uses up the codes of all recoveries that wait. `false`: none did. */
  cancel(viewer: Viewer, client: ClientInfo): Promise<boolean>;
  /** The recovery of each user that opens first. */
  readonly waitingOf: (userIds: readonly string[]) => Promise<Map<string, AccountRecovery>>;
}

export function createAccountRecoveries(
  dependencies: RecoveryDependencies & { readonly pairs: TokenPairIssuer },
): AccountRecoveries {
  const { stores, pairs, clock } = dependencies;
  return {
    begin: (proof) => begin(dependencies, proof),
    signIn: async (proof) => pairs.issue(await signIn(dependencies, proof)),
    cancel: (viewer, client) => cancel(dependencies, viewer, client),
    async waitingOf(userIds) {
      const all = await stores.accountRecoveries.listWaiting(userIds, clock.now() - openFor);
      // The last one to be set stays.
      return new Map(all.reverse().map((recovery) => [recovery.userId, recovery]));
    },
  };
}

function cancel(
  { transact, clock, audit }: RecoveryDependencies,
  { user: { id: userId }, sessionId }: Viewer,
  client: ClientInfo,
): Promise<boolean> {
  return transact(async (stores) => {
    await stores.users.lockUser(userId);
    const now = clock.now();
    const recoveries = await stores.accountRecoveries.cancelAllOf(userId, now, now - openFor);
    if (recoveries === 0) return false;
    const cancelled = { userId, sessionId, client, detail: { recoveries } };
    await audit.recordIn(stores, { type: 'account_recovery.cancelled', ...cancelled });
    return true;
  });
}

export interface AccountRecoveryServices {
  readonly accountRecoveries: AccountRecoveries;
}

/** A recovery code as the way back to an account that has nothing but passkeys, after a notice. */
export const accountRecovery: Feature<
  AccountRecoveryServices,
  never,
  Pick<AccountRecoveryStores, 'accountRecoveries'>
> = {
  resolvers: ({ accountRecoveries: service }) => ({
    Mutation: {
      beginAccountRecovery: (_parent, { input }, { client }) => service.begin({ ...input, client }),

      cancelAccountRecovery: async (_parent, _args, context) =>
        service.cancel(await viewerOf(context), context.client),
    },
    AccountRecovery: {
      requestedAt: ({ requestedAt }) => new Date(requestedAt),
      opensAt: ({ opensAt }) => new Date(opensAt),
      expiresAt: ({ opensAt }) => new Date(opensAt + openFor),
    },
    ...createNotices(service),
  }),
  maxima: () => ({
    'RecoveryCodeSignIn.username': text(maxLengths.username, refusedCode),
    'RecoveryCodeSignIn.code': text(maxLengths.mailCode, refusedCode),
  }),
  personalData: async ({ accountRecoveries }, userId) => ({
    accountRecoveries: (await accountRecoveries.listOf(userId)).map(({ requestedAt, opensAt }) => ({
      requestedAt: new Date(requestedAt).toISOString(),
      opensAt: new Date(opensAt).toISOString(),
    })),
  }),
  permissions: ({ allow, isNotImpersonated }) => ({
    Mutation: { beginAccountRecovery: allow, cancelAccountRecovery: isNotImpersonated },
    AccountRecovery: ruleFor(allow, 'requestedAt', 'opensAt', 'expiresAt'),
    User: { accountRecovery: allow },
    ManagedUser: { accountRecovery: allow },
  }),
};

function createNotices(service: AccountRecoveries): Pick<FeatureResolvers, 'User' | 'ManagedUser'> {
  const loadersOf = createLoadersOf((options) => gather(service.waitingOf, null, options));
  return {
    User: {
      accountRecovery: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
    ManagedUser: {
      accountRecovery: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
  };
}
