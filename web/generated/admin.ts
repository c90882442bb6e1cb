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

export type SummaryFragment = { readonly id: string, readonly username: string, readonly displayName: string | null, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string>, readonly createdAt: string, readonly disabledAt: string | null, readonly invitedAt: string | null, readonly twoStepSignIn: boolean };

export type HappenedFragment = { readonly id: string, readonly at: string, readonly lastAt: string, readonly count: number, readonly type: string, readonly userId: string | null, readonly actorId: string | null, readonly sessionId: string | null, readonly userAgent: string | null, readonly ipAddress: string | null, readonly detail: unknown, readonly user: { readonly id: string, readonly username: string } | null, readonly actor: { readonly id: string, readonly username: string } | null };

export type AdministratorQueryVariables = Exact<{ [key: string]: never; }>;


export type AdministratorQuery = { readonly me: { readonly id: string, readonly username: string, readonly displayName: string | null, readonly roles: ReadonlyArray<string> } | null, readonly users: { readonly edges: ReadonlyArray<{ readonly cursor: string }> }, readonly serverInfo: { readonly usernames: UsernameRule, readonly signInMethods: ReadonlyArray<SignInMethod>, readonly lifetimes: { readonly impersonation: number, readonly usernameHold: number } } };

export type PeopleQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  orderBy?: InputMaybe<UserOrder>;
}>;


export type PeopleQuery = { readonly users: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly username: string, readonly displayName: string | null, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string>, readonly createdAt: string, readonly disabledAt: string | null, readonly invitedAt: string | null, readonly twoStepSignIn: boolean } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

export type PersonQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type PersonQuery = { readonly auditEvents: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly lastAt: string, readonly count: number, readonly type: string, readonly userId: string | null, readonly actorId: string | null, readonly sessionId: string | null, readonly userAgent: string | null, readonly ipAddress: string | null, readonly detail: unknown, readonly user: { readonly id: string, readonly username: string } | null, readonly actor: { readonly id: string, readonly username: string } | null } }> }, readonly user: { readonly locale: string | null, readonly hasPassword: boolean, readonly publicMetadata: unknown, readonly privateMetadata: unknown, readonly factorResetAt: string | null, readonly id: string, readonly username: string, readonly displayName: string | null, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string>, readonly createdAt: string, readonly disabledAt: string | null, readonly invitedAt: string | null, readonly twoStepSignIn: boolean, readonly accountRecovery: { readonly opensAt: string } | null, readonly factors: ReadonlyArray<{ readonly id: string, readonly method: FactorMethod, readonly label: string | null, readonly createdAt: string, readonly lastUsedAt: string | null }>, readonly passkeys: ReadonlyArray<{ readonly id: string, readonly label: string, readonly createdAt: string, readonly lastUsedAt: string | null }>, readonly identities: ReadonlyArray<{ readonly id: string, readonly provider: string, readonly email: string | null, readonly emailVerified: boolean, readonly createdAt: string }>, readonly sessions: ReadonlyArray<{ readonly id: string, readonly current: boolean, readonly impersonated: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly userAgent: string | null, readonly ipAddress: string | null, readonly amr: ReadonlyArray<string>, readonly acr: string | null }> } | null };

export type EventsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type EventsQuery = { readonly auditEvents: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly lastAt: string, readonly count: number, readonly type: string, readonly userId: string | null, readonly actorId: string | null, readonly sessionId: string | null, readonly userAgent: string | null, readonly ipAddress: string | null, readonly detail: unknown, readonly user: { readonly id: string, readonly username: string } | null, readonly actor: { readonly id: string, readonly username: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type RecordedQueryVariables = Exact<{
  filter?: InputMaybe<AuditEventFilter>;
}>;


export type RecordedQuery = { readonly auditEvents: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly detail: unknown } }> } };

export type OverviewQueryVariables = Exact<{
  days?: InputMaybe<Scalars['Int']['input']>;
  alarms?: InputMaybe<AuditEventFilter>;
}>;


export type OverviewQuery = { readonly auditEvents: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly lastAt: string, readonly count: number, readonly type: string, readonly userId: string | null, readonly actorId: string | null, readonly sessionId: string | null, readonly userAgent: string | null, readonly ipAddress: string | null, readonly detail: unknown, readonly user: { readonly id: string, readonly username: string } | null, readonly actor: { readonly id: string, readonly username: string } | null } }> }, readonly signInStatistics: ReadonlyArray<{ readonly date: string, readonly succeeded: number, readonly failed: number, readonly registered: number, readonly byMethod: ReadonlyArray<{ readonly method: SignInMethod, readonly count: number }> }>, readonly signingKeys: ReadonlyArray<{ readonly kid: string, readonly state: SigningKeyState, readonly activatesAt: string }>, readonly deliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: DeliveryKind, readonly subject: string, readonly to: string, readonly createdAt: string } }> } };

export type KeysQueryVariables = Exact<{ [key: string]: never; }>;


export type KeysQuery = { readonly signingKeys: ReadonlyArray<{ readonly kid: string, readonly algorithm: string, readonly createdAt: string, readonly activatesAt: string, readonly expiresAt: string | null, readonly state: SigningKeyState }> };

export type DeliveriesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeliveryFilter>;
}>;


export type DeliveriesQuery = { readonly deliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: DeliveryKind, readonly subject: string, readonly to: string, readonly state: DeliveryState, readonly attempts: number, readonly createdAt: string, readonly nextAttemptAt: string | null, readonly lastError: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SetUserRolesMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  roles: ReadonlyArray<Scalars['String']['input']> | Scalars['String']['input'];
}>;


export type SetUserRolesMutation = { readonly setUserRoles: { readonly id: string } };

export type DisableUserMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DisableUserMutation = { readonly disableUser: { readonly id: string } };

export type EnableUserMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type EnableUserMutation = { readonly enableUser: { readonly id: string } };

export type EndUserSessionsMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type EndUserSessionsMutation = { readonly endUserSessions: number };

export type SendPasswordResetMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SendPasswordResetMutation = { readonly sendPasswordReset: boolean };

export type ResetUserFactorsMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
}>;


export type ResetUserFactorsMutation = { readonly resetUserFactors: { readonly id: string } };

export type DeleteUserMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DeleteUserMutation = { readonly deleteUser: boolean };

export type InviteUserMutationVariables = Exact<{
  username?: InputMaybe<Scalars['String']['input']>;
  email: Scalars['String']['input'];
  roles?: InputMaybe<ReadonlyArray<Scalars['String']['input']> | Scalars['String']['input']>;
}>;


export type InviteUserMutation = { readonly inviteUser: { readonly id: string, readonly username: string } };

export type ImpersonateMutationVariables = Exact<{
  userId: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
}>;


export type ImpersonateMutation = { readonly impersonate: { readonly accessToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string } } };

export type RotateSigningKeysMutationVariables = Exact<{ [key: string]: never; }>;


export type RotateSigningKeysMutation = { readonly rotateSigningKeys: { readonly kid: string, readonly state: SigningKeyState, readonly activatesAt: string } };

export type RetryDeliveryMutationVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type RetryDeliveryMutation = { readonly retryDelivery: { readonly id: string, readonly state: DeliveryState } };


/**
 * A document as text that knows its types, as `DocumentTypeDecoration` of @graphql-typed-document-node
 * does: typed clients read them from `__apiType`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};

const summaryFragment = 'fragment Summary on ManagedUser{id username displayName email emailVerified roles createdAt disabledAt invitedAt twoStepSignIn}';

const happenedFragment = 'fragment Happened on AuditEvent{id at lastAt count type userId user{id username}actorId actor{id username}sessionId userAgent ipAddress detail}';

export const AdministratorDocument = ('query Administrator{me{id username displayName roles}users(first:1){edges{cursor}}serverInfo{usernames signInMethods lifetimes{impersonation usernameHold}}}') as TypedDocument<AdministratorQuery, AdministratorQueryVariables>;

export const PeopleDocument = ('query People($first:Int$after:String$last:Int$before:String$filter:UserFilter$orderBy:UserOrder){users(first:$first after:$after last:$last before:$before filter:$filter orderBy:$orderBy){edges{node{...Summary}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}' + summaryFragment) as TypedDocument<PeopleQuery, PeopleQueryVariables>;

export const PersonDocument = ('query Person($id:ID!){auditEvents(first:5 filter:{userId:$id}){edges{node{...Happened}}}user(id:$id){...Summary locale hasPassword publicMetadata privateMetadata factorResetAt accountRecovery{opensAt}factors{id method label createdAt lastUsedAt}passkeys{id label createdAt lastUsedAt}identities{id provider email emailVerified createdAt}sessions{id current impersonated createdAt lastUsedAt userAgent ipAddress amr acr}}}' + happenedFragment + summaryFragment) as TypedDocument<PersonQuery, PersonQueryVariables>;

export const EventsDocument = ('query Events($first:Int$after:String$filter:AuditEventFilter){auditEvents(first:$first after:$after filter:$filter){edges{node{...Happened}}pageInfo{hasNextPage endCursor}}}' + happenedFragment) as TypedDocument<EventsQuery, EventsQueryVariables>;

export const RecordedDocument = ('query Recorded($filter:AuditEventFilter){auditEvents(first:10 filter:$filter){edges{node{id detail}}}}') as TypedDocument<RecordedQuery, RecordedQueryVariables>;

export const OverviewDocument = ('query Overview($days:Int$alarms:AuditEventFilter){auditEvents(first:3 filter:$alarms){edges{node{...Happened}}}signInStatistics(days:$days){date succeeded failed registered byMethod{method count}}signingKeys{kid state activatesAt}deliveries(first:5 filter:{state:FAILED}){edges{node{id kind subject to createdAt}}}}' + happenedFragment) as TypedDocument<OverviewQuery, OverviewQueryVariables>;

export const KeysDocument = ('query Keys{signingKeys{kid algorithm createdAt activatesAt expiresAt state}}') as TypedDocument<KeysQuery, KeysQueryVariables>;

export const DeliveriesDocument = ('query Deliveries($first:Int$after:String$filter:DeliveryFilter){deliveries(first:$first after:$after filter:$filter){edges{node{id kind subject to state attempts createdAt nextAttemptAt lastError}}pageInfo{hasNextPage endCursor}}}') as TypedDocument<DeliveriesQuery, DeliveriesQueryVariables>;

export const SetUserRolesDocument = ('mutation SetUserRoles($id:ID!$roles:[String!]!){setUserRoles(id:$id roles:$roles){id}}') as TypedDocument<SetUserRolesMutation, SetUserRolesMutationVariables>;

export const DisableUserDocument = ('mutation DisableUser($id:ID!){disableUser(id:$id){id}}') as TypedDocument<DisableUserMutation, DisableUserMutationVariables>;

export const EnableUserDocument = ('mutation EnableUser($id:ID!){enableUser(id:$id){id}}') as TypedDocument<EnableUserMutation, EnableUserMutationVariables>;

export const EndUserSessionsDocument = ('mutation EndUserSessions($id:ID!){endUserSessions(id:$id)}') as TypedDocument<EndUserSessionsMutation, EndUserSessionsMutationVariables>;

export const SendPasswordResetDocument = ('mutation SendPasswordReset($id:ID!){sendPasswordReset(id:$id)}') as TypedDocument<SendPasswordResetMutation, SendPasswordResetMutationVariables>;

export const ResetUserFactorsDocument = ('mutation ResetUserFactors($id:ID!$reason:String!){resetUserFactors(id:$id reason:$reason){id}}') as TypedDocument<ResetUserFactorsMutation, ResetUserFactorsMutationVariables>;

export const DeleteUserDocument = ('mutation DeleteUser($id:ID!){deleteUser(id:$id)}') as TypedDocument<DeleteUserMutation, DeleteUserMutationVariables>;

export const InviteUserDocument = ('mutation InviteUser($username:String$email:String!$roles:[String!]){inviteUser(username:$username email:$email roles:$roles){id username}}') as TypedDocument<InviteUserMutation, InviteUserMutationVariables>;

export const ImpersonateDocument = ('mutation Impersonate($userId:ID!$reason:String){impersonate(userId:$userId reason:$reason){accessToken expiresIn user{id username}}}') as TypedDocument<ImpersonateMutation, ImpersonateMutationVariables>;

export const RotateSigningKeysDocument = ('mutation RotateSigningKeys{rotateSigningKeys{kid state activatesAt}}') as TypedDocument<RotateSigningKeysMutation, RotateSigningKeysMutationVariables>;

export const RetryDeliveryDocument = ('mutation RetryDelivery($id:ID!){retryDelivery(id:$id){id state}}') as TypedDocument<RetryDeliveryMutation, RetryDeliveryMutationVariables>;
