import { exportLimits } from '../features/account-deletion/options.js';
import { accountRecoveryOptions } from '../features/account-recovery/options.js';
import { accountChecks, accountOptions } from '../features/accounts/options.js';
import {
  administrationOptions,
  factorResetChecks,
  factorResetOptions,
  invitationChecks,
  invitationOptions,
} from '../features/administration/options.js';
import { captchaChecks, captchaOptions } from '../features/captcha/options.js';
import { deviceChecks, deviceOptions } from '../features/devices/options.js';
import { verificationChecks, verificationOptions } from '../features/email-addresses/options.js';
import { emailLoginChecks, emailLoginOptions } from '../features/email-login/options.js';
import { federationOptions } from '../features/federation/options.js';
import { handoffOptions } from '../features/handoff/options.js';
import { clientOptions } from '../features/oauth/options.js';
import { pageChecks, pageOptions } from '../features/pages/options.js';
import { passkeyChecks, passkeyOptions } from '../features/passkeys/options.js';
import {
  breachOptions,
  passwordResetChecks,
  passwordResetOptions,
  registrationLimits,
} from '../features/passwords/options.js';
import { profileLimits } from '../features/profile/options.js';
import { cookieChecks, cookieOptions } from '../features/sessions/cookie-options.js';
import { sessionEventOptions } from '../features/session-events/options.js';
import { refreshLimits, sessionChecks, sessionOptions } from '../features/sessions/options.js';
import { signingKeyChecks, signingKeyOptions } from '../features/signing-keys/options.js';
import { socialChecks, socialOptions } from '../features/social/options.js';
import { webhookChecks, webhookOptions } from '../features/webhooks/options.js';
import type { ConfigOf, CrossCheck } from '../platform/config/option.js';
import {
  environmentOptions,
  logOptions,
  secretChecks,
  secretOptions,
} from '../platform/config/options.js';
import { databaseChecks, databaseOptions } from '../platform/database/options.js';
import { eventOptions } from '../platform/events/options.js';
import { joinTables } from '../platform/facts.js';
import {
  documentOptions,
  explorerOptions,
  persistedDocumentChecks,
  persistedDocumentOptions,
} from '../platform/graphql/options.js';
import { httpChecks, httpOptions, shutdownOptions } from '../platform/http/options.js';
import { connectionOptions } from '../platform/http/server.js';
import { mailChecks, mailOptions, templateOptions } from '../platform/mail/options.js';
import { passwordOptions } from '../platform/password-hashing/options.js';
import { attemptLimits, mailLimits } from '../platform/rate-limits/options.js';
import { telemetryChecks, telemetryOptions } from '../platform/telemetry/options.js';

/** The chapters of docs/configuration.md, each with the options of several parts. */
const chapters = [
  {
    title: 'Service',
    parts: [
      environmentOptions,
      httpOptions,
      cookieOptions,
      explorerOptions,
      logOptions,
      shutdownOptions,
    ],
  },
  { title: 'Persisted documents', parts: [persistedDocumentOptions] },
  { title: 'Connections', parts: [connectionOptions] },
  { title: 'Tokens and sessions', parts: [signingKeyOptions, sessionOptions] },
  { title: 'Session events', parts: [sessionEventOptions] },
  { title: 'Other services', parts: [clientOptions] },
  { title: 'Applications', parts: [handoffOptions] },
  { title: 'Accounts', parts: [administrationOptions, accountOptions] },
  { title: 'Passwords', parts: [passwordOptions, breachOptions] },
  { title: 'Passkeys', parts: [passkeyOptions, accountRecoveryOptions] },
  { title: 'Pages', parts: [pageOptions] },
  { title: 'Social and company sign-in', parts: [socialOptions] },
  { title: 'CAPTCHA', parts: [captchaOptions] },
  {
    title: 'Mail',
    parts: [
      mailOptions,
      verificationOptions,
      passwordResetOptions,
      emailLoginOptions,
      deviceOptions,
      invitationOptions,
      factorResetOptions,
      templateOptions,
    ],
  },
  { title: 'Webhooks', parts: [webhookOptions] },
  {
    title: 'Limits',
    parts: [
      attemptLimits,
      registrationLimits,
      profileLimits,
      exportLimits,
      mailLimits,
      refreshLimits,
      documentOptions,
    ],
  },
  { title: 'Storage', parts: [databaseOptions, secretOptions, eventOptions] },
  { title: 'Federation', parts: [federationOptions] },
  { title: 'Metrics and tracing', parts: [telemetryOptions] },
] as const;

type PartsOf<Chapters> = Chapters extends readonly [
  { readonly parts: infer Parts extends readonly object[] },
  ...infer Others,
]
  ? readonly [...Parts, ...PartsOf<Others>]
  : readonly [];

const parts = chapters.flatMap<object>((chapter) => chapter.parts);

/**
 * Everything that can be configured, by the name of its environment variable. The order is that of the documentation,
 * and the order in which defaults are settled. A name of two parts does not compile.
 */
export const options = joinTables(parts as unknown as PartsOf<typeof chapters>);

type Options = typeof options;
export type OptionName = keyof Options;

export const optionNames = Object.keys(options) as OptionName[];

export const optionGroups = chapters.map((chapter) => ({
  title: chapter.title,
  options: Object.assign({}, ...chapter.parts) as Partial<Options>,
}));

/** The settings, as the program uses them. Frozen. */
export type Config = ConfigOf<Options> & {
  /** Whether NODE_ENV is `production`. */
  readonly production: boolean;
};

/** Gateways write their own documents, `_entities` among them. */
const enforcedSubgraph: CrossCheck<Options> = {
  between: ['SUBGRAPH', 'PERSISTED_DOCUMENTS_ONLY'],
  find: ({ subgraph, persistedDocumentsOnly }) =>
    subgraph &&
    persistedDocumentsOnly &&
    'SUBGRAPH=on needs the documents that gateways write, and PERSISTED_DOCUMENTS_ONLY=on refuses them; turn one of them off, and keep the list at the gateway',
};

/** The pages run no script of others, so that users could not go on there. */
const undrawnCaptcha: CrossCheck<Options> = {
  between: ['PAGES', 'CAPTCHA'],
  find: ({ pages, captcha }) =>
    pages &&
    captcha.length > 0 &&
    'PAGES and CAPTCHA are both on, and the pages of the service draw no CAPTCHA; set CAPTCHA=off, or PAGES=off and serve pages of your own',
};

/** In the order of what a reader mends first. */
export const crossChecks: readonly CrossCheck<Options>[] = [
  ...secretChecks,
  ...databaseChecks,
  ...httpChecks,
  ...cookieChecks,
  ...pageChecks,
  ...verificationChecks,
  ...passwordResetChecks,
  ...emailLoginChecks,
  ...deviceChecks,
  ...invitationChecks,
  ...passkeyChecks,
  ...socialChecks,
  ...factorResetChecks,
  ...captchaChecks,
  undrawnCaptcha,
  ...mailChecks,
  ...webhookChecks,
  ...telemetryChecks,
  ...persistedDocumentChecks,
  enforcedSubgraph,
  ...signingKeyChecks,
  ...sessionChecks,
  ...accountChecks,
];
