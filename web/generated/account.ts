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

export type AccountQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountQuery = { readonly me: { readonly id: string, readonly username: string, readonly displayName: string | null, readonly locale: string | null, readonly email: string | null, readonly emailVerified: boolean, readonly hasPassword: boolean, readonly twoStepSignIn: boolean, readonly recoveryCodesLeft: number, readonly factors: ReadonlyArray<{ readonly id: string, readonly method: FactorMethod, readonly label: string | null, readonly createdAt: string, readonly lastUsedAt: string | null }>, readonly passkeys: ReadonlyArray<{ readonly id: string, readonly label: string, readonly backedUp: boolean, readonly createdAt: string, readonly lastUsedAt: string | null }>, readonly identities: ReadonlyArray<{ readonly id: string, readonly provider: string, readonly email: string | null, readonly createdAt: string }>, readonly accountRecovery: { readonly requestedAt: string, readonly opensAt: string } | null } | null, readonly serverInfo: { readonly signInMethods: ReadonlyArray<SignInMethod>, readonly secondFactors: ReadonlyArray<FactorMethod>, readonly usernames: UsernameRule, readonly password: { readonly minLength: number }, readonly lifetimes: { readonly usernameHold: number } }, readonly identityProviders: ReadonlyArray<{ readonly id: string, readonly name: string }> };

export type UpdateProfileMutationVariables = Exact<{
  displayName?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Scalars['String']['input']>;
}>;


export type UpdateProfileMutation = { readonly updateProfile: { readonly id: string } };

export type ChangeUsernameMutationVariables = Exact<{
  username: Scalars['String']['input'];
}>;


export type ChangeUsernameMutation = { readonly changeUsername: { readonly id: string } };

export type RequestEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailVerificationMutation = { readonly requestEmailVerification: boolean };

export type ChangeEmailMutationVariables = Exact<{
  newEmail: Scalars['String']['input'];
}>;


export type ChangeEmailMutation = { readonly changeEmail: boolean };

export type CancelAccountRecoveryMutationVariables = Exact<{ [key: string]: never; }>;


export type CancelAccountRecoveryMutation = { readonly cancelAccountRecovery: boolean };

export type BeginIdentityLinkMutationVariables = Exact<{
  provider: Scalars['ID']['input'];
  redirectUri: Scalars['String']['input'];
  codeChallenge: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
}>;


export type BeginIdentityLinkMutation = { readonly redirect: { readonly authorizationUrl: string } };

export type FinishIdentityLinkMutationVariables = Exact<{
  input: HandoffInput;
}>;


export type FinishIdentityLinkMutation = { readonly identity: { readonly provider: string } };

export type UnlinkIdentityMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type UnlinkIdentityMutation = { readonly unlinkIdentity: boolean };

export type DevicesQueryVariables = Exact<{ [key: string]: never; }>;


export type DevicesQuery = { readonly me: { readonly sessions: ReadonlyArray<{ readonly id: string, readonly current: boolean, readonly impersonated: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly userAgent: string | null, readonly ipAddress: string | null }> } | null };

export type LogoutOtherSessionsMutationVariables = Exact<{ [key: string]: never; }>;


export type LogoutOtherSessionsMutation = { readonly logoutOtherSessions: number };

export type ActivityQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
  kind?: InputMaybe<SecurityEventKind>;
}>;


export type ActivityQuery = { readonly me: { readonly securityEvents: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly lastAt: string, readonly count: number, readonly type: string, readonly method: string | null, readonly byAdministrator: boolean, readonly userAgent: string | null, readonly ipAddress: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ExportMyDataQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportMyDataQuery = { readonly exportMyData: unknown };

export type DisableAccountMutationVariables = Exact<{ [key: string]: never; }>;


export type DisableAccountMutation = { readonly disableAccount: boolean };

export type DeleteAccountMutationVariables = Exact<{ [key: string]: never; }>;


export type DeleteAccountMutation = { readonly deleteAccount: boolean };


/**
 * A document as text that knows its types, as `DocumentTypeDecoration` of @graphql-typed-document-node
 * does: typed clients read them from `__apiType`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};

export const AccountDocument = ('query Account{me{id username displayName locale email emailVerified hasPassword twoStepSignIn recoveryCodesLeft factors{id method label createdAt lastUsedAt}passkeys{id label backedUp createdAt lastUsedAt}identities{id provider email createdAt}accountRecovery{requestedAt opensAt}}serverInfo{signInMethods secondFactors usernames password{minLength}lifetimes{usernameHold}}identityProviders{id name}}') as TypedDocument<AccountQuery, AccountQueryVariables>;

export const UpdateProfileDocument = ('mutation UpdateProfile($displayName:String$locale:String){updateProfile(displayName:$displayName locale:$locale){id}}') as TypedDocument<UpdateProfileMutation, UpdateProfileMutationVariables>;

export const ChangeUsernameDocument = ('mutation ChangeUsername($username:String!){changeUsername(username:$username){id}}') as TypedDocument<ChangeUsernameMutation, ChangeUsernameMutationVariables>;

export const RequestEmailVerificationDocument = ('mutation RequestEmailVerification{requestEmailVerification}') as TypedDocument<RequestEmailVerificationMutation, RequestEmailVerificationMutationVariables>;

export const ChangeEmailDocument = ('mutation ChangeEmail($newEmail:String!){changeEmail(newEmail:$newEmail)}') as TypedDocument<ChangeEmailMutation, ChangeEmailMutationVariables>;

export const CancelAccountRecoveryDocument = ('mutation CancelAccountRecovery{cancelAccountRecovery}') as TypedDocument<CancelAccountRecoveryMutation, CancelAccountRecoveryMutationVariables>;

export const BeginIdentityLinkDocument = ('mutation BeginIdentityLink($provider:ID!$redirectUri:String!$codeChallenge:String!$state:String){redirect:beginIdentityLink(provider:$provider redirectUri:$redirectUri codeChallenge:$codeChallenge state:$state){authorizationUrl}}') as TypedDocument<BeginIdentityLinkMutation, BeginIdentityLinkMutationVariables>;

export const FinishIdentityLinkDocument = ('mutation FinishIdentityLink($input:HandoffInput!){identity:finishIdentityLink(input:$input){provider}}') as TypedDocument<FinishIdentityLinkMutation, FinishIdentityLinkMutationVariables>;

export const UnlinkIdentityDocument = ('mutation UnlinkIdentity($id:ID!){unlinkIdentity(id:$id)}') as TypedDocument<UnlinkIdentityMutation, UnlinkIdentityMutationVariables>;

export const DevicesDocument = ('query Devices{me{sessions{id current impersonated createdAt lastUsedAt expiresAt userAgent ipAddress}}}') as TypedDocument<DevicesQuery, DevicesQueryVariables>;

export const LogoutOtherSessionsDocument = ('mutation LogoutOtherSessions{logoutOtherSessions}') as TypedDocument<LogoutOtherSessionsMutation, LogoutOtherSessionsMutationVariables>;

export const ActivityDocument = ('query Activity($after:String$kind:SecurityEventKind){me{securityEvents(first:30 after:$after kind:$kind){edges{node{id lastAt count type method byAdministrator userAgent ipAddress}}pageInfo{hasNextPage endCursor}}}}') as TypedDocument<ActivityQuery, ActivityQueryVariables>;

export const ExportMyDataDocument = ('query ExportMyData{exportMyData}') as TypedDocument<ExportMyDataQuery, ExportMyDataQueryVariables>;

export const DisableAccountDocument = ('mutation DisableAccount{disableAccount}') as TypedDocument<DisableAccountMutation, DisableAccountMutationVariables>;

export const DeleteAccountDocument = ('mutation DeleteAccount{deleteAccount}') as TypedDocument<DeleteAccountMutation, DeleteAccountMutationVariables>;
