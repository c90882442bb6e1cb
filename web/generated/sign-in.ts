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

export type SignInPageQueryVariables = Exact<{ [key: string]: never; }>;


export type SignInPageQuery = { readonly serverInfo: { readonly signInMethods: ReadonlyArray<SignInMethod>, readonly usernames: UsernameRule, readonly password: { readonly minLength: number, readonly maxLength: number } }, readonly identityProviders: ReadonlyArray<{ readonly id: string, readonly name: string }> };

export type RequestLoginEmailMutationVariables = Exact<{
  email: Scalars['String']['input'];
}>;


export type RequestLoginEmailMutation = { readonly requestLoginEmail: boolean };

export type RequestPasswordResetMutationVariables = Exact<{
  email: Scalars['String']['input'];
}>;


export type RequestPasswordResetMutation = { readonly requestPasswordReset: boolean };

export type ResetPasswordMutationVariables = Exact<{
  token: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
}>;


export type ResetPasswordMutation = { readonly resetPassword: boolean };

export type AcceptInvitationMutationVariables = Exact<{
  token: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
}>;


export type AcceptInvitationMutation = { readonly acceptInvitation: boolean };

export type VerifyEmailMutationVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type VerifyEmailMutation = { readonly verifyEmail: boolean };

export type CancelFactorResetMutationVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type CancelFactorResetMutation = { readonly cancelFactorReset: boolean };

export type DenySignInMutationVariables = Exact<{
  token: Scalars['String']['input'];
}>;


export type DenySignInMutation = { readonly denySignIn: { readonly sessionsEnded: number, readonly passwordResetSent: boolean } };

export type CreateHandoffMutationVariables = Exact<{
  redirectUri: Scalars['String']['input'];
  codeChallenge: Scalars['String']['input'];
  state?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateHandoffMutation = { readonly createHandoff: { readonly redirectUrl: string } };

export type BeginAccountRecoveryMutationVariables = Exact<{
  input: RecoveryCodeSignIn;
}>;


export type BeginAccountRecoveryMutation = { readonly beginAccountRecovery: { readonly opensAt: string, readonly expiresAt: string } };


/**
 * A document as text that knows its types, as `DocumentTypeDecoration` of @graphql-typed-document-node
 * does: typed clients read them from `__apiType`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};

export const SignInPageDocument = ('query SignInPage{serverInfo{signInMethods usernames password{minLength maxLength}}identityProviders{id name}}') as TypedDocument<SignInPageQuery, SignInPageQueryVariables>;

export const RequestLoginEmailDocument = ('mutation RequestLoginEmail($email:String!){requestLoginEmail(email:$email)}') as TypedDocument<RequestLoginEmailMutation, RequestLoginEmailMutationVariables>;

export const RequestPasswordResetDocument = ('mutation RequestPasswordReset($email:String!){requestPasswordReset(email:$email)}') as TypedDocument<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;

export const ResetPasswordDocument = ('mutation ResetPassword($token:String!$newPassword:String!){resetPassword(token:$token newPassword:$newPassword)}') as TypedDocument<ResetPasswordMutation, ResetPasswordMutationVariables>;

export const AcceptInvitationDocument = ('mutation AcceptInvitation($token:String!$newPassword:String!){acceptInvitation(token:$token newPassword:$newPassword)}') as TypedDocument<AcceptInvitationMutation, AcceptInvitationMutationVariables>;

export const VerifyEmailDocument = ('mutation VerifyEmail($token:String!){verifyEmail(token:$token)}') as TypedDocument<VerifyEmailMutation, VerifyEmailMutationVariables>;

export const CancelFactorResetDocument = ('mutation CancelFactorReset($token:String!){cancelFactorReset(token:$token)}') as TypedDocument<CancelFactorResetMutation, CancelFactorResetMutationVariables>;

export const DenySignInDocument = ('mutation DenySignIn($token:String!){denySignIn(token:$token){sessionsEnded passwordResetSent}}') as TypedDocument<DenySignInMutation, DenySignInMutationVariables>;

export const CreateHandoffDocument = ('mutation CreateHandoff($redirectUri:String!$codeChallenge:String!$state:String){createHandoff(redirectUri:$redirectUri codeChallenge:$codeChallenge state:$state){redirectUrl}}') as TypedDocument<CreateHandoffMutation, CreateHandoffMutationVariables>;

export const BeginAccountRecoveryDocument = ('mutation BeginAccountRecovery($input:RecoveryCodeSignIn!){beginAccountRecovery(input:$input){opensAt expiresAt}}') as TypedDocument<BeginAccountRecoveryMutation, BeginAccountRecoveryMutationVariables>;
