import type { JsonValue } from '../platform/json.js';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel } from '../features/accounts/user.js';
import type { ManagedUserModel, ImpersonationModel, AuditEventModel } from '../features/administration/service.js';
import type { SessionModel } from '../features/sessions/session.js';
import type { TwoStepChangeModel } from '../features/two-step/service.js';
import type { MfaChallenge as MfaChallengeModel } from '../features/sign-in/sign-in.js';
import type { Passkey as PasskeyModel } from '../features/passkeys/store.js';
import type { PasskeyCeremony as CeremonyModel } from '../features/sessions/second-factor.js';
import type { AccountRecovery as AccountRecoveryModel } from '../features/account-recovery/recoveries.sql.js';
import type { Identity as IdentityModel } from '../features/social/store.js';
import type { SignUpModel } from '../features/passkeys/service.js';
import type { TokenPair as TokenPairModel } from '../features/sessions/refresh-token.js';
import type { GraphQLContext } from '../features/sessions/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time, as an ISO 8601 string. Answers are in UTC with milliseconds, e.g. `2026-11-24T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value, stored unchanged. Whole numbers go up to 2^53 - 1. Fields cannot be named `__proto__`, `constructor` or `prototype`. */
  JSON: { input: unknown; output: JsonValue; }
};

/** A recovery of an account by one of its recovery codes. */
export type AccountRecovery = {
  __typename?: 'AccountRecovery';
  /** Until when it does. */
  expiresAt: Scalars['DateTime']['output'];
  /** From when on the code opens the account. */
  opensAt: Scalars['DateTime']['output'];
  /** When it was begun. */
  requestedAt: Scalars['DateTime']['output'];
};

/** Something that happened to an account, a session or the keys. */
export type AuditEvent = Node & {
  __typename?: 'AuditEvent';
  /** The account of the administrator who did it. `null` if there is none, or if it was deleted. */
  actor: Maybe<ManagedUser>;
  /** The `id` of the administrator who did it. `null` for the user, the command line and anonymous requests. */
  actorId: Maybe<Scalars['ID']['output']>;
  /** When it happened. For events that were counted together, the time of the first. */
  at: Scalars['DateTime']['output'];
  /**
   * How often it happened. Refusals of the same type, account and network share one event for a quarter of an hour,
   * and its count grows. Everything else has an event of its own.
   */
  count: Scalars['Int']['output'];
  /** Details of the event, such as the roles before and after. */
  detail: Scalars['JSON']['output'];
  /** A UUID (version 7). Events are ordered by id. */
  id: Scalars['ID']['output'];
  /** The IP address of the request. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** When it happened last. */
  lastAt: Scalars['DateTime']['output'];
  /** The `id` of the session. */
  sessionId: Maybe<Scalars['ID']['output']>;
  /** What happened, such as `login.failed`. Names are stable. New ones may be added. */
  type: Scalars['String']['output'];
  /** The account. `null` if there is none, or if it was deleted. */
  user: Maybe<ManagedUser>;
  /** The browser or client of the request, from its `User-Agent` header. */
  userAgent: Maybe<Scalars['String']['output']>;
  /** The `id` of the account. `null` for an unknown account and for events of the service itself. */
  userId: Maybe<Scalars['ID']['output']>;
};

/** A page of security events. */
export type AuditEventConnection = {
  __typename?: 'AuditEventConnection';
  /** The events with their cursors. */
  edges: Array<AuditEventEdge>;
  /** Whether there are more pages, and where this one begins and ends. */
  pageInfo: PageInfo;
};

/** A security event in a list. */
export type AuditEventEdge = {
  __typename?: 'AuditEventEdge';
  /** The place in the list, for `after` and `before`. Opaque: do not parse or construct it. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: AuditEvent;
};

/** Which security events to list. Events must match every given condition. */
export type AuditEventFilter = {
  /** Only actions of this administrator. */
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** Only events at this time or later. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only events of these types, such as `login.failed`. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only events before this time. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only events of this account. It may be a deleted one. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** A CAPTCHA, drawn by its provider's script. Send its token in the header `X-Authgraph-Captcha`, once. */
export type CaptchaInfo = {
  __typename?: 'CaptchaInfo';
  /** `turnstile`, `hcaptcha`, or `custom` for that of the application. */
  provider: Scalars['String']['output'];
  /** The public key for the script. */
  siteKey: Maybe<Scalars['String']['output']>;
  /** When it is needed. New ones may be added: ignore unknown values. */
  uses: Array<CaptchaUse>;
};

/** When a CAPTCHA is needed. Without a token, `CAPTCHA_REQUIRED` has its `provider` and `siteKey` in `extensions.captcha`. */
export type CaptchaUse =
  /** For a sign-in by a password or a mailed code, after several failures: wait for `CAPTCHA_REQUIRED`. */
  | 'AFTER_FAILURES'
  /** For every sign-up: `register` and `beginPasskeySignUp`. */
  | 'SIGN_UP';

/** What the user signs in with has changed: a password, a passkey, a second factor, an address, a name. */
export type CredentialsChanged = ViewerEvent & {
  __typename?: 'CredentialsChanged';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The same in every stream. */
  id: Scalars['ID']['output'];
  /** For `viewerEvents(after:)`. At most 100 characters; its contents mean nothing to clients. */
  position: Scalars['String']['output'];
  /** The type of the security event, such as `passkey.added`. New ones may come. */
  type: Scalars['String']['output'];
};

/** A mail or a webhook, without its content. */
export type Delivery = {
  __typename?: 'Delivery';
  /** How many attempts have begun. */
  attempts: Scalars['Int']['output'];
  /** When it was to be sent. */
  createdAt: Scalars['DateTime']['output'];
  /** A UUID (version 7). */
  id: Scalars['ID']['output'];
  /** What is delivered. */
  kind: DeliveryKind;
  /** Why the latest attempt failed. */
  lastError: Maybe<Scalars['String']['output']>;
  /** When it is attempted next. `null` for one that is not waiting. */
  nextAttemptAt: Maybe<Scalars['DateTime']['output']>;
  /** What became of it. */
  state: DeliveryState;
  /** The template of the mail, or the event of the webhook. */
  subject: Scalars['String']['output'];
  /** The address of the mail, masked, or the name of the webhook's endpoint. */
  to: Scalars['String']['output'];
};

/** A page of deliveries. */
export type DeliveryConnection = {
  __typename?: 'DeliveryConnection';
  /** The deliveries with their cursors. */
  edges: Array<DeliveryEdge>;
  /** Whether there are more pages, and where this one begins and ends. */
  pageInfo: PageInfo;
};

/** A delivery in a list. */
export type DeliveryEdge = {
  __typename?: 'DeliveryEdge';
  /** The place in the list, for `after`. Opaque: do not parse or construct it. */
  cursor: Scalars['String']['output'];
  /** The delivery. */
  node: Delivery;
};

/** Which deliveries to list. They must match every given condition. */
export type DeliveryFilter = {
  /** Only mails, or only webhooks. */
  kind?: InputMaybe<DeliveryKind>;
  /** Only those in this state. */
  state?: InputMaybe<DeliveryState>;
};

/** What is delivered. */
export type DeliveryKind =
  /** A mail. */
  | 'MAIL'
  /** A webhook. */
  | 'WEBHOOK';

/** What became of a delivery. */
export type DeliveryState =
  /** The receiver has it. */
  | 'DELIVERED'
  /** It was given up. */
  | 'FAILED'
  /** It will be attempted, or attempted again. */
  | 'WAITING';

/** The code of a mail that `requestLoginEmail` sent. */
export type EmailCodeSignIn = {
  /** Eight digits. Spaces are ignored. */
  code: Scalars['String']['input'];
  /** The e-mail address that received the mail. */
  email: Scalars['String']['input'];
};

/** A second factor of an account, other than recovery codes. */
export type Factor = {
  __typename?: 'Factor';
  /** When it was begun to be added. */
  createdAt: Scalars['DateTime']['output'];
  /** For `removeFactor`. */
  id: Scalars['ID']['output'];
  /** As its user wrote it. */
  label: Maybe<Scalars['String']['output']>;
  /** When a code of it was used last. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** What it is. */
  method: FactorMethod;
};

/** A second factor. */
export type FactorMethod =
  /** A passkey, which a device unlocks by a finger, a face or a PIN. */
  | 'PASSKEY'
  /** A code that was kept for the loss of the other factors. */
  | 'RECOVERY_CODE'
  /** A code of an authenticator app. */
  | 'TOTP';

/** Exactly one second factor. */
export type FactorProofInput =
  /** What the device has answered to `MfaChallenge.passkey`. */
  { passkey: PasskeyResponse; recoveryCode?: never; totp?: never; }
  |  /** One of the recovery codes. It works once; its owner gets a mail. */
  { passkey?: never; recoveryCode: Scalars['String']['input']; totp?: never; }
  |  /** A code of an authenticator app: six digits. It works once. */
  { passkey?: never; recoveryCode?: never; totp: Scalars['String']['input']; };

/** Where the application takes over. */
export type Handoff = {
  __typename?: 'Handoff';
  /** The lifetime of the code, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** `redirectUri` with `code` and `state`. */
  redirectUrl: Scalars['String']['output'];
};

/** A code that a redirect brought, and the verifier that the application kept. */
export type HandoffInput = {
  /** The `code` of the redirect. It works once. */
  code: Scalars['String']['input'];
  /** The code verifier (RFC 7636): 43 to 128 characters. */
  codeVerifier: Scalars['String']['input'];
};

/** The most bytes of a header. */
export type HeaderLimit = {
  __typename?: 'HeaderLimit';
  /** The most bytes of the value. */
  maximum: Scalars['Int']['output'];
  /** The name, in lower case. */
  name: Scalars['String']['output'];
};

/** An account at a provider that the user signs in with. */
export type Identity = {
  __typename?: 'Identity';
  /** When it was linked. */
  createdAt: Scalars['DateTime']['output'];
  /** As the provider stated it when the identity was linked. */
  email: Maybe<Scalars['String']['output']>;
  /** Whether the provider has verified this address. */
  emailVerified: Scalars['Boolean']['output'];
  /** A UUID. */
  id: Scalars['ID']['output'];
  /** The issuer (OpenID Connect Core §2), or the address of a provider without one. */
  issuer: Scalars['String']['output'];
  /** Of `identityProviders`. */
  provider: Scalars['ID']['output'];
};

/** A provider of identity, such as Google, or the company's own. */
export type IdentityProvider = {
  __typename?: 'IdentityProvider';
  /** For `beginSocialSignIn`. */
  id: Scalars['ID']['output'];
  /** For people. */
  name: Scalars['String']['output'];
};

/** A session of an administrator who impersonates a user. */
export type Impersonation = {
  __typename?: 'Impersonation';
  /** A signed JWT (RFC 9068) for the header `Authorization: Bearer <accessToken>`. There is no refresh token. */
  accessToken: Scalars['String']['output'];
  /** The lifetime of the access token, and of its session, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** Always `Bearer` (RFC 6750). */
  tokenType: Scalars['String']['output'];
  /** The impersonated user. */
  user: ManagedUser;
};

/** The maximum of an argument or input field. It is checked first. A longer value is refused without being read. */
export type InputLimit = {
  __typename?: 'InputLimit';
  /** A schema coordinate, such as `Mutation.login(username:)` or `UserFilter.search`. */
  coordinate: Scalars['String']['output'];
  /** The maximum of each item of a list. `null` if the value is not a list. */
  itemMaximum: Maybe<Scalars['Int']['output']>;
  /** What `itemMaximum` counts. */
  itemUnit: Maybe<InputUnit>;
  /** The maximum of the value. */
  maximum: Scalars['Int']['output'];
  /** What the maximum counts. */
  unit: InputUnit;
};

/** The limits of fields. */
export type InputLimits = {
  __typename?: 'InputLimits';
  /** The most characters of a display name. */
  displayNameMaxLength: Scalars['Int']['output'];
  /** The most characters of a document, blanks and comments included. */
  documentMaxLength: Scalars['Int']['output'];
  /** The most lines of a document. */
  documentMaxLines: Scalars['Int']['output'];
  /** The most characters of all names and texts in `extensions`. */
  extensionsMaxLength: Scalars['Int']['output'];
  /** The most bytes of each header that is read. */
  headers: Array<HeaderLimit>;
  /** The maximum of each argument and input field. Numbers, times and enumerations are limited only by their type. */
  inputs: Array<InputLimit>;
  /** The most levels of objects and lists of metadata. */
  metadataMaxDepth: Scalars['Int']['output'];
  /** The most bytes (UTF-8) of the JSON of metadata. */
  metadataMaxSize: Scalars['Int']['output'];
  /** The most characters of a name in a document, and of `operationName`. */
  nameMaxLength: Scalars['Int']['output'];
  /** The most characters of any text in a document or its variables. */
  textMaxLength: Scalars['Int']['output'];
  /** The most characters of a username. */
  usernameMaxLength: Scalars['Int']['output'];
};

/** What a maximum counts. */
export type InputUnit =
  /** Bytes (UTF-8) of the JSON of a value. */
  | 'BYTES'
  /** UTF-16 code units of a text as sent: the `length` of JavaScript. */
  | 'CHARACTERS'
  /** Items of a list. */
  | 'ITEMS';

/** Lifetimes, in seconds. */
export type Lifetimes = {
  __typename?: 'Lifetimes';
  /** The default lifetime of an access token. */
  accessToken: Scalars['Int']['output'];
  /** The maximum lifetime of an access token with `refresh(expiresIn:)`. */
  accessTokenMax: Scalars['Int']['output'];
  /** How long a session stays fresh after the password was checked, for sensitive changes. */
  fresh: Scalars['Int']['output'];
  /** How long an administrator can impersonate a user with `impersonate`. 0: not at all. */
  impersonation: Scalars['Int']['output'];
  /** How long a refresh can be repeated with its `idempotencyKey`. 0: not at all. */
  refreshRetry: Scalars['Int']['output'];
  /** The lifetime of a session from the sign-in. Refreshes do not extend it. */
  session: Scalars['Int']['output'];
  /** How long a released username stays reserved. */
  usernameHold: Scalars['Int']['output'];
};

/** An account as administrators see it. */
export type ManagedUser = {
  __typename?: 'ManagedUser';
  /** The recovery of the account that opens first; `null` if none waits. */
  accountRecovery: Maybe<AccountRecovery>;
  /** When the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** When the account was disabled. `null` if it is not disabled. */
  disabledAt: Maybe<Scalars['DateTime']['output']>;
  /** A name to show to others instead of the username. */
  displayName: Maybe<Scalars['String']['output']>;
  /** The contact address, if one was given. */
  email: Maybe<Scalars['String']['output']>;
  /** Whether the owner has verified the address. */
  emailVerified: Scalars['Boolean']['output'];
  /** When a reset of the second factors takes effect; `null` if none waits. */
  factorResetAt: Maybe<Scalars['DateTime']['output']>;
  /** The second factors, the oldest first. */
  factors: Array<Factor>;
  /** Whether the account has a password. */
  hasPassword: Scalars['Boolean']['output'];
  /** A UUID (version 7) that never changes. */
  id: Scalars['ID']['output'];
  /** The accounts at providers that the user signs in with, the oldest first. */
  identities: Array<Identity>;
  /** When the user was last invited. `null` if there was no invitation, or once the user has accepted it or signed in. */
  invitedAt: Maybe<Scalars['DateTime']['output']>;
  /** The user's language, as a BCP 47 tag. `null` if it is not known. */
  locale: Maybe<Scalars['String']['output']>;
  /** The passkeys of the user, the oldest first. */
  passkeys: Array<Passkey>;
  /** Metadata that the application keeps about the user. The user cannot read it. */
  privateMetadata: Scalars['JSON']['output'];
  /** Metadata that the user writes. The application must not trust it. */
  publicMetadata: Scalars['JSON']['output'];
  /** The roles of the account. */
  roles: Array<Scalars['String']['output']>;
  /** The active sessions, the most recently used first. There are at most MAX_SESSIONS_PER_USER, 100 by default. */
  sessions: Array<Session>;
  /** Whether a sign-in needs a second factor. */
  twoStepSignIn: Scalars['Boolean']['output'];
  /** The name to sign in with, as its owner wrote it. */
  username: Scalars['String']['output'];
};


/** An account as administrators see it. */
export type ManagedUserSessionsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** How many signed in by one method. */
export type MethodCount = {
  __typename?: 'MethodCount';
  /** How many sign-ins. */
  count: Scalars['Int']['output'];
  /** How they signed in: the last proof of it. */
  method: SignInMethod;
};

/** A sign-in that has proved one factor, of an account that needs two. */
export type MfaChallenge = {
  __typename?: 'MfaChallenge';
  /** The lifetime of the challenge, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** The second factors that the user has, the best first. */
  methods: Array<FactorMethod>;
  /** For `completeMfa`. It is no token of a session. */
  mfaToken: Scalars['String']['output'];
  /** For `completeMfa(input: { passkey })`; `null` if the user has no passkey. */
  passkey: Maybe<PasskeyCeremony>;
};

/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Sets the password of an invited account and confirms its address. The token of the link works once, for seven days
   * by default. It does not sign in: call `login` afterwards. The link still works after a refused password.
   */
  acceptInvitation: Scalars['Boolean']['output'];
  /**
   * Begins to recover an account that has no way in but passkeys, by one of its recovery codes. Its sessions see it in
   * `me { accountRecovery }` and can cancel it. A day later by default, `signIn(input: { recoveryCode })` with the same code
   * opens the account, once, for a week. Asked again, it answers the same.
   */
  beginAccountRecovery: AccountRecovery;
  /** Begins to link an identity at a provider to the account. It takes a fresh sign-in. */
  beginIdentityLink: SocialRedirect;
  /**
   * Begins a proof of identity by a provider in this session; `stepUp(input: { handoff })` finishes it. It counts only where
   * the provider says when the user has signed in there, and that is recent.
   */
  beginIdentityProof: SocialRedirect;
  /** Begins a proof of identity in this session; `stepUp(input: { passkey })` finishes it. */
  beginPasskeyProof: PasskeyCeremony;
  /** Begins to add a passkey to the account. It takes a fresh sign-in. */
  beginPasskeyRegistration: PasskeyCeremony;
  /**
   * Begins a sign-in with a passkey; `signIn(input: { passkey })` finishes it. It needs no username: the device offers the
   * passkeys that it has for this service.
   */
  beginPasskeySignIn: PasskeyCeremony;
  /**
   * Begins a sign-up with a passkey in place of a password. The names follow the rules of `register`. Nothing is reserved:
   * the names can still be taken until `finishPasskeySignUp`.
   */
  beginPasskeySignUp: PasskeyCeremony;
  /**
   * Begins a sign-in by a provider. Send the user to `authorizationUrl`. They come back to `redirectUri` with a `code`, which
   * `signIn(input: { handoff })` exchanges for a pair; or with an `error`: `access_denied` if the user declined,
   * `PROVIDER_REFUSED`, `PROVIDER_UNAVAILABLE` or `TOO_MANY_ATTEMPTS`.
   */
  beginSocialSignIn: SocialRedirect;
  /**
   * Makes a secret for an authenticator app (TOTP, RFC 6238). Show `otpauthUri` as a QR code, and `secret` beside it. The
   * app counts once `confirmTotpEnrollment` has seen a code of it. It takes a fresh sign-in.
   */
  beginTotpEnrollment: TotpEnrollment;
  /**
   * Cancels the recoveries of the own account that wait, and uses up the recovery codes that began them. `false` if none
   * waits.
   */
  cancelAccountRecovery: Scalars['Boolean']['output'];
  /** Cancels a reset of the own second factors, by the token of the mail. No session is needed. */
  cancelFactorReset: Scalars['Boolean']['output'];
  /**
   * Requests a change of the e-mail address. A link goes to the new address, and a warning to the current one. The
   * change takes effect with `verifyEmail`. The answer does not reveal whether another account has the address. Needs
   * a fresh access token: call `reauthenticate` on `FRESH_LOGIN_REQUIRED`.
   */
  changeEmail: Scalars['Boolean']['output'];
  /** Changes the password and ends every other session of the user. */
  changePassword: TokenPair;
  /**
   * Changes the name to sign in with. Needs a fresh session (`reauthenticate`). The old name stays reserved (90 days
   * by default): only its user can take it back. Sessions stay active.
   */
  changeUsername: User;
  /** Completes a challenge by a second factor. After a wrong one, the same challenge can be completed by another. */
  completeMfa: SignInResult;
  /**
   * Adds the authenticator app by its first code. The first one turns two-step sign-in on: the answer has recovery codes,
   * and all other sessions end. The tokens are those of this session, which has two factors now.
   */
  confirmTotpEnrollment: TwoStepChange;
  /**
   * Hands the session of the refresh cookie over to an application: its code begins a session of the application by
   * `signIn(input: { handoff })`. It is for the service's own pages, after a click of the user.
   */
  createHandoff: Handoff;
  /**
   * Deletes your account and all of its sessions, at once and permanently. Needs a fresh session
   * (`reauthenticate`). Security events stay, without addresses and user agents. The username stays reserved
   * for a while. The last administrator cannot be deleted.
   */
  deleteAccount: Scalars['Boolean']['output'];
  /**
   * Deletes an account and everything that refers to it, at once and for good. The username stays reserved (90 days by
   * default). Your own account is deleted by `deleteAccount`. The last administrator cannot be deleted. For
   * administrators, with a fresh session (`reauthenticate`).
   */
  deleteUser: Scalars['Boolean']['output'];
  /**
   * Says that a sign-in was not by the owner of the account, with the token of the mail that reported its new device.
   * Ends the session of that sign-in and those that the account has begun since, forgets the devices that came with
   * them, and mails a link to set a new password. It works once, for seven days by default, also when these sessions
   * have ended before, or the password was changed.
   */
  denySignIn: SignInDenial;
  /**
   * Disables your account and ends all of its sessions at once. No data is deleted. Nobody can sign in until an
   * administrator (`enableUser`), or an operator at the command line, enables it again. Needs a fresh session
   * (`reauthenticate`). The last administrator cannot be disabled.
   */
  disableAccount: Scalars['Boolean']['output'];
  /**
   * Disables an account: the user cannot sign in, and all sessions end at once. No data is deleted. The last
   * administrator cannot be disabled. For administrators, with a fresh session (`reauthenticate`).
   */
  disableUser: ManagedUser;
  /**
   * Enables a disabled account: the user can sign in again. Ended sessions stay ended. For administrators, with a
   * fresh session (`reauthenticate`).
   */
  enableUser: ManagedUser;
  /**
   * Ends every session of a user and returns how many. The user can sign in again. For administrators, with a fresh
   * session (`reauthenticate`).
   */
  endUserSessions: Scalars['Int']['output'];
  /** Links the identity that a provider has stated, in the session that began it. */
  finishIdentityLink: Identity;
  /** Adds the passkey that a device has made, in the session that began it. An account can have 20. */
  finishPasskeyRegistration: Passkey;
  /** Creates the account with the passkey that a device has made, and signs it in. */
  finishPasskeySignUp: SignUp;
  /**
   * Signs in as a user, to see what the user sees. Returns an access token without a refresh token. It lives for a
   * quarter of an hour by default (`serverInfo { lifetimes { impersonation } }`). Its `act` claim names the
   * administrator (RFC 8693 §4.1), and so does every event. Operations that need a fresh session, or that only the
   * user may perform, fail with `IMPERSONATED`. `logout` with this token ends the session. The user sees it in
   * `me { sessions { impersonated } }`. Administrators and disabled users cannot be impersonated. For administrators,
   * with a fresh session (`reauthenticate`).
   */
  impersonate: Impersonation;
  /**
   * Creates an account and mails an invitation. Its link sets the password and verifies the address. Nobody can sign
   * in before that. Another call with the same username and address sends a new link and replaces the roles. For
   * administrators, with a fresh session (`reauthenticate`).
   */
  inviteUser: ManagedUser;
  /** Signs in. An unknown user, a wrong password and a disabled account give the same `INVALID_CREDENTIALS` error. */
  login: TokenPair;
  /**
   * Signs in with the code of the mail. It works once, for ten minutes by default, and allows five tries. Failures
   * count like wrong passwords.
   */
  loginWithEmailCode: TokenPair;
  /** Signs in with the token of the link. It works once, for ten minutes by default. */
  loginWithEmailToken: TokenPair;
  /**
   * Ends the session of the access token. Idempotent: a second call also returns `true`. In cookie mode it also ends
   * the session of the cookie and deletes the cookie. The cookie is enough without an access token.
   */
  logout: Scalars['Boolean']['output'];
  /** Ends every session of the user, including this one, and returns how many were ended. */
  logoutEverywhere: Scalars['Int']['output'];
  /** Ends every session of the user but this one, and returns how many were ended. */
  logoutOtherSessions: Scalars['Int']['output'];
  /** Checks the password again. The new access token is fresh (its `auth_time` is now). */
  reauthenticate: TokenPair;
  /**
   * Exchanges a refresh token for a new pair. The refresh token is rotated: keep the new one and discard the old one.
   * For a few seconds the old one still returns the same new one, so that parallel tabs and lost replies do not sign
   * the user out. Any later use ends the session with `TOKEN_REUSED`. With an `idempotencyKey`, a client can repeat
   * the request for much longer after a lost reply: `serverInfo { lifetimes { refreshRetry } }`.
   */
  refresh: TokenPair;
  /**
   * Makes ten new recovery codes. The old ones stop working. It takes a fresh sign-in, and two-step sign-in or an account
   * that has no way in but passkeys.
   */
  regenerateRecoveryCodes: RecoveryCodes;
  /**
   * Creates an account and signs it in. The username may be up to 64 letters, digits, `.`, `_` or `-`;
   * case is ignored. The password needs at least 8 characters and must not be a common one. An e-mail address stays
   * unverified until its owner opens the mailed link. An unverified address cannot be used to sign in.
   */
  register: TokenPair;
  /**
   * Removes an authenticator app. Without another second factor, two-step sign-in is off, and the recovery codes are gone.
   * It takes a fresh sign-in.
   */
  removeFactor: TwoStepChange;
  /**
   * Removes a passkey. It takes a fresh sign-in. The last way to sign in stays, and so does the last second factor while
   * two-step sign-in is on.
   */
  removePasskey: Scalars['Boolean']['output'];
  /**
   * Removes the password, unless it is the last way to sign in: an address that is verified is another one while the
   * service sends mail. It takes a fresh sign-in. Every other session ends, and the earlier refresh tokens of this one stop
   * working. A reset by mail still sets a new password.
   */
  removePassword: TokenPair;
  /** Gives a passkey of the user another name. */
  renamePasskey: Passkey;
  /**
   * Sends a mail with a link that confirms the account's e-mail address. Sends nothing if it is already confirmed.
   * Needs an access token.
   */
  requestEmailVerification: Scalars['Boolean']['output'];
  /**
   * Sends a mail with a link and a code to sign in with, if an account has confirmed this address. The answer is
   * always `true` and always takes the same time. The last three mails work, until one of them is used.
   */
  requestLoginEmail: Scalars['Boolean']['output'];
  /**
   * Sends a mail with a link that sets a new password, if an account has confirmed this address. The answer is
   * always `true` and always takes the same time.
   */
  requestPasswordReset: Scalars['Boolean']['output'];
  /**
   * Sends a code for `stepUp(input: { emailCode })` to the confirmed address of the account. The code is good in this
   * session only. The answer is always `true`.
   */
  requestStepUpEmail: Scalars['Boolean']['output'];
  /**
   * Sets a new password with the token of the link. The link works once, for ten minutes by default. Ends every session
   * of the account. It does not sign in: call `login` afterwards. The link still works after a refused password.
   */
  resetPassword: Scalars['Boolean']['output'];
  /**
   * Removes the authenticator apps and recovery codes of a user who has lost them, and turns two-step sign-in off. Passkeys
   * stay. It takes effect after a day by default; until then, the link of a mail to the owner cancels it. Nothing happens
   * to an account without two-step sign-in, and not twice while a reset waits. Not for your own account, nor for another
   * administrator. For administrators, with a fresh proof of two factors (`stepUp`).
   */
  resetUserFactors: ManagedUser;
  /** Lets a delivery that was given up be attempted again. It takes a fresh sign-in. For administrators. */
  retryDelivery: Delivery;
  /** Ends one of the user's own sessions. Returns `true` if it was active, `false` if it had already ended. */
  revokeSession: Scalars['Boolean']['output'];
  /**
   * Adds a key that signs from a minute on. The earlier ones verify until their last token has expired, so nobody is signed
   * out. It takes a fresh sign-in. For administrators.
   */
  rotateSigningKeys: SigningKey;
  /**
   * Sends a link that sets a new password to the verified e-mail address of the account. The old password works
   * until the link is used. For administrators, with a fresh session (`reauthenticate`).
   */
  sendPasswordReset: Scalars['Boolean']['output'];
  /**
   * Sets a first password, for an account without one (`hasPassword`). It takes a fresh sign-in. Every other session ends,
   * and the earlier refresh tokens of this one stop working.
   */
  setPassword: TokenPair;
  /**
   * Turns two-step sign-in on or off. It takes a fresh sign-in. To turn it on takes a second factor of the account, shown
   * in this session; all other sessions end. Turned off, authenticator apps and recovery codes are removed; passkeys stay.
   */
  setTwoStepSignIn: TwoStepChange;
  /**
   * Replaces all roles of an account. Removed roles are gone with the next request to this service. Added roles come
   * with the user's next `login` or `reauthenticate`. The last administrator keeps the role. For administrators,
   * with a fresh session (`reauthenticate`).
   */
  setUserRoles: ManagedUser;
  /** Signs in by one proof of identity. An account with two-step sign-in gets a challenge, which `completeMfa` completes. */
  signIn: SignInResult;
  /**
   * Proves the identity again in this session: its `auth_time` becomes now, and its level (`acr`) that of the proof. With
   * two-step sign-in it takes a second factor.
   */
  stepUp: TokenPair;
  /** Removes the link to a provider. It takes a fresh sign-in. The last way to sign in stays. */
  unlinkIdentity: Scalars['Boolean']['output'];
  /** Changes your profile. Omitted fields stay as they are. `null` removes a value. */
  updateProfile: User;
  /**
   * Changes an account. Omitted fields stay as they are. `null` removes a value. For administrators, with a fresh
   * session (`reauthenticate`).
   */
  updateUser: ManagedUser;
  /**
   * Confirms an e-mail address with the token of the link from the sign-up or from `changeEmail`. Needs an access
   * token of the same account, so that users cannot confirm an account that someone else created with their
   * address. The link still works after a try with the wrong account. A link that has confirmed the present address
   * answers `true` until it expires, and changes nothing.
   */
  verifyEmail: Scalars['Boolean']['output'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationAcceptInvitationArgs = {
  newPassword: Scalars['String']['input'];
  token: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginAccountRecoveryArgs = {
  input: RecoveryCodeSignIn;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginIdentityLinkArgs = {
  codeChallenge: Scalars['String']['input'];
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginIdentityProofArgs = {
  codeChallenge: Scalars['String']['input'];
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginPasskeySignUpArgs = {
  email?: InputMaybe<Scalars['String']['input']>;
  username?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginSocialSignInArgs = {
  codeChallenge: Scalars['String']['input'];
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationBeginTotpEnrollmentArgs = {
  label?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationCancelFactorResetArgs = {
  token: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationChangeEmailArgs = {
  newEmail: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationChangePasswordArgs = {
  currentPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationChangeUsernameArgs = {
  username: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationCompleteMfaArgs = {
  input: FactorProofInput;
  mfaToken: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationConfirmTotpEnrollmentArgs = {
  code: Scalars['String']['input'];
  factorId: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationCreateHandoffArgs = {
  codeChallenge: Scalars['String']['input'];
  redirectUri: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationDeleteUserArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationDenySignInArgs = {
  token: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationDisableUserArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationEnableUserArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationEndUserSessionsArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationFinishIdentityLinkArgs = {
  input: HandoffInput;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationFinishPasskeyRegistrationArgs = {
  input: PasskeyResponse;
  label?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationFinishPasskeySignUpArgs = {
  input: PasskeyResponse;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationImpersonateArgs = {
  reason?: InputMaybe<Scalars['String']['input']>;
  userId: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationInviteUserArgs = {
  email: Scalars['String']['input'];
  roles?: InputMaybe<Array<Scalars['String']['input']>>;
  username?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationLoginArgs = {
  password: Scalars['String']['input'];
  username: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationLoginWithEmailCodeArgs = {
  code: Scalars['String']['input'];
  email: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationLoginWithEmailTokenArgs = {
  token: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationReauthenticateArgs = {
  password: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRefreshArgs = {
  expiresIn?: InputMaybe<Scalars['Int']['input']>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRegisterArgs = {
  email?: InputMaybe<Scalars['String']['input']>;
  password: Scalars['String']['input'];
  username?: InputMaybe<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRemoveFactorArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRemovePasskeyArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRenamePasskeyArgs = {
  id: Scalars['ID']['input'];
  label: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRequestLoginEmailArgs = {
  email: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRequestPasswordResetArgs = {
  email: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationResetPasswordArgs = {
  newPassword: Scalars['String']['input'];
  token: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationResetUserFactorsArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRetryDeliveryArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationSendPasswordResetArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationSetPasswordArgs = {
  newPassword: Scalars['String']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationSetTwoStepSignInArgs = {
  on: Scalars['Boolean']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationSetUserRolesArgs = {
  id: Scalars['ID']['input'];
  roles: Array<Scalars['String']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationSignInArgs = {
  input: SignInInput;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationStepUpArgs = {
  input: StepUpInput;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationUnlinkIdentityArgs = {
  id: Scalars['ID']['input'];
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationUpdateProfileArgs = {
  displayName?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Scalars['String']['input']>;
  publicMetadata?: InputMaybe<Scalars['JSON']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationUpdateUserArgs = {
  displayName?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
  locale?: InputMaybe<Scalars['String']['input']>;
  privateMetadata?: InputMaybe<Scalars['JSON']['input']>;
  publicMetadata?: InputMaybe<Scalars['JSON']['input']>;
};


/** Write operations. Sign-up, sign-in, refresh and requests for mail are open. The others need a valid access token. */
export type MutationVerifyEmailArgs = {
  token: Scalars['String']['input'];
};

/** An object with an id that is unique in the service (Relay's Global Object Identification). */
export type Node = {
  /** A UUID (version 7) that never changes. */
  id: Scalars['ID']['output'];
};

/** Which end of a list comes first. */
export type OrderDirection =
  /** The earliest, or the beginning of the alphabet. */
  | 'ASC'
  /** The latest, or the end of the alphabet. */
  | 'DESC';

/** Whether there are more pages, and where a page begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item; `null` for an empty page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page; when paging backwards, whether `before` was given. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page; when paging forwards, whether `after` was given. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; `null` for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A key on a device, or in a password manager, that signs its user in (FIDO). */
export type Passkey = {
  __typename?: 'Passkey';
  /** The model of the device or password manager, as a UUID (FIDO Metadata Service); `null` if it is not known. */
  aaguid: Maybe<Scalars['String']['output']>;
  /** Whether it is kept on several devices. */
  backedUp: Scalars['Boolean']['output'];
  /** When it was added. */
  createdAt: Scalars['DateTime']['output'];
  /** UUID version 7. */
  id: Scalars['ID']['output'];
  /** The user's name for it, or `Passkey`. */
  label: Scalars['String']['output'];
  /** When it was last used; `null`: not yet. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What a device is asked for. */
export type PasskeyCeremony = {
  __typename?: 'PasskeyCeremony';
  /** For the answer, as `PasskeyResponse.ceremonyId`. */
  ceremonyId: Scalars['ID']['output'];
  /** For how many seconds an answer is taken. */
  expiresIn: Scalars['Int']['output'];
  /**
   * `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` (Web Authentication Level 3,
   * §5.1), as the browser takes it.
   */
  options: Scalars['JSON']['output'];
};

/** What a device has answered in a ceremony. */
export type PasskeyResponse = {
  /** Of the `PasskeyCeremony`. Each works once. */
  ceremonyId: Scalars['ID']['input'];
  /** The `RegistrationResponseJSON` or `AuthenticationResponseJSON` of the browser (Web Authentication Level 3, §5.1). */
  response: Scalars['JSON']['input'];
};

/** The rules for a new password. It must also not be a common password or the username. Any characters are allowed. */
export type PasswordRules = {
  __typename?: 'PasswordRules';
  /** The most characters. */
  maxLength: Scalars['Int']['output'];
  /** The fewest characters (code points after NFKC). */
  minLength: Scalars['Int']['output'];
  /** Whether a password that is known from a data breach is refused with `PASSWORD_BREACHED`. */
  refusesBreached: Scalars['Boolean']['output'];
};

/** A username, or a confirmed e-mail address, and the password. */
export type PasswordSignIn = {
  /** The password. */
  password: Scalars['String']['input'];
  /** A username or a confirmed e-mail address. */
  username: Scalars['String']['input'];
};

/** Read operations. Most need a valid access token. */
export type Query = {
  __typename?: 'Query';
  /**
   * Security events, the latest first, a page at a time: what happened to accounts, sessions and keys, and who
   * did it. An event can appear a moment after it happened. For administrators.
   */
  auditEvents: AuditEventConnection;
  /** Mails and webhooks, the latest first, a page at a time, without their contents. For administrators. */
  deliveries: DeliveryConnection;
  /**
   * Everything that is stored about the signed-in user, as JSON: account, sessions, security events and
   * pending requests, without hashes and secrets. Each list has the latest 10,000 items, as far as they fit into 1 MB.
   * `leftOut` names the lists that were cut. Each account can run one export at a time. Needs a fresh session
   * (`reauthenticate`).
   */
  exportMyData: Scalars['JSON']['output'];
  /** The providers of identity that users can sign in with. */
  identityProviders: Array<IdentityProvider>;
  /**
   * The signed-in user. `null`, with an `UNAUTHENTICATED` error beside it, without a valid access token
   * in the header `Authorization: Bearer <accessToken>`.
   */
  me: Maybe<User>;
  /**
   * What has this id and may be read by the caller: their own account, a session of theirs, or, for administrators, a
   * security event. `null` for everything else. For clients that refetch objects by id (Relay); other accounts are under
   * `user`. A subgraph does not have it.
   */
  node: Maybe<Node>;
  /**
   * The features and limits of this service, so that clients can build their forms. Open to everyone. It does not
   * include versions or rate limits.
   */
  serverInfo: ServerInfo;
  /**
   * How people have signed in: one entry for each of the latest days in UTC, the earliest first. It is counted as it
   * happens; a process that is killed loses its last seconds. For administrators.
   */
  signInStatistics: Array<SignInDay>;
  /** The keys that sign tokens, or did, the latest first. None with HS256. For administrators. */
  signingKeys: Array<SigningKey>;
  /** One account, or `null` if none has this id. For administrators. */
  user: Maybe<ManagedUser>;
  /**
   * Accounts, a page at a time (Relay Cursor Connections): forwards with `first` and `after`, backwards with
   * `last` and `before`. The default is 50, the maximum 100. There is no total count, because counting would read
   * every account. For administrators.
   */
  users: UserConnection;
};


/** Read operations. Most need a valid access token. */
export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** Read operations. Most need a valid access token. */
export type QueryDeliveriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Read operations. Most need a valid access token. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. Most need a valid access token. */
export type QuerySignInStatisticsArgs = {
  days?: InputMaybe<Scalars['Int']['input']>;
};


/** Read operations. Most need a valid access token. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. Most need a valid access token. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<UserOrder>;
};

/** A username, and a recovery code of the account. */
export type RecoveryCodeSignIn = {
  /** Sixteen characters. Lower case, spaces and hyphens make no difference. */
  code: Scalars['String']['input'];
  /** A username. */
  username: Scalars['String']['input'];
};

/** Recovery codes, to be shown once. Each works once: as a second step, or for `beginAccountRecovery`. */
export type RecoveryCodes = {
  __typename?: 'RecoveryCodes';
  /** Ten codes of four groups of four characters. */
  codes: Array<Scalars['String']['output']>;
};

/** The roles of the account were replaced. What the session has of them is in its next access token. */
export type RolesChanged = ViewerEvent & {
  __typename?: 'RolesChanged';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The same in every stream. */
  id: Scalars['ID']['output'];
  /** For `viewerEvents(after:)`. At most 100 characters; its contents mean nothing to clients. */
  position: Scalars['String']['output'];
  /** All roles of the account. */
  roles: Array<Scalars['String']['output']>;
};

/** Something that happened to the account, as its user may see it. */
export type SecurityEvent = {
  __typename?: 'SecurityEvent';
  /** When it happened. For events that were counted together, the time of the first. */
  at: Scalars['DateTime']['output'];
  /** Whether an administrator did it. Nothing else of the administrator is shown. */
  byAdministrator: Scalars['Boolean']['output'];
  /** How often it happened: refusals of the same kind share one event for a quarter of an hour. */
  count: Scalars['Int']['output'];
  /** A UUID (version 7). Events are ordered by id. */
  id: Scalars['ID']['output'];
  /** The IP address that it came from, in that session. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** When it happened last. */
  lastAt: Scalars['DateTime']['output'];
  /** The way that it happened by, such as `passkey`, where there is more than one. */
  method: Maybe<Scalars['String']['output']>;
  /** The session that it happened in, if it is the user's own. */
  sessionId: Maybe<Scalars['ID']['output']>;
  /** What happened, such as `login.failed`. Names are stable. New ones may be added. */
  type: Scalars['String']['output'];
  /** The browser or client of that session. */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** A page of what happened to an account. */
export type SecurityEventConnection = {
  __typename?: 'SecurityEventConnection';
  /** The events with their cursors. */
  edges: Array<SecurityEventEdge>;
  /** Whether there are more pages, and where this one begins and ends. */
  pageInfo: PageInfo;
};

/** An event in a list. */
export type SecurityEventEdge = {
  __typename?: 'SecurityEventEdge';
  /** The place in the list, for `after`. Opaque: do not parse or construct it. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: SecurityEvent;
};

/** Kinds of what happens to an account. */
export type SecurityEventKind =
  /** Changes of the account itself, such as its name or its roles, and visits of administrators. */
  | 'ACCOUNT'
  /** Sign-ins, failed ones too, proofs of identity, and the ends of sessions. */
  | 'SIGN_IN'
  /** Changes of how one gets in: passwords, addresses, passkeys, second steps, linked accounts, recoveries. */
  | 'WAY_IN';

/** The features and limits of this service. They change only with the configuration. */
export type ServerInfo = {
  __typename?: 'ServerInfo';
  /** The CAPTCHA of this service. `null`: none is needed. */
  captcha: Maybe<CaptchaInfo>;
  /** Whether browsers may keep their refresh token in a cookie (`X-Authgraph-Cookies: on`). */
  cookieMode: Scalars['Boolean']['output'];
  /** The `iss` claim of every token (RFC 7519 §4.1.1). */
  issuer: Scalars['String']['output'];
  /** The lifetimes of tokens, sessions and more. */
  lifetimes: Lifetimes;
  /** The limits of other fields. */
  limits: InputLimits;
  /** The rules for a new password. */
  password: PasswordRules;
  /** The second factors of two-step sign-in, the best first. New ones may be added: ignore unknown values. */
  secondFactors: Array<FactorMethod>;
  /** The ways to sign in. New ones may be added: ignore unknown values. */
  signInMethods: Array<SignInMethod>;
  /** Whether a new account is given a username. */
  usernames: UsernameRule;
};

/** One sign-in on one device. Refreshes continue it until it expires or is ended. */
export type Session = Node & {
  __typename?: 'Session';
  /** The level of its proof of identity: `aal1`, `aal2` or `phr`. `null` if an administrator began it. */
  acr: Maybe<Scalars['String']['output']>;
  /** How its user was authenticated (RFC 8176), such as `pwd` or `otp`. Empty if it is not known. */
  amr: Array<Scalars['String']['output']>;
  /** When the user signed in. */
  createdAt: Scalars['DateTime']['output'];
  /** Whether this is the session of the current request. */
  current: Scalars['Boolean']['output'];
  /** When the session expires. Refreshes do not extend it, unless the service also ends sessions that are idle. */
  expiresAt: Scalars['DateTime']['output'];
  /** A UUID (version 7); the `sid` claim of the session's tokens. */
  id: Scalars['ID']['output'];
  /** Whether an administrator began it to impersonate the user. The administrator's name and address are not shown. */
  impersonated: Scalars['Boolean']['output'];
  /** The IP address of the sign-in. `null` if the session is an administrator's. */
  ipAddress: Maybe<Scalars['String']['output']>;
  /** When the session was last signed in to or refreshed; requests with an access token do not count. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The browser or client that signed in, from its `User-Agent` header. `null` if the session is an administrator's. */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** One session of the user ended, or several. */
export type SessionEnded = ViewerEvent & {
  __typename?: 'SessionEnded';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Whether the session of this stream is among them. Then it is the last event. */
  current: Scalars['Boolean']['output'];
  /** The same in every stream. */
  id: Scalars['ID']['output'];
  /** For `viewerEvents(after:)`. At most 100 characters; its contents mean nothing to clients. */
  position: Scalars['String']['output'];
  /** Why, such as `logout`, `logout_everywhere`, `password_changed`. New ones may come. */
  reason: Scalars['String']['output'];
  /** The session; `null` for several, or all. */
  sessionId: Maybe<Scalars['ID']['output']>;
};

/** One day of sign-ins. */
export type SignInDay = {
  __typename?: 'SignInDay';
  /** What succeeded, by method, the most frequent first. A method that nobody used is left out. */
  byMethod: Array<MethodCount>;
  /** The day in UTC, such as `2026-11-29`. */
  date: Scalars['String']['output'];
  /** Sign-ins that were refused: wrong proofs, and too many attempts. */
  failed: Scalars['Int']['output'];
  /** Accounts that were registered. */
  registered: Scalars['Int']['output'];
  /** Sessions that began by a sign-in. */
  succeeded: Scalars['Int']['output'];
};

/** What a denied sign-in has led to. */
export type SignInDenial = {
  __typename?: 'SignInDenial';
  /**
   * Whether a link to set a new password is on its way to the reader of the mail. It is not if the account has no
   * password, is disabled, or has another address by now.
   */
  passwordResetSent: Scalars['Boolean']['output'];
  /** How many sessions ended now. */
  sessionsEnded: Scalars['Int']['output'];
};

/** Exactly one proof of identity. */
export type SignInInput =
  /** The code that `requestLoginEmail` sent. */
  { emailCode: EmailCodeSignIn; emailToken?: never; handoff?: never; passkey?: never; password?: never; recoveryCode?: never; }
  |  /** The token of the link that `requestLoginEmail` sent. */
  { emailCode?: never; emailToken: Scalars['String']['input']; handoff?: never; passkey?: never; password?: never; recoveryCode?: never; }
  |  /** The code of `createHandoff`, or of a sign-in by a provider. */
  { emailCode?: never; emailToken?: never; handoff: SocialSignIn; passkey?: never; password?: never; recoveryCode?: never; }
  |  /** What the device has answered to `beginPasskeySignIn`. */
  { emailCode?: never; emailToken?: never; handoff?: never; passkey: PasskeyResponse; password?: never; recoveryCode?: never; }
  |  /** A username and the password. */
  { emailCode?: never; emailToken?: never; handoff?: never; passkey?: never; password: PasswordSignIn; recoveryCode?: never; }
  |  /**
   * The recovery code that `beginAccountRecovery` was called with. The session is of one factor (`aal1`). It never opens an
   * account with two-step sign-in, a password or another way in.
   */
  { emailCode?: never; emailToken?: never; handoff?: never; passkey?: never; password?: never; recoveryCode: RecoveryCodeSignIn; };

/** A way to sign in. */
export type SignInMethod =
  /** The code of the same mail: `loginWithEmailCode`. */
  | 'EMAIL_CODE'
  /** The link of a mail: `requestLoginEmail`, then `loginWithEmailToken`. Needs a service that sends mail. */
  | 'EMAIL_LINK'
  /** A session of the service's own pages. */
  | 'HANDOFF'
  /** Another way. */
  | 'OTHER'
  /** A passkey: `beginPasskeySignIn`. */
  | 'PASSKEY'
  /** A username, or a verified e-mail address, and a password: `login`. */
  | 'PASSWORD'
  /** A recovery code. */
  | 'RECOVERY_CODE'
  /** A provider of `identityProviders`: `beginSocialSignIn`, then `signIn(input: { handoff })`. */
  | 'SOCIAL'
  /** A code of an authenticator app, as the second step. */
  | 'TOTP';

/** A member that a client does not know means that the application needs an update. */
export type SignInResult = MfaChallenge | TokenPair;

/** A new account, signed in. */
export type SignUp = {
  __typename?: 'SignUp';
  /**
   * Ten recovery codes, to be shown once, for an account without an e-mail address; otherwise `null`. Each works once:
   * `beginAccountRecovery` opens the account by it.
   */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** Tokens of its first session. */
  tokens: TokenPair;
};

/** A key that signs tokens, without its private half. */
export type SigningKey = {
  __typename?: 'SigningKey';
  /** From then on it signs. Before, it is only published. */
  activatesAt: Scalars['DateTime']['output'];
  /** Such as `ES256` (RFC 7518 §3.1). */
  algorithm: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Until then it verifies. `null` while no later key has replaced it. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** The `kid` of the tokens that it signs (RFC 7515 §4.1.4). */
  kid: Scalars['ID']['output'];
  /** What it is good for now. */
  state: SigningKeyState;
};

/** What a key is good for. */
export type SigningKeyState =
  /** Its last token has expired. */
  | 'EXPIRED'
  /** Published, so that every service knows it before it signs. */
  | 'PENDING'
  /** What it signed is not valid any more. */
  | 'REVOKED'
  /** Signs new tokens. */
  | 'SIGNING'
  /** Verifies the tokens that it has signed. */
  | 'VERIFYING';

/** Where to send the user. */
export type SocialRedirect = {
  __typename?: 'SocialRedirect';
  /** An address of the provider. */
  authorizationUrl: Scalars['String']['output'];
  /** The seconds that the user has to sign in there. */
  expiresIn: Scalars['Int']['output'];
};

/** A code that a redirect brought, with what a new account needs. */
export type SocialSignIn = {
  /** The `code` of the redirect. It works once. */
  code: Scalars['String']['input'];
  /** The code verifier (RFC 7636): 43 to 128 characters. */
  codeVerifier: Scalars['String']['input'];
  /** For a new account, where usernames are chosen. */
  username?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one proof of identity. */
export type StepUpInput =
  /** The code of the mail that `requestStepUpEmail` sent. For an account without two-step sign-in. */
  { emailCode: Scalars['String']['input']; handoff?: never; passkey?: never; password?: never; recoveryCode?: never; totp?: never; }
  |  /** The code of a proof of identity by a provider. */
  { emailCode?: never; handoff: HandoffInput; passkey?: never; password?: never; recoveryCode?: never; totp?: never; }
  |  /** What the device has answered to `beginPasskeyProof`. */
  { emailCode?: never; handoff?: never; passkey: PasskeyResponse; password?: never; recoveryCode?: never; totp?: never; }
  |  /** For an account without two-step sign-in. */
  { emailCode?: never; handoff?: never; passkey?: never; password: Scalars['String']['input']; recoveryCode?: never; totp?: never; }
  |  /** One of the recovery codes. It works once; its owner gets a mail. */
  { emailCode?: never; handoff?: never; passkey?: never; password?: never; recoveryCode: Scalars['String']['input']; totp?: never; }
  |  /** A code of an authenticator app: six digits. It works once. */
  { emailCode?: never; handoff?: never; passkey?: never; password?: never; recoveryCode?: never; totp: Scalars['String']['input']; };

/**
 * Events as they happen, over server-sent events at `/graphql/stream` (graphql-sse, distinct connections). A stream ends
 * when the access token expires and with its session. `/graphql` takes queries and mutations only.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** What happens to the sessions, the roles and the credentials of the signed-in user. Up to 5 streams of a user at a time. */
  viewerEvents: ViewerEvent;
};


/**
 * Events as they happen, over server-sent events at `/graphql/stream` (graphql-sse, distinct connections). A stream ends
 * when the access token expires and with its session. `/graphql` takes queries and mutations only.
 */
export type SubscriptionViewerEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

/** An access token for APIs, and a refresh token for the next pair. */
export type TokenPair = {
  __typename?: 'TokenPair';
  /** A signed JWT (RFC 9068) for the header `Authorization: Bearer <accessToken>`. */
  accessToken: Scalars['String']['output'];
  /** The lifetime of the access token, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** The remaining lifetime of the session, in seconds. */
  refreshExpiresIn: Scalars['Int']['output'];
  /**
   * Works for one `refresh`. Keep it secret: anyone who has it can use the session. `""` in cookie mode
   * (`X-Authgraph-Cookies: on`), where the browser keeps it in a cookie that scripts cannot read.
   */
  refreshToken: Scalars['String']['output'];
  /** Always `Bearer` (RFC 6750). */
  tokenType: Scalars['String']['output'];
  /** The user who signed in. */
  user: User;
};

/** An authenticator app that waits for its first code. The secret is not shown again. */
export type TotpEnrollment = {
  __typename?: 'TotpEnrollment';
  /** For how long the first code is waited for, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** For `confirmTotpEnrollment`. */
  factorId: Scalars['ID']['output'];
  /** The same for a QR code, with the names of the service and of the account. */
  otpauthUri: Scalars['String']['output'];
  /** The secret in base32, to be typed where no QR code can be read. */
  secret: Scalars['String']['output'];
};

/** A change of what a sign-in needs. */
export type TwoStepChange = {
  __typename?: 'TwoStepChange';
  /** New recovery codes, to be shown once; `null` if none were made. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** Tokens of this session, at its new level. Earlier ones stay at theirs. */
  tokens: TokenPair;
};

/** An account. Users see only their own. */
export type User = Node & {
  __typename?: 'User';
  /** The recovery of the account that opens first; `null` if none waits. Who did not begin it cancels it. */
  accountRecovery: Maybe<AccountRecovery>;
  /** When the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** A name to show to others instead of the username. It is not unique. */
  displayName: Maybe<Scalars['String']['output']>;
  /** The contact address, if one was given. */
  email: Maybe<Scalars['String']['output']>;
  /** Whether the owner has verified the address. Only a verified address can be used to sign in. */
  emailVerified: Scalars['Boolean']['output'];
  /** The second factors, the oldest first. */
  factors: Array<Factor>;
  /** Whether the account has a password. */
  hasPassword: Scalars['Boolean']['output'];
  /** A UUID (version 7) that never changes. */
  id: Scalars['ID']['output'];
  /** The accounts at providers that the user signs in with, the oldest first. */
  identities: Array<Identity>;
  /** The user's language, as a BCP 47 tag. `null` if it is not known. */
  locale: Maybe<Scalars['String']['output']>;
  /** The passkeys of the user, the oldest first. */
  passkeys: Array<Passkey>;
  /**
   * A JSON object that the user can write, for the application. Do not base permissions on it, because the user
   * controls it.
   */
  publicMetadata: Scalars['JSON']['output'];
  /** How many recovery codes have not been used. */
  recoveryCodesLeft: Scalars['Int']['output'];
  /** The roles of the account, given by an operator or administrator. */
  roles: Array<Scalars['String']['output']>;
  /**
   * What happened to the account, the latest first, a page at a time. Devices and addresses are shown of the user's own
   * sessions only. An event can appear a moment after it happened.
   */
  securityEvents: SecurityEventConnection;
  /** The active sessions, the most recently used first. There are at most MAX_SESSIONS_PER_USER, 100 by default. */
  sessions: Array<Session>;
  /** Whether a sign-in needs a second factor. */
  twoStepSignIn: Scalars['Boolean']['output'];
  /** The name to sign in with, as its owner wrote it. */
  username: Scalars['String']['output'];
};


/** An account. Users see only their own. */
export type UserSecurityEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kind?: InputMaybe<SecurityEventKind>;
};


/** An account. Users see only their own. */
export type UserSessionsArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of accounts. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The accounts with their cursors. */
  edges: Array<UserEdge>;
  /** Whether there are more pages, and where this one begins and ends. */
  pageInfo: PageInfo;
};

/** An account in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** The place in the list, for `after` and `before`. Opaque: do not parse or construct it. */
  cursor: Scalars['String']['output'];
  /** The account. */
  node: ManagedUser;
};

/** Which accounts to list. Accounts must match every given condition. */
export type UserFilter = {
  /** Only accounts created at this time or later. */
  createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only accounts created before this time. */
  createdUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only accounts that are disabled, or only those that are not. */
  disabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only accounts with a verified e-mail address, or only those without one. */
  emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only accounts with this role. */
  role?: InputMaybe<Scalars['String']['input']>;
  /**
   * A part of the username, the display name or the e-mail address, in any case. Patterns are not supported: `%`
   * and `*` are ordinary characters. A search reads accounts until the page is full, in the worst case all of them.
   */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** How to order accounts. */
export type UserOrder = {
  /** Which end comes first. */
  direction: OrderDirection;
  /** What to order by. */
  field: UserOrderField;
};

/** What accounts can be ordered by. */
export type UserOrderField =
  /** When the account was created. */
  | 'CREATED_AT'
  /** The username, alphabetically, ignoring case. */
  | 'USERNAME';

/** Whether a new account is given a username. Where it is not, one is generated. */
export type UsernameRule =
  /** No: a given username is refused with `USERNAMES_OFF`. The user signs in with the e-mail address. */
  | 'OFF'
  /** A username or an e-mail address is needed. */
  | 'OPTIONAL'
  /** Yes. */
  | 'REQUIRED';

/** Something that happened to the signed-in user. */
export type ViewerEvent = {
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** The same in every stream. */
  id: Scalars['ID']['output'];
  /** For `viewerEvents(after:)`. At most 100 characters; its contents mean nothing to clients. */
  position: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SignInResult:
    | ( MfaChallengeModel )
    | ( TokenPairModel )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AuditEventModel )
    | ( SessionModel )
    | ( UserModel )
  ;
  ViewerEvent:
    | ( CredentialsChanged )
    | ( RolesChanged )
    | ( SessionEnded )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccountRecovery: ResolverTypeWrapper<AccountRecoveryModel>;
  AuditEvent: ResolverTypeWrapper<AuditEventModel>;
  AuditEventConnection: ResolverTypeWrapper<Omit<AuditEventConnection, 'edges'> & { edges: Array<ResolversTypes['AuditEventEdge']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  AuditEventFilter: AuditEventFilter;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CaptchaInfo: ResolverTypeWrapper<CaptchaInfo>;
  CaptchaUse: CaptchaUse;
  CredentialsChanged: ResolverTypeWrapper<CredentialsChanged>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Delivery: ResolverTypeWrapper<Delivery>;
  DeliveryConnection: ResolverTypeWrapper<DeliveryConnection>;
  DeliveryEdge: ResolverTypeWrapper<DeliveryEdge>;
  DeliveryFilter: DeliveryFilter;
  DeliveryKind: DeliveryKind;
  DeliveryState: DeliveryState;
  EmailCodeSignIn: EmailCodeSignIn;
  Factor: ResolverTypeWrapper<Factor>;
  FactorMethod: FactorMethod;
  FactorProofInput: FactorProofInput;
  Handoff: ResolverTypeWrapper<Handoff>;
  HandoffInput: HandoffInput;
  HeaderLimit: ResolverTypeWrapper<HeaderLimit>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Identity: ResolverTypeWrapper<IdentityModel>;
  IdentityProvider: ResolverTypeWrapper<IdentityProvider>;
  Impersonation: ResolverTypeWrapper<ImpersonationModel>;
  InputLimit: ResolverTypeWrapper<InputLimit>;
  InputLimits: ResolverTypeWrapper<InputLimits>;
  InputUnit: InputUnit;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Lifetimes: ResolverTypeWrapper<Lifetimes>;
  ManagedUser: ResolverTypeWrapper<ManagedUserModel>;
  MethodCount: ResolverTypeWrapper<MethodCount>;
  MfaChallenge: ResolverTypeWrapper<MfaChallengeModel>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Passkey: ResolverTypeWrapper<PasskeyModel>;
  PasskeyCeremony: ResolverTypeWrapper<CeremonyModel>;
  PasskeyResponse: PasskeyResponse;
  PasswordRules: ResolverTypeWrapper<PasswordRules>;
  PasswordSignIn: PasswordSignIn;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecoveryCodeSignIn: RecoveryCodeSignIn;
  RecoveryCodes: ResolverTypeWrapper<RecoveryCodes>;
  RolesChanged: ResolverTypeWrapper<RolesChanged>;
  SecurityEvent: ResolverTypeWrapper<SecurityEvent>;
  SecurityEventConnection: ResolverTypeWrapper<SecurityEventConnection>;
  SecurityEventEdge: ResolverTypeWrapper<SecurityEventEdge>;
  SecurityEventKind: SecurityEventKind;
  ServerInfo: ResolverTypeWrapper<ServerInfo>;
  Session: ResolverTypeWrapper<SessionModel>;
  SessionEnded: ResolverTypeWrapper<SessionEnded>;
  SignInDay: ResolverTypeWrapper<SignInDay>;
  SignInDenial: ResolverTypeWrapper<SignInDenial>;
  SignInInput: SignInInput;
  SignInMethod: SignInMethod;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  SignUp: ResolverTypeWrapper<SignUpModel>;
  SigningKey: ResolverTypeWrapper<SigningKey>;
  SigningKeyState: SigningKeyState;
  SocialRedirect: ResolverTypeWrapper<SocialRedirect>;
  SocialSignIn: SocialSignIn;
  StepUpInput: StepUpInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TokenPair: ResolverTypeWrapper<TokenPairModel>;
  TotpEnrollment: ResolverTypeWrapper<TotpEnrollment>;
  TwoStepChange: ResolverTypeWrapper<TwoStepChangeModel>;
  User: ResolverTypeWrapper<UserModel>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges'> & { edges: Array<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['ManagedUser'] }>;
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  UserOrderField: UserOrderField;
  UsernameRule: UsernameRule;
  ViewerEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['ViewerEvent']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccountRecovery: AccountRecoveryModel;
  AuditEvent: AuditEventModel;
  AuditEventConnection: Omit<AuditEventConnection, 'edges'> & { edges: Array<ResolversParentTypes['AuditEventEdge']> };
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuditEventFilter: AuditEventFilter;
  Boolean: Scalars['Boolean']['output'];
  CaptchaInfo: CaptchaInfo;
  CredentialsChanged: CredentialsChanged;
  DateTime: Scalars['DateTime']['output'];
  Delivery: Delivery;
  DeliveryConnection: DeliveryConnection;
  DeliveryEdge: DeliveryEdge;
  DeliveryFilter: DeliveryFilter;
  EmailCodeSignIn: EmailCodeSignIn;
  Factor: Factor;
  FactorProofInput: FactorProofInput;
  Handoff: Handoff;
  HandoffInput: HandoffInput;
  HeaderLimit: HeaderLimit;
  ID: Scalars['ID']['output'];
  Identity: IdentityModel;
  IdentityProvider: IdentityProvider;
  Impersonation: ImpersonationModel;
  InputLimit: InputLimit;
  InputLimits: InputLimits;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  Lifetimes: Lifetimes;
  ManagedUser: ManagedUserModel;
  MethodCount: MethodCount;
  MfaChallenge: MfaChallengeModel;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Passkey: PasskeyModel;
  PasskeyCeremony: CeremonyModel;
  PasskeyResponse: PasskeyResponse;
  PasswordRules: PasswordRules;
  PasswordSignIn: PasswordSignIn;
  Query: Record<PropertyKey, never>;
  RecoveryCodeSignIn: RecoveryCodeSignIn;
  RecoveryCodes: RecoveryCodes;
  RolesChanged: RolesChanged;
  SecurityEvent: SecurityEvent;
  SecurityEventConnection: SecurityEventConnection;
  SecurityEventEdge: SecurityEventEdge;
  ServerInfo: ServerInfo;
  Session: SessionModel;
  SessionEnded: SessionEnded;
  SignInDay: SignInDay;
  SignInDenial: SignInDenial;
  SignInInput: SignInInput;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  SignUp: SignUpModel;
  SigningKey: SigningKey;
  SocialRedirect: SocialRedirect;
  SocialSignIn: SocialSignIn;
  StepUpInput: StepUpInput;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  TokenPair: TokenPairModel;
  TotpEnrollment: TotpEnrollment;
  TwoStepChange: TwoStepChangeModel;
  User: UserModel;
  UserConnection: Omit<UserConnection, 'edges'> & { edges: Array<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['ManagedUser'] };
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  ViewerEvent: ResolversInterfaceTypes<ResolversParentTypes>['ViewerEvent'];
};

export type AccountRecoveryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AccountRecovery'] = ResolversParentTypes['AccountRecovery']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  opensAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  actor?: Resolver<Maybe<ResolversTypes['ManagedUser']>, ParentType, ContextType>;
  actorId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['ManagedUser']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type CaptchaInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CaptchaInfo'] = ResolversParentTypes['CaptchaInfo']> = {
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  siteKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uses?: Resolver<Array<ResolversTypes['CaptchaUse']>, ParentType, ContextType>;
};

export type CredentialsChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CredentialsChanged'] = ResolversParentTypes['CredentialsChanged']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['DeliveryKind'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeliveryConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryConnection'] = ResolversParentTypes['DeliveryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DeliveryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeliveryEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeliveryEdge'] = ResolversParentTypes['DeliveryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
};

export type FactorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Factor'] = ResolversParentTypes['Factor']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['FactorMethod'], ParentType, ContextType>;
};

export type HandoffResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Handoff'] = ResolversParentTypes['Handoff']> = {
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  redirectUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HeaderLimitResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HeaderLimit'] = ResolversParentTypes['HeaderLimit']> = {
  maximum?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type IdentityResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type IdentityProviderResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['IdentityProvider'] = ResolversParentTypes['IdentityProvider']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ImpersonationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Impersonation'] = ResolversParentTypes['Impersonation']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType>;
};

export type InputLimitResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InputLimit'] = ResolversParentTypes['InputLimit']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  itemMaximum?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  itemUnit?: Resolver<Maybe<ResolversTypes['InputUnit']>, ParentType, ContextType>;
  maximum?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['InputUnit'], ParentType, ContextType>;
};

export type InputLimitsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InputLimits'] = ResolversParentTypes['InputLimits']> = {
  displayNameMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  documentMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  documentMaxLines?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  extensionsMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  headers?: Resolver<Array<ResolversTypes['HeaderLimit']>, ParentType, ContextType>;
  inputs?: Resolver<Array<ResolversTypes['InputLimit']>, ParentType, ContextType>;
  metadataMaxDepth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  metadataMaxSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nameMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  textMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usernameMaxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LifetimesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Lifetimes'] = ResolversParentTypes['Lifetimes']> = {
  accessToken?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  accessTokenMax?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  fresh?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  impersonation?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshRetry?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  session?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usernameHold?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ManagedUserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ManagedUser'] = ResolversParentTypes['ManagedUser']> = {
  accountRecovery?: Resolver<Maybe<ResolversTypes['AccountRecovery']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  disabledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  factorResetAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  factors?: Resolver<Array<ResolversTypes['Factor']>, ParentType, ContextType>;
  hasPassword?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Array<ResolversTypes['Identity']>, ParentType, ContextType>;
  invitedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  passkeys?: Resolver<Array<ResolversTypes['Passkey']>, ParentType, ContextType>;
  privateMetadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  publicMetadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  sessions?: Resolver<Array<ResolversTypes['Session']>, ParentType, ContextType, Partial<ManagedUserSessionsArgs>>;
  twoStepSignIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MethodCountResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MethodCount'] = ResolversParentTypes['MethodCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['SignInMethod'], ParentType, ContextType>;
};

export type MfaChallengeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MfaChallenge'] = ResolversParentTypes['MfaChallenge']> = {
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  methods?: Resolver<Array<ResolversTypes['FactorMethod']>, ParentType, ContextType>;
  mfaToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  passkey?: Resolver<Maybe<ResolversTypes['PasskeyCeremony']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptInvitation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationAcceptInvitationArgs, 'newPassword' | 'token'>>;
  beginAccountRecovery?: Resolver<ResolversTypes['AccountRecovery'], ParentType, ContextType, RequireFields<MutationBeginAccountRecoveryArgs, 'input'>>;
  beginIdentityLink?: Resolver<ResolversTypes['SocialRedirect'], ParentType, ContextType, RequireFields<MutationBeginIdentityLinkArgs, 'codeChallenge' | 'provider' | 'redirectUri'>>;
  beginIdentityProof?: Resolver<ResolversTypes['SocialRedirect'], ParentType, ContextType, RequireFields<MutationBeginIdentityProofArgs, 'codeChallenge' | 'provider' | 'redirectUri'>>;
  beginPasskeyProof?: Resolver<ResolversTypes['PasskeyCeremony'], ParentType, ContextType>;
  beginPasskeyRegistration?: Resolver<ResolversTypes['PasskeyCeremony'], ParentType, ContextType>;
  beginPasskeySignIn?: Resolver<ResolversTypes['PasskeyCeremony'], ParentType, ContextType>;
  beginPasskeySignUp?: Resolver<ResolversTypes['PasskeyCeremony'], ParentType, ContextType, Partial<MutationBeginPasskeySignUpArgs>>;
  beginSocialSignIn?: Resolver<ResolversTypes['SocialRedirect'], ParentType, ContextType, RequireFields<MutationBeginSocialSignInArgs, 'codeChallenge' | 'provider' | 'redirectUri'>>;
  beginTotpEnrollment?: Resolver<ResolversTypes['TotpEnrollment'], ParentType, ContextType, Partial<MutationBeginTotpEnrollmentArgs>>;
  cancelAccountRecovery?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cancelFactorReset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationCancelFactorResetArgs, 'token'>>;
  changeEmail?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationChangeEmailArgs, 'newEmail'>>;
  changePassword?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'currentPassword' | 'newPassword'>>;
  changeUsername?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationChangeUsernameArgs, 'username'>>;
  completeMfa?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationCompleteMfaArgs, 'input' | 'mfaToken'>>;
  confirmTotpEnrollment?: Resolver<ResolversTypes['TwoStepChange'], ParentType, ContextType, RequireFields<MutationConfirmTotpEnrollmentArgs, 'code' | 'factorId'>>;
  createHandoff?: Resolver<ResolversTypes['Handoff'], ParentType, ContextType, RequireFields<MutationCreateHandoffArgs, 'codeChallenge' | 'redirectUri'>>;
  deleteAccount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deleteUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeleteUserArgs, 'id'>>;
  denySignIn?: Resolver<ResolversTypes['SignInDenial'], ParentType, ContextType, RequireFields<MutationDenySignInArgs, 'token'>>;
  disableAccount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  disableUser?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationDisableUserArgs, 'id'>>;
  enableUser?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationEnableUserArgs, 'id'>>;
  endUserSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType, RequireFields<MutationEndUserSessionsArgs, 'id'>>;
  finishIdentityLink?: Resolver<ResolversTypes['Identity'], ParentType, ContextType, RequireFields<MutationFinishIdentityLinkArgs, 'input'>>;
  finishPasskeyRegistration?: Resolver<ResolversTypes['Passkey'], ParentType, ContextType, RequireFields<MutationFinishPasskeyRegistrationArgs, 'input'>>;
  finishPasskeySignUp?: Resolver<ResolversTypes['SignUp'], ParentType, ContextType, RequireFields<MutationFinishPasskeySignUpArgs, 'input'>>;
  impersonate?: Resolver<ResolversTypes['Impersonation'], ParentType, ContextType, RequireFields<MutationImpersonateArgs, 'userId'>>;
  inviteUser?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationInviteUserArgs, 'email'>>;
  login?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'password' | 'username'>>;
  loginWithEmailCode?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationLoginWithEmailCodeArgs, 'code' | 'email'>>;
  loginWithEmailToken?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationLoginWithEmailTokenArgs, 'token'>>;
  logout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  logoutEverywhere?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  logoutOtherSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reauthenticate?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationReauthenticateArgs, 'password'>>;
  refresh?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, Partial<MutationRefreshArgs>>;
  regenerateRecoveryCodes?: Resolver<ResolversTypes['RecoveryCodes'], ParentType, ContextType>;
  register?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'password'>>;
  removeFactor?: Resolver<ResolversTypes['TwoStepChange'], ParentType, ContextType, RequireFields<MutationRemoveFactorArgs, 'id'>>;
  removePasskey?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRemovePasskeyArgs, 'id'>>;
  removePassword?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType>;
  renamePasskey?: Resolver<ResolversTypes['Passkey'], ParentType, ContextType, RequireFields<MutationRenamePasskeyArgs, 'id' | 'label'>>;
  requestEmailVerification?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  requestLoginEmail?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRequestLoginEmailArgs, 'email'>>;
  requestPasswordReset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'email'>>;
  requestStepUpEmail?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  resetPassword?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'newPassword' | 'token'>>;
  resetUserFactors?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationResetUserFactorsArgs, 'id' | 'reason'>>;
  retryDelivery?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType, RequireFields<MutationRetryDeliveryArgs, 'id'>>;
  revokeSession?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  rotateSigningKeys?: Resolver<ResolversTypes['SigningKey'], ParentType, ContextType>;
  sendPasswordReset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSendPasswordResetArgs, 'id'>>;
  setPassword?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationSetPasswordArgs, 'newPassword'>>;
  setTwoStepSignIn?: Resolver<ResolversTypes['TwoStepChange'], ParentType, ContextType, RequireFields<MutationSetTwoStepSignInArgs, 'on'>>;
  setUserRoles?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationSetUserRolesArgs, 'id' | 'roles'>>;
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  stepUp?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType, RequireFields<MutationStepUpArgs, 'input'>>;
  unlinkIdentity?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationUnlinkIdentityArgs, 'id'>>;
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, Partial<MutationUpdateProfileArgs>>;
  updateUser?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'id'>>;
  verifyEmail?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'token'>>;
};

export type NodeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'AuditEvent' | 'Session' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PasskeyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Passkey'] = ResolversParentTypes['Passkey']> = {
  aaguid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  backedUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type PasskeyCeremonyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PasskeyCeremony'] = ResolversParentTypes['PasskeyCeremony']> = {
  ceremonyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  options?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type PasswordRulesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PasswordRules'] = ResolversParentTypes['PasswordRules']> = {
  maxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  minLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refusesBreached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, Partial<QueryAuditEventsArgs>>;
  deliveries?: Resolver<ResolversTypes['DeliveryConnection'], ParentType, ContextType, Partial<QueryDeliveriesArgs>>;
  exportMyData?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  identityProviders?: Resolver<Array<ResolversTypes['IdentityProvider']>, ParentType, ContextType>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  serverInfo?: Resolver<ResolversTypes['ServerInfo'], ParentType, ContextType>;
  signInStatistics?: Resolver<Array<ResolversTypes['SignInDay']>, ParentType, ContextType, RequireFields<QuerySignInStatisticsArgs, 'days'>>;
  signingKeys?: Resolver<Array<ResolversTypes['SigningKey']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['ManagedUser']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<QueryUsersArgs>>;
};

export type RecoveryCodesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecoveryCodes'] = ResolversParentTypes['RecoveryCodes']> = {
  codes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RolesChangedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RolesChanged'] = ResolversParentTypes['RolesChanged']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SecurityEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SecurityEvent'] = ResolversParentTypes['SecurityEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  byAdministrator?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  method?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SecurityEventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SecurityEventConnection'] = ResolversParentTypes['SecurityEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SecurityEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SecurityEventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SecurityEventEdge'] = ResolversParentTypes['SecurityEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SecurityEvent'], ParentType, ContextType>;
};

export type ServerInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ServerInfo'] = ResolversParentTypes['ServerInfo']> = {
  captcha?: Resolver<Maybe<ResolversTypes['CaptchaInfo']>, ParentType, ContextType>;
  cookieMode?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lifetimes?: Resolver<ResolversTypes['Lifetimes'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['InputLimits'], ParentType, ContextType>;
  password?: Resolver<ResolversTypes['PasswordRules'], ParentType, ContextType>;
  secondFactors?: Resolver<Array<ResolversTypes['FactorMethod']>, ParentType, ContextType>;
  signInMethods?: Resolver<Array<ResolversTypes['SignInMethod']>, ParentType, ContextType>;
  usernames?: Resolver<ResolversTypes['UsernameRule'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  acr?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  amr?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  impersonated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionEndedResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SessionEnded'] = ResolversParentTypes['SessionEnded']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignInDayResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignInDay'] = ResolversParentTypes['SignInDay']> = {
  byMethod?: Resolver<Array<ResolversTypes['MethodCount']>, ParentType, ContextType>;
  date?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  registered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SignInDenialResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignInDenial'] = ResolversParentTypes['SignInDenial']> = {
  passwordResetSent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sessionsEnded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType: TypeResolveFn<'MfaChallenge' | 'TokenPair', ParentType, ContextType>;
};

export type SignUpResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SignUp'] = ResolversParentTypes['SignUp']> = {
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  tokens?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType>;
};

export type SigningKeyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SigningKey'] = ResolversParentTypes['SigningKey']> = {
  activatesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  algorithm?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  kid?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SigningKeyState'], ParentType, ContextType>;
};

export type SocialRedirectResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SocialRedirect'] = ResolversParentTypes['SocialRedirect']> = {
  authorizationUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  viewerEvents?: SubscriptionResolver<ResolversTypes['ViewerEvent'], "viewerEvents", ParentType, ContextType, Partial<SubscriptionViewerEventsArgs>>;
};

export type TokenPairResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TokenPair'] = ResolversParentTypes['TokenPair']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshExpiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TotpEnrollmentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TotpEnrollment'] = ResolversParentTypes['TotpEnrollment']> = {
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  factorId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  otpauthUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TwoStepChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TwoStepChange'] = ResolversParentTypes['TwoStepChange']> = {
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  tokens?: Resolver<ResolversTypes['TokenPair'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  accountRecovery?: Resolver<Maybe<ResolversTypes['AccountRecovery']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  factors?: Resolver<Array<ResolversTypes['Factor']>, ParentType, ContextType>;
  hasPassword?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Array<ResolversTypes['Identity']>, ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  passkeys?: Resolver<Array<ResolversTypes['Passkey']>, ParentType, ContextType>;
  publicMetadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  recoveryCodesLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  securityEvents?: Resolver<ResolversTypes['SecurityEventConnection'], ParentType, ContextType, Partial<UserSecurityEventsArgs>>;
  sessions?: Resolver<Array<ResolversTypes['Session']>, ParentType, ContextType, Partial<UserSessionsArgs>>;
  twoStepSignIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ManagedUser'], ParentType, ContextType>;
};

export type ViewerEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ViewerEvent'] = ResolversParentTypes['ViewerEvent']> = {
  __resolveType: TypeResolveFn<'CredentialsChanged' | 'RolesChanged' | 'SessionEnded', ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  AccountRecovery?: AccountRecoveryResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  CaptchaInfo?: CaptchaInfoResolvers<ContextType>;
  CredentialsChanged?: CredentialsChangedResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  Factor?: FactorResolvers<ContextType>;
  Handoff?: HandoffResolvers<ContextType>;
  HeaderLimit?: HeaderLimitResolvers<ContextType>;
  Identity?: IdentityResolvers<ContextType>;
  IdentityProvider?: IdentityProviderResolvers<ContextType>;
  Impersonation?: ImpersonationResolvers<ContextType>;
  InputLimit?: InputLimitResolvers<ContextType>;
  InputLimits?: InputLimitsResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Lifetimes?: LifetimesResolvers<ContextType>;
  ManagedUser?: ManagedUserResolvers<ContextType>;
  MethodCount?: MethodCountResolvers<ContextType>;
  MfaChallenge?: MfaChallengeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passkey?: PasskeyResolvers<ContextType>;
  PasskeyCeremony?: PasskeyCeremonyResolvers<ContextType>;
  PasswordRules?: PasswordRulesResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecoveryCodes?: RecoveryCodesResolvers<ContextType>;
  RolesChanged?: RolesChangedResolvers<ContextType>;
  SecurityEvent?: SecurityEventResolvers<ContextType>;
  SecurityEventConnection?: SecurityEventConnectionResolvers<ContextType>;
  SecurityEventEdge?: SecurityEventEdgeResolvers<ContextType>;
  ServerInfo?: ServerInfoResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionEnded?: SessionEndedResolvers<ContextType>;
  SignInDay?: SignInDayResolvers<ContextType>;
  SignInDenial?: SignInDenialResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  SignUp?: SignUpResolvers<ContextType>;
  SigningKey?: SigningKeyResolvers<ContextType>;
  SocialRedirect?: SocialRedirectResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TokenPair?: TokenPairResolvers<ContextType>;
  TotpEnrollment?: TotpEnrollmentResolvers<ContextType>;
  TwoStepChange?: TwoStepChangeResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  ViewerEvent?: ViewerEventResolvers<ContextType>;
};

