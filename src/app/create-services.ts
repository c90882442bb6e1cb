import { createAdministration } from '../features/administration/service.js';
import type { EmailDependencies } from '../features/email-addresses/dependencies.js';
import {
  createMailRequestJobHandler,
  type Answers,
} from '../features/email-addresses/mail-request.js';
import { createEmailAddresses } from '../features/email-addresses/service.js';
import { answerEmailChange, answerVerification } from '../features/email-addresses/verify-email.js';
import { answerSignIn, createEmailLogin } from '../features/email-login/feature.js';
import { answerPasswordReset, createPasswordResets } from '../features/passwords/reset-password.js';
import { createAccountDeletion } from '../features/account-deletion/service.js';
import { createProfiles } from '../features/profile/service.js';
import { createAccounts } from '../features/passwords/service.js';
import { createHookCalls, defaultHookTimeout, type Hooks } from '../features/sessions/hooks.js';
import type { EmbeddedHooks } from './embedding.js';
import { resolveSecret, type Config } from './config.js';
import type { Core } from './core.js';
import { eventTypes } from './facts.js';
import { createDirectory } from '../features/administration/directory.js';
import { inputMaxima, type Services } from './features.js';
import type { Delivery } from './delivery.js';
import { createWebhooks } from '../features/webhooks/feature.js';
import { createOAuth, type OAuth, type OAuthOptions } from '../features/oauth/feature.js';
import { createOneTimeTokens } from '../platform/one-time-tokens/one-time-tokens.js';
import { describeServer } from './server-info.js';
import { createBeginSession } from '../features/sessions/begin-session.js';
import { createRefresh } from '../features/sessions/refresh.js';
import { createSessions } from '../features/sessions/service.js';
import type { Sessions } from '../features/sessions/session.js';
import { createAccessTokenIssuer } from '../features/sessions/access-token.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import { createRefreshTokens, createTokenPairIssuer } from '../features/sessions/refresh-token.js';
import { createRateLimits, type RateLimitSettings } from '../platform/rate-limits/rate-limits.js';
import { deriveKey } from '../platform/encryption/cipher.js';
import { createReservedNames } from '../features/accounts/look-alikes.js';

/**
 * Puts the services together: all but `oauth`, which checks tokens by them (`createOAuthOf`), and the pages of
 * development (`createDevelopmentOf` of routes.ts).
 */
export function createServices(
  core: Core,
  keyRing: KeyRing,
  embedded: EmbeddedHooks,
  delivery: Delivery,
): Omit<Services, 'oauth' | 'development'> {
  const { config, clock, storage } = core;
  const issuer = config.jwtIssuer;
  const refreshTokens = createRefreshTokens({ keyRing, issuer, clock, leeway: config.jwtLeeway });
  const accessTokens = createAccessTokens(core, keyRing, embedded.hooks ?? {});
  const pairs = createTokenPairIssuer({
    accessTokens,
    refreshTokens,
    lifetime: config.jwtAccessTokenExpires,
    maxLifetime: config.jwtAccessTokenMaxExpires,
  });
  const dependencies = sharedDependencies(core, embedded, delivery);
  const accounts = createAccounts({
    ...dependencies,
    refreshTokens,
    rotate: createRotation(core, delivery),
    pairs,
  });
  const email = {
    ...createEmailAddresses(dependencies),
    ...createPasswordResets(dependencies),
    ...createEmailLogin(dependencies, pairs),
  };
  const sessions = createSessionsOf(core, delivery);
  const { adminRole, usernameHold, metadataMaxSize, impersonationExpires } = config;
  const { webhooks: endpoints, webhookAllowPrivate: allowPrivate } = config;
  return {
    accounts,
    email,
    profiles: createProfiles({ ...dependencies, metadataMaxSize, usernameHold }),
    accountDeletion: createAccountDeletion({ ...dependencies, adminRole, usernameHold }),
    administration: createAdministration({
      ...dependencies,
      adminRole,
      accessTokens,
      impersonationExpires,
      usernameHold,
      metadataMaxSize,
    }),
    directory: createDirectory({ ...storage, store: storage.directory, eventTypes, adminRole }),
    sessions,
    refreshTokens,
    keys: keyRing,
    serverInfo: describeServer(config, {
      mailIsOn: delivery.mail.isOn,
      maxima: inputMaxima(config),
    }),
    answerMailRequest: delivery.mail.isOn
      ? createMailRequestJobHandler(dependencies, answers)
      : undefined,
    webhooks: createWebhooks({ endpoints, allowPrivate, clock }),
  };
}

function createRotation(
  { config, clock, audit }: Core,
  { stores: { sessions }, transact }: Delivery,
) {
  const { refreshGrace: grace, refreshRetry: retry } = config;
  return createRefresh({ sessions, transact, audit, clock, grace, retry });
}

function createSessionsOf(
  { config, clock, audit }: Core,
  { stores, transact }: Delivery,
): Sessions {
  return createSessions({
    store: stores.sessions,
    clock,
    audit,
    maxListed: config.maxSessionsPerUser,
    transact,
    withLockedUser: (userId, work) =>
      transact(async (changing) => {
        await changing.users.lockUser(userId);
        return work(changing);
      }),
  });
}

/** How each request for a mail is answered when it is due, and the event that it is. */
const answers: Answers = {
  'verify-email': { answer: answerVerification, event: 'email.verification_requested' },
  'change-email': { answer: answerEmailChange, event: 'email.change_requested' },
  'reset-password': { answer: answerPasswordReset, event: 'password.reset_requested' },
  'sign-in': { answer: answerSignIn, event: 'login.email_requested' },
};

/** What the verbs of accounts share. */
function sharedDependencies(core: Core, embedded: EmbeddedHooks, delivery: Delivery) {
  const { config, clock, logger, storage, hasher, policy, audit } = core;
  const { hookTimeout = defaultHookTimeout } = embedded;
  return {
    stores: delivery.stores,
    transact: delivery.transact,
    hasher,
    policy,
    clock,
    logger,
    hooks: createHookCalls(embedded.hooks ?? {}, logger, hookTimeout),
    audit,
    rateLimits: createRateLimits({
      store: storage.throttle,
      clock,
      limits: rateLimitSettings(config),
    }),
    email: emailDependencies(core, delivery),
    isReserved: createReservedNames(config.reservedUsernames),
    usernames: { rule: config.usernames },
    beginSession: createBeginSession({
      max: config.maxSessionsPerUser,
      lifetime: config.jwtRefreshTokenExpires,
      idle: config.sessionIdleExpires * 1000,
      clock,
      audit,
    }),
  };
}

function emailDependencies({ config, clock }: Core, delivery: Delivery): EmailDependencies {
  const { mail, outbox } = delivery;
  const codeKey = deriveKey(resolveSecret(config), 'authgraph mailed codes v1');
  return {
    isOn: mail.isOn,
    singleLabel: config.production ? 'none' : 'localhost',
    outbox,
    enqueueMail: mail.enqueue,
    oneTimeTokens: createOneTimeTokens({ clock, codeKey }),
    links: {
      'verify-email': config.mailLinkVerifyEmail,
      'change-email': config.mailLinkVerifyEmail,
      'reset-password': config.mailLinkResetPassword,
      'sign-in': config.mailLinkSignIn,
      invitation: config.mailLinkInvitation,
    },
    lifetimes: {
      'verify-email': config.emailVerificationExpires,
      'change-email': config.emailVerificationExpires,
      'reset-password': config.passwordResetExpires,
      'sign-in': config.signInEmailExpires,
      invitation: config.invitationExpires,
    },
  };
}

const quarterHour = 900;
const hour = 3600;
const minute = 60;

function rateLimitSettings(config: Config): RateLimitSettings {
  return {
    accountAndAddress: { points: config.limitLoginFailures, window: quarterHour },
    account: { points: config.limitLoginFailuresPerAccount, window: hour },
    address: { points: config.limitLoginFailuresPerAddress, window: quarterHour },
    attempts: { points: config.limitLoginAttemptsPerAddress, window: quarterHour },
    registration: { points: config.limitRegistrationsPerAddress, window: hour },
    refresh: { points: config.limitRefreshesPerAddress, window: minute },
    mailFrom: { points: config.limitMailsPerAddress, window: hour },
    mailTo: { points: config.limitMailsPerRecipient, window: hour },
    profile: { points: config.limitProfileChanges, window: hour },
    exports: { points: config.limitExportsPerUser, window: hour },
  };
}

/** What other services ask of this one. @param tokens how tokens are checked, and sessions ended */
export function createOAuthOf(
  { config, clock, audit }: Core,
  tokens: Pick<OAuthOptions, 'liveAuth' | 'verifier' | 'refreshTokens' | 'sessions'>,
): OAuth {
  const { serviceClients: clients, limitLoginFailuresPerAddress: points } = config;
  const { jwtIssuer: issuer, publicUrl, jwtAlgorithm } = config;
  const publishesKeys = jwtAlgorithm !== 'HS256';
  const failures = { points, window: quarterHour };
  const metadata = { issuer, publicUrl, publishesKeys };
  return createOAuth({ ...tokens, ...metadata, clients, failures, clock, audit });
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
