import { createLeaving } from './accounts/leaving/service.js';
import { createProfiles } from './accounts/profile/service.js';
import { createAccounts } from './accounts/service.js';
import type { Hooks } from './accounts/hooks.js';
import type { Config } from './config/config.js';
import type { Core } from './core.js';
import { createDirectory } from './directory/directory.js';
import type { Services } from './graphql/services.js';
import type { Outgoing } from './outgoing.js';
import { createServiceClients, type ServiceClients } from './oauth/clients.js';
import { describeServer } from './server-info.js';
import { newSession } from './sessions/lifecycle.js';
import { createRefresh } from './sessions/refresh.js';
import { createSessions } from './sessions/service.js';
import { createAccessTokenIssuer } from './tokens/access-token.js';
import type { KeyRing } from './tokens/key-ring.js';
import { createRefreshTokens } from './tokens/refresh-token.js';
import { createTokenPairIssuer } from './tokens/token-pair.js';
import { createThrottle, type ThrottleLimits } from './throttle/throttle.js';

/** Puts the services of the GraphQL API together. */
export function createServices(
  core: Core,
  keyRing: KeyRing,
  hooks: Hooks,
  outgoing: Outgoing,
): Services {
  const { config, clock, logger, storage, hasher, policy, audit } = core;
  const issuer = config.jwtIssuer;
  const refreshTokens = createRefreshTokens({ keyRing, issuer, clock, leeway: config.jwtLeeway });
  const accounts = createAccounts({
    stores: storage,
    transact: outgoing.transact,
    hasher,
    policy,
    clock,
    logger,
    hooks,
    audit,
    throttle: createThrottle({ store: storage.throttle, clock, limits: throttleLimits(config) }),
    refreshTokens,
    newSession: (user, client) =>
      newSession({ user, client, now: clock.now(), lifetime: config.jwtRefreshTokenExpires }),
    rotate: createRefresh({
      sessions: storage.sessions,
      clock,
      grace: config.refreshGrace,
      onReuse: ({ sessionId, userId }, client) =>
        audit.record({ type: 'session.token_reused', sessionId, userId, client }),
    }),
    pairs: createTokenPairIssuer({
      accessTokens: createAccessTokens(core, keyRing, hooks),
      refreshTokens,
      lifetime: config.jwtAccessTokenExpires,
      maxLifetime: config.jwtAccessTokenMaxExpires,
    }),
  });
  const sessions = createSessions({ store: storage.sessions, clock, audit });
  const sharing = { stores: storage, transact: storage.transact, clock, audit };
  const { adminRole, usernameHold, metadataMaxSize } = config;
  return {
    accounts,
    profiles: createProfiles({ ...sharing, metadataMaxSize, usernameHold }),
    leaving: createLeaving({ ...sharing, adminRole, usernameHold }),
    directory: createDirectory({ ...storage, store: storage.directory, clock }),
    sessions,
    refreshTokens,
    serverInfo: describeServer(config),
  };
}

const quarterHour = 900;
const hour = 3600;
const minute = 60;

function throttleLimits(config: Config): ThrottleLimits {
  return {
    accountAndAddress: { points: config.limitLoginFailures, window: quarterHour },
    account: { points: config.limitLoginFailuresPerAccount, window: hour },
    address: { points: config.limitLoginFailuresPerAddress, window: quarterHour },
    registration: { points: config.limitRegistrationsPerAddress, window: hour },
    refresh: { points: config.limitRefreshesPerAddress, window: minute },
  };
}

/** What the endpoints for other services need, if the configuration knows any. */
export function createServiceAccess({ config, clock, audit }: Core): ServiceClients | undefined {
  const { serviceClients: clients, limitLoginFailuresPerAddress: points } = config;
  if (clients.length === 0) return undefined;
  const failures = { points, window: quarterHour };
  return createServiceClients({ clients, failures, clock, audit });
}

function createAccessTokens({ config, clock }: Core, keyRing: KeyRing, hooks: Hooks) {
  const { jwtIssuer: issuer, jwtAudience: audience, roleScopes, metadataInTokens } = config;
  const scopesOf = (roles: readonly string[]) =>
    ['*', ...roles].flatMap((role) => roleScopes[role] ?? []);
  const customClaims = hooks.accessTokenClaims?.bind(hooks);
  return createAccessTokenIssuer({
    keyRing,
    issuer,
    audience,
    clock,
    scopesOf,
    withMetadata: metadataInTokens,
    ...(customClaims === undefined ? {} : { customClaims }),
  });
}
