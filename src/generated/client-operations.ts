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
  /** An instant in time, as an ISO 8601 string in UTC with milliseconds, e.g. `2026-11-24T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
};

export type PairFragment = { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } };

export type RegisterMutationVariables = Exact<{
  username: Scalars['String']['input'];
  password: Scalars['String']['input'];
  email?: InputMaybe<Scalars['String']['input']>;
}>;


export type RegisterMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type LoginMutationVariables = Exact<{
  username: Scalars['String']['input'];
  password: Scalars['String']['input'];
}>;


export type LoginMutation = { readonly pair: { readonly accessToken: string, readonly refreshToken: string, readonly expiresIn: number, readonly user: { readonly id: string, readonly username: string, readonly email: string | null, readonly emailVerified: boolean, readonly roles: ReadonlyArray<string> } } };

export type RefreshMutationVariables = Exact<{
  refreshToken?: InputMaybe<Scalars['String']['input']>;
  expiresIn?: InputMaybe<Scalars['Int']['input']>;
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


/**
 * A document as text that knows its types, as `DocumentTypeDecoration` of @graphql-typed-document-node
 * does: typed clients read them from `__apiType`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};

const pairFragment = 'fragment Pair on TokenPair{accessToken refreshToken expiresIn user{id username email emailVerified roles}}';

export const RegisterDocument = ('mutation Register($username:String!$password:String!$email:String){pair:register(username:$username password:$password email:$email){...Pair}}' + pairFragment) as TypedDocument<RegisterMutation, RegisterMutationVariables>;

export const LoginDocument = ('mutation Login($username:String!$password:String!){pair:login(username:$username password:$password){...Pair}}' + pairFragment) as TypedDocument<LoginMutation, LoginMutationVariables>;

export const RefreshDocument = ('mutation Refresh($refreshToken:String$expiresIn:Int){pair:refresh(refreshToken:$refreshToken expiresIn:$expiresIn){...Pair}}' + pairFragment) as TypedDocument<RefreshMutation, RefreshMutationVariables>;

export const ReauthenticateDocument = ('mutation Reauthenticate($password:String!){pair:reauthenticate(password:$password){...Pair}}' + pairFragment) as TypedDocument<ReauthenticateMutation, ReauthenticateMutationVariables>;

export const ChangePasswordDocument = ('mutation ChangePassword($currentPassword:String!$newPassword:String!){pair:changePassword(currentPassword:$currentPassword newPassword:$newPassword){...Pair}}' + pairFragment) as TypedDocument<ChangePasswordMutation, ChangePasswordMutationVariables>;

export const LogoutDocument = ('mutation Logout{logout}') as TypedDocument<LogoutMutation, LogoutMutationVariables>;

export const LogoutEverywhereDocument = ('mutation LogoutEverywhere{logoutEverywhere}') as TypedDocument<LogoutEverywhereMutation, LogoutEverywhereMutationVariables>;

export const RevokeSessionDocument = ('mutation RevokeSession($id:ID!){revokeSession(id:$id)}') as TypedDocument<RevokeSessionMutation, RevokeSessionMutationVariables>;

export const MeDocument = ('query Me{me{id username email emailVerified roles createdAt sessions{id current createdAt lastUsedAt expiresAt userAgent ipAddress}}}') as TypedDocument<MeQuery, MeQueryVariables>;
