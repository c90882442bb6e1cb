import { createAccessTokenIssuer, type PrepareToken } from '../features/sessions/access-token.js';
import type { Hooks } from '../features/sessions/hooks.js';
import { createRefresh } from '../features/sessions/refresh.js';
import { createRefreshTokens, createTokenPairIssuer } from '../features/sessions/refresh-token.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import type { Core } from './core.js';
import type { Delivery } from './delivery.js';

/** What issues and checks the tokens of sessions. */
export function createTokens(core: Core, keyRing: KeyRing, hooks: Hooks) {
  const { config, clock } = core;
  const { jwtIssuer: issuer, jwtLeeway: leeway } = config;
  const refreshTokens = createRefreshTokens({ keyRing, issuer, clock, leeway });
  const accessTokens = createAccessTokens(core, keyRing, hooks);
  const pairs = createTokenPairIssuer({
    accessTokens,
    refreshTokens,
    lifetime: config.jwtAccessTokenExpires,
    maxLifetime: config.jwtAccessTokenMaxExpires,
  });
  return { refreshTokens, accessTokens, pairs };
}

/** What uses up refresh tokens. */
export function createRotation(
  { config, clock, audit }: Core,
  { stores: { sessions }, transact }: Delivery,
  prepareToken: PrepareToken | undefined,
) {
  const { refreshGrace: grace, refreshRetry: retry } = config;
  return createRefresh({ sessions, transact, audit, clock, grace, retry, prepareToken });
}

function createAccessTokens({ config, clock }: Core, keyRing: KeyRing, hooks: Hooks) {
  const { jwtIssuer: issuer, jwtAudience: audience, roleScopes, metadataInTokens } = config;
  const { mfaRequiredRoles } = config;
  const scopesOf = (roles: readonly string[]) =>
    ['*', ...roles].flatMap((role) => roleScopes[role] ?? []);
  const customClaims = hooks.accessTokenClaims?.bind(hooks);
  return createAccessTokenIssuer({
    keyRing,
    issuer,
    audience,
    clock,
    scopesOf,
    mfaRequiredRoles,
    withMetadata: metadataInTokens,
    ...(customClaims === undefined ? {} : { customClaims }),
  });
}
