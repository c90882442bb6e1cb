import { createMailRequestJobHandler } from '../features/email-addresses/mail-request.js';
import { createAccountRecoveries } from '../features/account-recovery/feature.js';
import { createAdministrationOf } from './administration.js';
import { createDevices } from '../features/devices/deny-sign-in.js';
import { createEmailAddresses } from '../features/email-addresses/service.js';
import { createEmailLogin } from '../features/email-login/feature.js';
import { createPasswordResets } from '../features/passwords/reset-password.js';
import { createAccountDeletion } from '../features/account-deletion/service.js';
import type { Pages } from '../features/pages/feature.js';
import type { PasskeySetting } from '../features/passkeys/dependencies.js';
import { answers, createEmailDependencies } from './email.js';
import { createPasskeys } from '../features/passkeys/service.js';
import type { SocialSetting } from '../features/social/dependencies.js';
import { createHandoffsOf } from './handoff.js';
import { createActivity } from '../features/profile/activity.js';
import { createProfiles } from '../features/profile/service.js';
import { createAccounts } from '../features/passwords/service.js';
import { createHookCalls, defaultHookTimeout } from '../features/sessions/hooks.js';
import type { EmbeddedHooks } from './embedding.js';
import type { Core } from './core.js';
import { signalsOf } from './event-signals.js';
import type { Defences } from './defences.js';
import { everyPersonalData, inputMaxima, type Services } from './features.js';
import type { Delivery } from './delivery.js';
import { createWebhooks } from '../features/webhooks/feature.js';
import { createOAuth, type OAuth, type OAuthOptions } from '../features/oauth/feature.js';
import { describeServer } from './server-info.js';
import { createServiceStateOf } from './service-state.js';
import { quarterHour, rateLimitSettings } from './rate-limits.js';
import {
  createReportDevice,
  createSecondFactors,
  createSignInOf,
  createTotpOf,
  createWaysIn,
  offeredBy,
} from './sign-in.js';
import { createRotation, createTokens } from './tokens.js';
import type { PrepareToken } from '../features/sessions/access-token.js';
import { createBeginSession } from '../features/sessions/begin-session.js';
import { createSessionEvents, type SessionEvents } from '../features/session-events/feature.js';
import { keptPositions, longestToken } from '../features/session-events/options.js';
import { createRevocationsEndpoint } from '../features/session-events/revocations.js';
import type { EventStreams } from '../platform/http/event-stream.js';
import { createSessions } from '../features/sessions/service.js';
import type { Sessions } from '../features/sessions/session.js';
import type { KeyRing } from '../features/signing-keys/key-ring.js';
import { createStepUpRefusal } from '../features/sessions/second-factor.js';
import { createRateLimits } from '../platform/rate-limits/rate-limits.js';
import { createTwoStep } from '../features/two-step/service.js';
import { createReservedNames } from '../features/accounts/look-alikes.js';

/** What was opened before the services. */
export interface Opened extends Defences {
  readonly keyRing: KeyRing;
  readonly passkeySetting: PasskeySetting;
  readonly social: SocialSetting;
  readonly pages?: Pages | undefined;
}

/**
 * Puts the services together: all but `oauth`, which checks tokens by them (`createOAuthOf`), and what serves
 * pages (`createDevelopmentOf` and `openPages` of routes.ts).
 */
export function createServices(
  core: Core,
  opened: Opened,
  embedded: EmbeddedHooks,
  delivery: Delivery,
): Omit<Services, 'oauth' | 'revocations' | 'development' | 'pages'> {
  const { config, storage } = core;
  const hooks = embedded.hooks ?? {};
  const { keyRing, breaches, captcha } = opened;
  const { refreshTokens, accessTokens, pairs } = createTokens(core, keyRing, hooks);
  const { prepare } = accessTokens;
  const dependencies = sharedDependencies(core, embedded, delivery, opened, prepare);
  const rotate = createRotation(core, delivery, prepare);
  const accounts = createAccounts({ ...dependencies, refreshTokens, rotate, pairs });
  const email = {
    ...createEmailAddresses(dependencies),
    ...createPasswordResets(dependencies),
    ...createEmailLogin(dependencies, pairs),
  };
  const passkeys = createPasskeys({ ...dependencies, pairs });
  const { social, handoffs } = createHandoffsOf(core, { ...dependencies, refreshTokens, pairs });
  const { accountRecoveryDelay: delay } = config;
  const accountRecoveries = createAccountRecoveries({ ...dependencies, pairs, delay });
  const ways = { accounts, email, passkeys, handoffs, social, accountRecoveries };
  const sessions = createSessionsOf(core, delivery);
  const { adminRole, usernameHold, metadataMaxSize } = config;
  return {
    ...ways,
    signIn: createSignInOf(config, { ...dependencies, pairs }, ways),
    devices: createDevices(dependencies),
    twoStep: createTwoStep({ ...dependencies, pairs }),
    totp: createTotpOf(config, { ...dependencies, pairs }),
    profiles: createProfiles({ ...dependencies, metadataMaxSize, usernameHold }),
    activity: createActivity(storage),
    accountDeletion: createAccountDeletion({
      ...dependencies,
      adminRole,
      usernameHold,
      personalData: (userId) => everyPersonalData(storage, userId),
    }),
    ...createAdministrationOf(core, { ...dependencies, outbox: delivery.outbox, accessTokens }),
    ...createServiceStateOf(core, keyRing, delivery),
    sessions,
    refreshTokens,
    keys: keyRing,
    serverInfo: describeServer(config, {
      mailIsOn: delivery.mail.isOn,
      refusesBreached: breaches.isOn,
      hasProviders: opened.social.providers.size > 0,
      captcha: captcha.challenge,
      secondFactors: offeredBy(dependencies.factors),
      maxima: inputMaxima(config),
    }),
    answerMailRequest: delivery.mail.isOn
      ? createMailRequestJobHandler(dependencies, answers)
      : undefined,
    webhooks: createWebhooksOf(core),
    sessionEvents: createSessionEventsOf(core, sessions),
  };
}

function createWebhooksOf({ config, clock }: Core): Services['webhooks'] {
  const { webhooks: endpoints, webhookAllowPrivate: allowPrivate } = config;
  return createWebhooks({ endpoints, allowPrivate, clock });
}

function createSessionEventsOf(
  { config, tail, clock, logger }: Core,
  sessions: Sessions,
): SessionEvents | undefined {
  if (!config.sessionEvents) return undefined;
  const retention = keptPositions(config);
  return createSessionEvents({ tail, signalsOf, clock, logger, retention, sessions });
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

/** What the verbs of accounts share. */
function sharedDependencies(
  core: Core,
  embedded: EmbeddedHooks,
  delivery: Delivery,
  { passkeySetting, breaches, captcha, social, pages }: Opened,
  prepareToken: PrepareToken | undefined,
) {
  const { config, clock, logger, storage, hasher, policy, audit } = core;
  const { hookTimeout = defaultHookTimeout } = embedded;
  const { stores, transact } = delivery;
  const limits = rateLimitSettings(config);
  const rateLimits = createRateLimits({ store: storage.throttle, clock, limits });
  const email = createEmailDependencies(core, delivery);
  const proving = { stores, transact, clock, rateLimits, audit, email, passkeySetting };
  const factors = createSecondFactors(config, proving);
  return {
    ...proving,
    ...{ factors, social, refusalPage: pages?.refuseSignIn },
    ...createWaysIn(email, { passkeySetting, social }),
    stepUpRefusal: createStepUpRefusal(factors, stores, config.freshMaxAge),
    hasher,
    policy,
    breaches,
    captcha,
    logger,
    hooks: createHookCalls(embedded.hooks ?? {}, logger, hookTimeout),
    isReserved: createReservedNames(config.reservedUsernames),
    usernames: { rule: config.usernames },
    beginSession: createBeginSession({
      max: config.maxSessionsPerUser,
      lifetime: config.jwtRefreshTokenExpires,
      idle: config.sessionIdleExpires * 1000,
      clock,
      audit,
      prepareToken,
      reportDevice: createReportDevice(config, { audit, email }),
    }),
  };
}

/** `undefined` with `SESSION_EVENTS=off`, and without SERVICE_CLIENTS. */
export function createRevocationsOf(
  { config, clock }: Core,
  { oauth, sessionEvents }: Pick<Services, 'oauth' | 'sessionEvents'>,
  streams: EventStreams,
): Services['revocations'] {
  const { clients } = oauth;
  if (clients === undefined || sessionEvents === undefined) return undefined;
  const { signals } = sessionEvents;
  const lifetime = longestToken(config);
  return createRevocationsEndpoint({ clients, signals, streams, clock, lifetime });
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
