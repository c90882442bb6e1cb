export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time, as an ISO 8601 string. Answers are in UTC with milliseconds, e.g. `2026-11-24T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /** Any JSON value, stored unchanged. Whole numbers go up to 2^53 - 1. Fields cannot be named `__proto__`, `constructor` or `prototype`. */
  JSON: { input: unknown; output: unknown; }
};

/** Which security events to list. Events must match every given condition. */
export type AuditEventFilter = {
  /** Only actions of this administrator. */
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  /** Only events at this time or later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only events of these types, such as `login.failed`. */
  readonly types?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only events before this time. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only events of this account. It may be a deleted one. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
};

/** When a CAPTCHA is needed. Without a token, `CAPTCHA_REQUIRED` has its `provider` and `siteKey` in `extensions.captcha`. */
export type CaptchaUse =
  /** For a sign-in by a password or a mailed code, after several failures: wait for `CAPTCHA_REQUIRED`. */
  | 'AFTER_FAILURES'
  /** For every sign-up: `register` and `beginPasskeySignUp`. */
  | 'SIGN_UP';

/** Which deliveries to list. They must match every given condition. */
export type DeliveryFilter = {
  /** Only mails, or only webhooks. */
  readonly kind?: InputMaybe<DeliveryKind>;
  /** Only those in this state. */
  readonly state?: InputMaybe<DeliveryState>;
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
  readonly code: Scalars['String']['input'];
  /** The e-mail address that received the mail. */
  readonly email: Scalars['String']['input'];
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
  { readonly passkey: PasskeyResponse; readonly recoveryCode?: never; readonly totp?: never; }
  |  /** One of the recovery codes. It works once; its owner gets a mail. */
  { readonly passkey?: never; readonly recoveryCode: Scalars['String']['input']; readonly totp?: never; }
  |  /** A code of an authenticator app: six digits. It works once. */
  { readonly passkey?: never; readonly recoveryCode?: never; readonly totp: Scalars['String']['input']; };

/** A code that a redirect brought, and the verifier that the application kept. */
export type HandoffInput = {
  /** The `code` of the redirect. It works once. */
  readonly code: Scalars['String']['input'];
  /** The code verifier (RFC 7636): 43 to 128 characters. */
  readonly codeVerifier: Scalars['String']['input'];
};

/** What a maximum counts. */
export type InputUnit =
  /** Bytes (UTF-8) of the JSON of a value. */
  | 'BYTES'
  /** UTF-16 code units of a text as sent: the `length` of JavaScript. */
  | 'CHARACTERS'
  /** Items of a list. */
  | 'ITEMS';

/** Which end of a list comes first. */
export type OrderDirection =
  /** The earliest, or the beginning of the alphabet. */
  | 'ASC'
  /** The latest, or the end of the alphabet. */
  | 'DESC';

/** What a device has answered in a ceremony. */
export type PasskeyResponse = {
  /** Of the `PasskeyCeremony`. Each works once. */
  readonly ceremonyId: Scalars['ID']['input'];
  /** The `RegistrationResponseJSON` or `AuthenticationResponseJSON` of the browser (Web Authentication Level 3, §5.1). */
  readonly response: Scalars['JSON']['input'];
};

/** A username, or a confirmed e-mail address, and the password. */
export type PasswordSignIn = {
  /** The password. */
  readonly password: Scalars['String']['input'];
  /** A username or a confirmed e-mail address. */
  readonly username: Scalars['String']['input'];
};

/** A username, and a recovery code of the account. */
export type RecoveryCodeSignIn = {
  /** Sixteen characters. Lower case, spaces and hyphens make no difference. */
  readonly code: Scalars['String']['input'];
  /** A username. */
  readonly username: Scalars['String']['input'];
};

/** Kinds of what happens to an account. */
export type SecurityEventKind =
  /** Changes of the account itself, such as its name or its roles, and visits of administrators. */
  | 'ACCOUNT'
  /** Sign-ins, failed ones too, proofs of identity, and the ends of sessions. */
  | 'SIGN_IN'
  /** Changes of how one gets in: passwords, addresses, passkeys, second steps, linked accounts, recoveries. */
  | 'WAY_IN';

/** Exactly one proof of identity. */
export type SignInInput =
  /** The code that `requestLoginEmail` sent. */
  { readonly emailCode: EmailCodeSignIn; readonly emailToken?: never; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; }
  |  /** The token of the link that `requestLoginEmail` sent. */
  { readonly emailCode?: never; readonly emailToken: Scalars['String']['input']; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; }
  |  /** The code of `createHandoff`, or of a sign-in by a provider. */
  { readonly emailCode?: never; readonly emailToken?: never; readonly handoff: SocialSignIn; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; }
  |  /** What the device has answered to `beginPasskeySignIn`. */
  { readonly emailCode?: never; readonly emailToken?: never; readonly handoff?: never; readonly passkey: PasskeyResponse; readonly password?: never; readonly recoveryCode?: never; }
  |  /** A username and the password. */
  { readonly emailCode?: never; readonly emailToken?: never; readonly handoff?: never; readonly passkey?: never; readonly password: PasswordSignIn; readonly recoveryCode?: never; }
  |  /**
   * The recovery code that `beginAccountRecovery` was called with. The session is of one factor (`aal1`). It never opens an
   * account with two-step sign-in, a password or another way in.
   */
  { readonly emailCode?: never; readonly emailToken?: never; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode: RecoveryCodeSignIn; };

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

/** A code that a redirect brought, with what a new account needs. */
export type SocialSignIn = {
  /** The `code` of the redirect. It works once. */
  readonly code: Scalars['String']['input'];
  /** The code verifier (RFC 7636): 43 to 128 characters. */
  readonly codeVerifier: Scalars['String']['input'];
  /** For a new account, where usernames are chosen. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one proof of identity. */
export type StepUpInput =
  /** The code of the mail that `requestStepUpEmail` sent. For an account without two-step sign-in. */
  { readonly emailCode: Scalars['String']['input']; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; readonly totp?: never; }
  |  /** The code of a proof of identity by a provider. */
  { readonly emailCode?: never; readonly handoff: HandoffInput; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; readonly totp?: never; }
  |  /** What the device has answered to `beginPasskeyProof`. */
  { readonly emailCode?: never; readonly handoff?: never; readonly passkey: PasskeyResponse; readonly password?: never; readonly recoveryCode?: never; readonly totp?: never; }
  |  /** For an account without two-step sign-in. */
  { readonly emailCode?: never; readonly handoff?: never; readonly passkey?: never; readonly password: Scalars['String']['input']; readonly recoveryCode?: never; readonly totp?: never; }
  |  /** One of the recovery codes. It works once; its owner gets a mail. */
  { readonly emailCode?: never; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode: Scalars['String']['input']; readonly totp?: never; }
  |  /** A code of an authenticator app: six digits. It works once. */
  { readonly emailCode?: never; readonly handoff?: never; readonly passkey?: never; readonly password?: never; readonly recoveryCode?: never; readonly totp: Scalars['String']['input']; };

/** Which accounts to list. Accounts must match every given condition. */
export type UserFilter = {
  /** Only accounts created at this time or later. */
  readonly createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only accounts created before this time. */
  readonly createdUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only accounts that are disabled, or only those that are not. */
  readonly disabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only accounts with a verified e-mail address, or only those without one. */
  readonly emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only accounts with this role. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
  /**
   * A part of the username, the display name or the e-mail address, in any case. Patterns are not supported: `%`
   * and `*` are ordinary characters. A search reads accounts until the page is full, in the worst case all of them.
   */
  readonly search?: InputMaybe<Scalars['String']['input']>;
};

/** How to order accounts. */
export type UserOrder = {
  /** Which end comes first. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: UserOrderField;
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

export type PairFragment = { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } };

export type ChallengeFragment = { readonly mfaToken: string, readonly methods: ReadonlyArray<FactorMethod>, readonly expiresIn: number, readonly passkey: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } | null };

export type CeremonyFragment = { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number };

export type PasskeyItemFragment = { readonly id: string, readonly label: string, readonly aaguid: string | null, readonly backedUp: boolean, readonly createdAt: string, readonly lastUsedAt: string | null };

export type RegisterMutationVariables = Exact<{
  username?: InputMaybe<Scalars['String']['input']>;
  password: Scalars['String']['input'];
  email?: InputMaybe<Scalars['String']['input']>;
}>;


export type RegisterMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type LoginMutationVariables = Exact<{
  username: Scalars['String']['input'];
  password: Scalars['String']['input'];
}>;


export type LoginMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { readonly result:
    | { readonly __typename: 'MfaChallenge', readonly mfaToken: string, readonly methods: ReadonlyArray<FactorMethod>, readonly expiresIn: number, readonly passkey: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } | null }
    | { readonly __typename: 'TokenPair', readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } }
   };

export type CompleteMfaMutationVariables = Exact<{
  mfaToken: Scalars['String']['input'];
  input: FactorProofInput;
}>;


export type CompleteMfaMutation = { readonly result:
    | { readonly __typename: 'MfaChallenge', readonly mfaToken: string, readonly methods: ReadonlyArray<FactorMethod>, readonly expiresIn: number, readonly passkey: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } | null }
    | { readonly __typename: 'TokenPair', readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } }
   };

export type RefreshMutationVariables = Exact<{
  refreshToken?: InputMaybe<Scalars['String']['input']>;
  expiresIn?: InputMaybe<Scalars['Int']['input']>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type RefreshMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type ReauthenticateMutationVariables = Exact<{
  password: Scalars['String']['input'];
}>;


export type ReauthenticateMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type ChangePasswordMutationVariables = Exact<{
  currentPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
}>;


export type ChangePasswordMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type SetPasswordMutationVariables = Exact<{
  newPassword: Scalars['String']['input'];
}>;


export type SetPasswordMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type RemovePasswordMutationVariables = Exact<{ [key: string]: never; }>;


export type RemovePasswordMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type StepUpMutationVariables = Exact<{
  input: StepUpInput;
}>;


export type StepUpMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type RequestStepUpEmailMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestStepUpEmailMutation = { readonly requestStepUpEmail: boolean };

export type SetTwoStepSignInMutationVariables = Exact<{
  on: Scalars['Boolean']['input'];
}>;


export type SetTwoStepSignInMutation = { readonly change: { readonly recoveryCodes: ReadonlyArray<string> | null, readonly tokens: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } } };

export type RegenerateRecoveryCodesMutationVariables = Exact<{ [key: string]: never; }>;


export type RegenerateRecoveryCodesMutation = { readonly regenerateRecoveryCodes: { readonly codes: ReadonlyArray<string> } };

export type LogoutMutationVariables = Exact<{ [key: string]: never; }>;


export type LogoutMutation = { readonly logout: boolean };

export type LogoutEverywhereMutationVariables = Exact<{ [key: string]: never; }>;


export type LogoutEverywhereMutation = { readonly logoutEverywhere: number };

export type RevokeSessionMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RevokeSessionMutation = { readonly revokeSession: boolean };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { readonly me: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string>, readonly createdAt: string, readonly sessions: ReadonlyArray<{ readonly id: string, readonly current: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null }> } | null };

export type BeginPasskeySignInMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginPasskeySignInMutation = { readonly ceremony: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } };

export type BeginPasskeySignUpMutationVariables = Exact<{
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginPasskeySignUpMutation = { readonly ceremony: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } };

export type FinishPasskeySignUpMutationVariables = Exact<{
  input: PasskeyResponse;
}>;


export type FinishPasskeySignUpMutation = { readonly signUp: { readonly recoveryCodes: ReadonlyArray<string> | null, readonly tokens: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } } };

export type BeginPasskeyRegistrationMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginPasskeyRegistrationMutation = { readonly ceremony: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } };

export type FinishPasskeyRegistrationMutationVariables = Exact<{
  input: PasskeyResponse;
  label?: InputMaybe<Scalars['String']['input']>;
}>;


export type FinishPasskeyRegistrationMutation = { readonly passkey: { readonly id: string, readonly label: string, readonly aaguid: string | null, readonly backedUp: boolean, readonly createdAt: string, readonly lastUsedAt: string | null } };

export type BeginPasskeyProofMutationVariables = Exact<{ [key: string]: never; }>;


export type BeginPasskeyProofMutation = { readonly ceremony: { readonly ceremonyId: string, readonly options: unknown, readonly expiresIn: number } };

export type RenamePasskeyMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  label: Scalars['String']['input'];
}>;


export type RenamePasskeyMutation = { readonly passkey: { readonly id: string, readonly label: string, readonly aaguid: string | null, readonly backedUp: boolean, readonly createdAt: string, readonly lastUsedAt: string | null } };

export type RemovePasskeyMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RemovePasskeyMutation = { readonly removePasskey: boolean };

export type PasskeysQueryVariables = Exact<{ [key: string]: never; }>;


export type PasskeysQuery = { readonly me: { readonly passkeys: ReadonlyArray<{ readonly id: string, readonly label: string, readonly aaguid: string | null, readonly backedUp: boolean, readonly createdAt: string, readonly lastUsedAt: string | null }> } | null };

export type BeginTotpEnrollmentMutationVariables = Exact<{
  label?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginTotpEnrollmentMutation = { readonly enrollment: { readonly factorId: string, readonly secret: string, readonly otpauthUri: string, readonly expiresIn: number } };

export type ConfirmTotpEnrollmentMutationVariables = Exact<{
  factorId: Scalars['ID']['input'];
  code: Scalars['String']['input'];
}>;


export type ConfirmTotpEnrollmentMutation = { readonly change: { readonly recoveryCodes: ReadonlyArray<string> | null, readonly tokens: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } } };

export type RemoveFactorMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RemoveFactorMutation = { readonly change: { readonly recoveryCodes: ReadonlyArray<string> | null, readonly tokens: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } } };

export type SecurityQueryVariables = Exact<{ [key: string]: never; }>;


export type SecurityQuery = { readonly me: { readonly hasPassword: boolean, readonly twoStepSignIn: boolean, readonly recoveryCodesLeft: number, readonly factors: ReadonlyArray<{ readonly id: string, readonly method: FactorMethod, readonly label: string | null, readonly createdAt: string, readonly lastUsedAt: string | null }> } | null };

export type RedirectFragment = { readonly authorizationUrl: string, readonly expiresIn: number };

export type IdentityItemFragment = { readonly id: string, readonly provider: string, readonly issuer: string, readonly email: string | null, readonly emailVerified: boolean, readonly createdAt: string };

export type IdentityProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type IdentityProvidersQuery = { readonly identityProviders: ReadonlyArray<{ readonly id: string, readonly name: string }> };

export type BeginSocialSignInMutationVariables = Exact<{
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  codeChallenge: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginSocialSignInMutation = { readonly redirect: { readonly authorizationUrl: string, readonly expiresIn: number } };

export type BeginIdentityLinkMutationVariables = Exact<{
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  codeChallenge: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginIdentityLinkMutation = { readonly redirect: { readonly authorizationUrl: string, readonly expiresIn: number } };

export type BeginIdentityProofMutationVariables = Exact<{
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  codeChallenge: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginIdentityProofMutation = { readonly redirect: { readonly authorizationUrl: string, readonly expiresIn: number } };

export type FinishIdentityLinkMutationVariables = Exact<{
  input: HandoffInput;
}>;


export type FinishIdentityLinkMutation = { readonly identity: { readonly id: string, readonly provider: string, readonly issuer: string, readonly email: string | null, readonly emailVerified: boolean, readonly createdAt: string } };

export type IdentitiesQueryVariables = Exact<{ [key: string]: never; }>;


export type IdentitiesQuery = { readonly me: { readonly identities: ReadonlyArray<{ readonly id: string, readonly provider: string, readonly issuer: string, readonly email: string | null, readonly emailVerified: boolean, readonly createdAt: string }> } | null };

export type UnlinkIdentityMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type UnlinkIdentityMutation = { readonly unlinkIdentity: boolean };

export type ViewerEventsSubscriptionVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ViewerEventsSubscription = { readonly event:
    | { readonly __typename: 'CredentialsChanged', readonly type: string, readonly id: string, readonly at: string, readonly position: string }
    | { readonly __typename: 'RolesChanged', readonly roles: ReadonlyArray<string>, readonly id: string, readonly at: string, readonly position: string }
    | { readonly __typename: 'SessionEnded', readonly sessionId: string | null, readonly current: boolean, readonly reason: string, readonly id: string, readonly at: string, readonly position: string }
   };


/**
 * A document as text that knows its types, as `DocumentTypeDecoration` of @graphql-typed-document-node
 * does: typed clients read them from `__apiType`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};

const pairFragment = 'fragment Pair on TokenPair{accessToken refreshToken expiresIn user{id username email emailVerified roles}}';

const challengeFragment = 'fragment Challenge on MfaChallenge{mfaToken methods expiresIn passkey{ceremonyId options expiresIn}}';

const ceremonyFragment = 'fragment Ceremony on PasskeyCeremony{ceremonyId options expiresIn}';

const passkeyItemFragment = 'fragment PasskeyItem on Passkey{id label aaguid backedUp createdAt lastUsedAt}';

const redirectFragment = 'fragment Redirect on SocialRedirect{authorizationUrl expiresIn}';

const identityItemFragment = 'fragment IdentityItem on Identity{id provider issuer email emailVerified createdAt}';

export const RegisterDocument = ('mutation Register($username:String$password:String!$email:String){pair:register(username:$username password:$password email:$email){...Pair}}' + pairFragment) as TypedDocument<RegisterMutation, RegisterMutationVariables>;

export const LoginDocument = ('mutation Login($username:String!$password:String!){pair:login(username:$username password:$password){...Pair}}' + pairFragment) as TypedDocument<LoginMutation, LoginMutationVariables>;

export const SignInDocument = ('mutation SignIn($input:SignInInput!){result:signIn(input:$input){__typename ...Pair ...Challenge}}' + pairFragment + challengeFragment) as TypedDocument<SignInMutation, SignInMutationVariables>;

export const CompleteMfaDocument = ('mutation CompleteMfa($mfaToken:String!$input:FactorProofInput!){result:completeMfa(mfaToken:$mfaToken input:$input){__typename ...Pair ...Challenge}}' + pairFragment + challengeFragment) as TypedDocument<CompleteMfaMutation, CompleteMfaMutationVariables>;

export const RefreshDocument = ('mutation Refresh($refreshToken:String$expiresIn:Int$idempotencyKey:String){pair:refresh(refreshToken:$refreshToken expiresIn:$expiresIn idempotencyKey:$idempotencyKey){...Pair}}' + pairFragment) as TypedDocument<RefreshMutation, RefreshMutationVariables>;

export const ReauthenticateDocument = ('mutation Reauthenticate($password:String!){pair:reauthenticate(password:$password){...Pair}}' + pairFragment) as TypedDocument<ReauthenticateMutation, ReauthenticateMutationVariables>;

export const ChangePasswordDocument = ('mutation ChangePassword($currentPassword:String!$newPassword:String!){pair:changePassword(currentPassword:$currentPassword newPassword:$newPassword){...Pair}}' + pairFragment) as TypedDocument<ChangePasswordMutation, ChangePasswordMutationVariables>;

export const SetPasswordDocument = ('mutation SetPassword($newPassword:String!){pair:setPassword(newPassword:$newPassword){...Pair}}' + pairFragment) as TypedDocument<SetPasswordMutation, SetPasswordMutationVariables>;

export const RemovePasswordDocument = ('mutation RemovePassword{pair:removePassword{...Pair}}' + pairFragment) as TypedDocument<RemovePasswordMutation, RemovePasswordMutationVariables>;

export const StepUpDocument = ('mutation StepUp($input:StepUpInput!){pair:stepUp(input:$input){...Pair}}' + pairFragment) as TypedDocument<StepUpMutation, StepUpMutationVariables>;

export const RequestStepUpEmailDocument = ('mutation RequestStepUpEmail{requestStepUpEmail}') as TypedDocument<RequestStepUpEmailMutation, RequestStepUpEmailMutationVariables>;

export const SetTwoStepSignInDocument = ('mutation SetTwoStepSignIn($on:Boolean!){change:setTwoStepSignIn(on:$on){tokens{...Pair}recoveryCodes}}' + pairFragment) as TypedDocument<SetTwoStepSignInMutation, SetTwoStepSignInMutationVariables>;

export const RegenerateRecoveryCodesDocument = ('mutation RegenerateRecoveryCodes{regenerateRecoveryCodes{codes}}') as TypedDocument<RegenerateRecoveryCodesMutation, RegenerateRecoveryCodesMutationVariables>;

export const LogoutDocument = ('mutation Logout{logout}') as TypedDocument<LogoutMutation, LogoutMutationVariables>;

export const LogoutEverywhereDocument = ('mutation LogoutEverywhere{logoutEverywhere}') as TypedDocument<LogoutEverywhereMutation, LogoutEverywhereMutationVariables>;

export const RevokeSessionDocument = ('mutation RevokeSession($id:ID!){revokeSession(id:$id)}') as TypedDocument<RevokeSessionMutation, RevokeSessionMutationVariables>;

export const MeDocument = ('query Me{me{id username email emailVerified roles createdAt sessions{id current createdAt lastUsedAt expiresAt userAgent ipAddress}}}') as TypedDocument<MeQuery, MeQueryVariables>;

export const BeginPasskeySignInDocument = ('mutation BeginPasskeySignIn{ceremony:beginPasskeySignIn{...Ceremony}}' + ceremonyFragment) as TypedDocument<BeginPasskeySignInMutation, BeginPasskeySignInMutationVariables>;

export const BeginPasskeySignUpDocument = ('mutation BeginPasskeySignUp($username:String$email:String){ceremony:beginPasskeySignUp(username:$username email:$email){...Ceremony}}' + ceremonyFragment) as TypedDocument<BeginPasskeySignUpMutation, BeginPasskeySignUpMutationVariables>;

export const FinishPasskeySignUpDocument = ('mutation FinishPasskeySignUp($input:PasskeyResponse!){signUp:finishPasskeySignUp(input:$input){tokens{...Pair}recoveryCodes}}' + pairFragment) as TypedDocument<FinishPasskeySignUpMutation, FinishPasskeySignUpMutationVariables>;

export const BeginPasskeyRegistrationDocument = ('mutation BeginPasskeyRegistration{ceremony:beginPasskeyRegistration{...Ceremony}}' + ceremonyFragment) as TypedDocument<BeginPasskeyRegistrationMutation, BeginPasskeyRegistrationMutationVariables>;

export const FinishPasskeyRegistrationDocument = ('mutation FinishPasskeyRegistration($input:PasskeyResponse!$label:String){passkey:finishPasskeyRegistration(input:$input label:$label){...PasskeyItem}}' + passkeyItemFragment) as TypedDocument<FinishPasskeyRegistrationMutation, FinishPasskeyRegistrationMutationVariables>;

export const BeginPasskeyProofDocument = ('mutation BeginPasskeyProof{ceremony:beginPasskeyProof{...Ceremony}}' + ceremonyFragment) as TypedDocument<BeginPasskeyProofMutation, BeginPasskeyProofMutationVariables>;

export const RenamePasskeyDocument = ('mutation RenamePasskey($id:ID!$label:String!){passkey:renamePasskey(id:$id label:$label){...PasskeyItem}}' + passkeyItemFragment) as TypedDocument<RenamePasskeyMutation, RenamePasskeyMutationVariables>;

export const RemovePasskeyDocument = ('mutation RemovePasskey($id:ID!){removePasskey(id:$id)}') as TypedDocument<RemovePasskeyMutation, RemovePasskeyMutationVariables>;

export const PasskeysDocument = ('query Passkeys{me{passkeys{...PasskeyItem}}}' + passkeyItemFragment) as TypedDocument<PasskeysQuery, PasskeysQueryVariables>;

export const BeginTotpEnrollmentDocument = ('mutation BeginTotpEnrollment($label:String){enrollment:beginTotpEnrollment(label:$label){factorId secret otpauthUri expiresIn}}') as TypedDocument<BeginTotpEnrollmentMutation, BeginTotpEnrollmentMutationVariables>;

export const ConfirmTotpEnrollmentDocument = ('mutation ConfirmTotpEnrollment($factorId:ID!$code:String!){change:confirmTotpEnrollment(factorId:$factorId code:$code){tokens{...Pair}recoveryCodes}}' + pairFragment) as TypedDocument<ConfirmTotpEnrollmentMutation, ConfirmTotpEnrollmentMutationVariables>;

export const RemoveFactorDocument = ('mutation RemoveFactor($id:ID!){change:removeFactor(id:$id){tokens{...Pair}recoveryCodes}}' + pairFragment) as TypedDocument<RemoveFactorMutation, RemoveFactorMutationVariables>;

export const SecurityDocument = ('query Security{me{hasPassword twoStepSignIn recoveryCodesLeft factors{id method label createdAt lastUsedAt}}}') as TypedDocument<SecurityQuery, SecurityQueryVariables>;

export const IdentityProvidersDocument = ('query IdentityProviders{identityProviders{id name}}') as TypedDocument<IdentityProvidersQuery, IdentityProvidersQueryVariables>;

export const BeginSocialSignInDocument = ('mutation BeginSocialSignIn($provider:ID!$redirectUri:String!$codeChallenge:String!$state:String){redirect:beginSocialSignIn(provider:$provider redirectUri:$redirectUri codeChallenge:$codeChallenge state:$state){...Redirect}}' + redirectFragment) as TypedDocument<BeginSocialSignInMutation, BeginSocialSignInMutationVariables>;

export const BeginIdentityLinkDocument = ('mutation BeginIdentityLink($provider:ID!$redirectUri:String!$codeChallenge:String!$state:String){redirect:beginIdentityLink(provider:$provider redirectUri:$redirectUri codeChallenge:$codeChallenge state:$state){...Redirect}}' + redirectFragment) as TypedDocument<BeginIdentityLinkMutation, BeginIdentityLinkMutationVariables>;

export const BeginIdentityProofDocument = ('mutation BeginIdentityProof($provider:ID!$redirectUri:String!$codeChallenge:String!$state:String){redirect:beginIdentityProof(provider:$provider redirectUri:$redirectUri codeChallenge:$codeChallenge state:$state){...Redirect}}' + redirectFragment) as TypedDocument<BeginIdentityProofMutation, BeginIdentityProofMutationVariables>;

export const FinishIdentityLinkDocument = ('mutation FinishIdentityLink($input:HandoffInput!){identity:finishIdentityLink(input:$input){...IdentityItem}}' + identityItemFragment) as TypedDocument<FinishIdentityLinkMutation, FinishIdentityLinkMutationVariables>;

export const IdentitiesDocument = ('query Identities{me{identities{...IdentityItem}}}' + identityItemFragment) as TypedDocument<IdentitiesQuery, IdentitiesQueryVariables>;

export const UnlinkIdentityDocument = ('mutation UnlinkIdentity($id:ID!){unlinkIdentity(id:$id)}') as TypedDocument<UnlinkIdentityMutation, UnlinkIdentityMutationVariables>;

export const ViewerEventsDocument = ('subscription ViewerEvents($after:String){event:viewerEvents(after:$after){__typename id at position ...on SessionEnded{sessionId current reason}...on RolesChanged{roles}...on CredentialsChanged{type}}}') as TypedDocument<ViewerEventsSubscription, ViewerEventsSubscriptionVariables>;
