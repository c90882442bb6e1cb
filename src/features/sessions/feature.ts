import type { Feature, FeatureResolvers } from '../../platform/feature.js';
import { ruleFor } from '../../platform/feature.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { maxTokenLength } from '../../jwt/checks.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { platformReasons } from '../../platform/errors/reasons.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { hasValidToken, or, rule, type ShieldRule } from '../../resource-server/index.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { SessionStores } from './session.js';
import { viewerOf, type GraphQLContext } from './context.js';
import { sessionReasons } from './facts.js';
import { seenByUser } from './lifecycle.js';
import { redeemRefreshToken } from './refresh-cookie.js';
import type { TokenPair } from './refresh-token.js';
import { pageOfSessions, sessionAfterMaximum } from './session-page.js';
import { signOut, type SignOutServices } from './sign-out.js';

/** A refresh token, as the caller presents it. */
export interface Refresh {
  readonly refreshToken: string;
  /** Seconds; `null` for the configured lifetime. */
  readonly expiresIn: number | null;
  /** As the caller sent it. */
  readonly idempotencyKey: string | null;
  readonly client: ClientInfo;
}

export interface SessionServices extends SignOutServices {
  readonly accounts: { refresh(input: Refresh): Promise<TokenPair> };
}

/** The browser sent a refresh token in its cookie. The resolver finds out what it is worth. */
const hasRefreshCookie: ShieldRule = rule('hasRefreshCookie', { cache: 'contextual' })(
  (_parent, _args, { refreshCookie }: GraphQLContext) =>
    refreshCookie.token === undefined ? new AuthError('TOKEN_MISSING') : true,
);

/** Milliseconds for which an expired session keeps its row, for those who look into what happened. */
const sessionRetention = 7 * 86_400_000;

/** Has a name, because the declaration of a list of features cannot name the type of shield's rules (TS2883). */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an alias would be written out
export interface SessionsFeature extends Feature<
  SessionServices,
  ShieldRule,
  Pick<SessionStores, 'sessions'>
> {}

/** Sessions and their tokens: who is signed in where, for how long, and how that ends. */
export const sessions: SessionsFeature = {
  resolvers: (services) => ({
    Query: {
      async me(_parent, _args, context) {
        const { user, session } = await viewerOf(context);
        return { user, viewerSessionId: session.id };
      },
    },
    Mutation: createMutations(services),
    User: createUserFields(services),
    Session: {
      id: ({ session }) => session.id,
      current: ({ current }) => current,
      impersonated: ({ session }) => session.actorId !== null,
      createdAt: ({ session }) => new Date(session.createdAt),
      lastUsedAt: ({ session }) => new Date(session.lastUsedAt),
      expiresAt: ({ session }) => new Date(session.expiresAt),
      userAgent: ({ session }) => session.userAgent,
      ipAddress: ({ session }) => session.ipAddress,
      amr: ({ session }) => [...session.amr],
      acr: ({ session }) => session.acr,
    },
    TokenPair: {
      accessToken: (pair) => pair.accessToken,
      refreshToken: (pair) => pair.refreshToken,
      tokenType: () => 'Bearer',
      expiresIn: (pair) => pair.expiresIn,
      refreshExpiresIn: (pair) => pair.refreshExpiresIn,
      user: ({ user, session }) => ({ user, viewerSessionId: session.id }),
    },
  }),
  nodes: ({ sessions: service }) => ({
    async User(id, context) {
      const { user, session } = await viewerOf(context);
      return id === user.id ? { user, viewerSessionId: session.id } : null;
    },
    async Session(id, context) {
      const viewer = await viewerOf(context);
      const alive = (await service.aliveOf([viewer.id])).get(viewer.id) ?? [];
      const session = alive.find((one) => one.id === id);
      if (session === undefined) return null;
      return { session: seenByUser(session), current: id === viewer.sessionId };
    },
  }),
  maxima: () => ({
    'Query.node(id:)': text(maxLengths.id),
    'User.sessions(after:)': sessionAfterMaximum,
    'Mutation.refresh(refreshToken:)': text(maxTokenLength, platformReasons.TOKEN_INVALID),
    'Mutation.refresh(idempotencyKey:)': text(
      maxLengths.idempotencyKey,
      sessionReasons.IDEMPOTENCY_KEY_INVALID,
    ),
    'Mutation.revokeSession(id:)': text(maxLengths.id, sessionReasons.SESSION_NOT_FOUND),
  }),
  permissions: ({ allow, isAuthenticated, isNotImpersonated }) => ({
    Query: { me: isAuthenticated, node: isAuthenticated },
    Mutation: {
      refresh: allow,
      logout: or(hasValidToken, hasRefreshCookie),
      ...ruleFor(isNotImpersonated, 'logoutEverywhere', 'logoutOtherSessions', 'revokeSession'),
    },
    User: { sessions: allow },
    Session: {
      ...ruleFor(allow, 'id', 'current', 'impersonated', 'createdAt', 'lastUsedAt', 'expiresAt'),
      ...ruleFor(allow, 'userAgent', 'ipAddress', 'amr', 'acr'),
    },
    TokenPair: {
      ...ruleFor(allow, 'accessToken', 'refreshToken', 'tokenType', 'expiresIn'),
      ...ruleFor(allow, 'refreshExpiresIn', 'user'),
    },
  }),
  retention: (stores, now) => [(limit) => stores.sessions.prune(now - sessionRetention, limit)],
};

function createMutations(
  services: SessionServices,
): Pick<
  NonNullable<FeatureResolvers['Mutation']>,
  'refresh' | 'logout' | 'logoutEverywhere' | 'logoutOtherSessions' | 'revokeSession'
> {
  const { accounts, sessions: service } = services;
  return {
    async refresh(_parent, { refreshToken: argument, ...rest }, context) {
      const { client, refreshCookie } = context;
      const { expiresIn = null, idempotencyKey = null } = rest;
      const redeem = (refreshToken: string) =>
        accounts.refresh({ refreshToken, expiresIn, idempotencyKey, client });
      return refreshCookie.deliver(await redeemRefreshToken(refreshCookie, argument, redeem));
    },

    async logout(_parent, _args, context) {
      await signOut(context, services);
      return true;
    },

    async logoutEverywhere(_parent, _args, context) {
      const { sessionId, id: userId } = await viewerOf(context);
      const ended = await service.endAll({ sessionId, userId }, context.client);
      context.refreshCookie.clear();
      return ended;
    },

    async logoutOtherSessions(_parent, _args, context) {
      const { sessionId, id: userId } = await viewerOf(context);
      return service.endOthers({ sessionId, userId }, context.client);
    },

    async revokeSession(_parent, { id }, context) {
      const { id: userId, sessionId: by } = await viewerOf(context);
      return service.endOwn({ sessionId: id, userId, by }, context.client);
    },
  };
}

function createUserFields({
  sessions: service,
}: SessionServices): Pick<NonNullable<FeatureResolvers['User']>, 'sessions'> {
  const loadersOf = createLoadersOf((options) => gather(service.aliveOf, [], options));
  return {
    async sessions({ user, viewerSessionId }, page, context, info) {
      const alive = await loadersOf(context, info).load(user.id);
      return pageOfSessions(alive, page).map((session) => ({
        session: seenByUser(session),
        current: session.id === viewerSessionId,
      }));
    },
  };
}
