import { createAuthenticator, type Authenticator, type Conduct } from './passkey-device.js';
import {
  dataOf,
  type GraphQLClient,
  type Reply,
  type RequestOptions,
  type TokenPair,
} from './graphql-client.js';

export interface Ceremony {
  readonly ceremonyId: string;
  readonly options: Record<string, unknown>;
  readonly expiresIn: number;
}

export interface PasskeyInput {
  readonly ceremonyId: string;
  readonly response: object;
}

export interface SignedUp {
  readonly tokens: TokenPair;
  readonly recoveryCodes: string[] | null;
}

export type SignInResult =
  TokenPair | { mfaToken: string; methods: string[]; expiresIn: number; passkey: Ceremony | null };

const ceremony = '{ ceremonyId options expiresIn }';
const pair =
  '{ accessToken refreshToken tokenType expiresIn refreshExpiresIn user { id username email roles } }';
const result = `{ __typename ... on TokenPair ${pair}
  ... on MfaChallenge { mfaToken methods expiresIn passkey ${ceremony} } }`;
const passkey = '{ id label aaguid backedUp createdAt lastUsedAt }';

/** The operations of passkeys, as any GraphQL client sends them. */
export function passkeyClient({ send }: Pick<GraphQLClient, 'send'>) {
  return {
    begin: (name: string, options: RequestOptions = {}, args = '') =>
      send<Record<string, Ceremony>>(`mutation { ${name}${args} ${ceremony} }`, {}, options),
    signIn: (input: PasskeyInput, options: RequestOptions = {}) =>
      send<{ signIn: SignInResult }>(
        `mutation ($input: PasskeyResponse!) { signIn(input: { passkey: $input }) ${result} }`,
        { input },
        options,
      ),
    finishSignUp: (input: PasskeyInput) =>
      send<{ finishPasskeySignUp: SignedUp }>(
        `mutation ($input: PasskeyResponse!) {
          finishPasskeySignUp(input: $input) { tokens ${pair} recoveryCodes } }`,
        { input },
      ),
    finishRegistration: (token: string, input: PasskeyInput, label?: string) =>
      send<{ finishPasskeyRegistration: { id: string; label: string; backedUp: boolean } }>(
        `mutation ($input: PasskeyResponse!, $label: String) {
          finishPasskeyRegistration(input: $input, label: $label) ${passkey} }`,
        { input, label },
        { token },
      ),
    stepUp: (token: string, input: PasskeyInput) =>
      send<{ stepUp: TokenPair }>(
        `mutation ($input: PasskeyResponse!) { stepUp(input: { passkey: $input }) ${pair} }`,
        { input },
        { token },
      ),
    signInByPassword: (username: string, password: string) =>
      send<{ signIn: SignInResult }>(
        `mutation ($username: String!, $password: String!) {
          signIn(input: { password: { username: $username, password: $password } }) ${result} }`,
        { username, password },
      ),
    completeMfa: (mfaToken: string, input: PasskeyInput) =>
      send<{ completeMfa: SignInResult }>(
        `mutation ($mfaToken: String!, $input: PasskeyResponse!) {
          completeMfa(mfaToken: $mfaToken, input: { passkey: $input }) ${result} }`,
        { mfaToken, input },
      ),
    list: (token: string) =>
      send<{ me: { passkeys: Listed[] } }>(`{ me { passkeys ${passkey} } }`, {}, { token }),
    remove: (token: string, id: string) =>
      send<{ removePasskey: boolean }>(
        'mutation ($id: ID!) { removePasskey(id: $id) }',
        { id },
        { token },
      ),
    rename: (token: string, id: string, label: string) =>
      send<{ renamePasskey: Listed }>(
        `mutation ($id: ID!, $label: String!) { renamePasskey(id: $id, label: $label) ${passkey} }`,
        { id, label },
        { token },
      ),
  };
}

export interface Listed {
  readonly id: string;
  readonly label: string;
  readonly aaguid: string | null;
  readonly backedUp: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export type PasskeyClient = ReturnType<typeof passkeyClient>;

/** What was begun. */
export async function beginning(
  reply: Promise<Reply<Record<string, Ceremony>>>,
): Promise<Ceremony> {
  const [begun] = Object.values(dataOf(await reply));
  if (begun === undefined) throw new Error('nothing was begun');
  return begun;
}

/** The answer of a device that makes a passkey. */
export function made(
  { ceremonyId, options }: Ceremony,
  device: Authenticator,
  conduct?: Conduct,
): PasskeyInput {
  return { ceremonyId, response: device.create(options, conduct) };
}

/** The answer of a device that signs. */
export function shown(
  { ceremonyId, options }: Ceremony,
  device: Authenticator,
  conduct?: Conduct,
): PasskeyInput {
  return { ceremonyId, response: device.get(options, conduct) };
}

/** An account that has nothing but a passkey. */
export async function signUpByPasskey(
  client: PasskeyClient,
  username: string,
  device = createAuthenticator(),
): Promise<SignedUp & { device: Authenticator }> {
  const begun = await beginning(
    client.begin('beginPasskeySignUp', {}, `(username: "${username}")`),
  );
  const reply = await client.finishSignUp(made(begun, device));
  return { ...dataOf(reply).finishPasskeySignUp, device };
}

/** Adds a passkey to the account of a fresh session. */
export async function addPasskey(
  client: PasskeyClient,
  token: string,
  device = createAuthenticator(),
): Promise<{ id: string; device: Authenticator }> {
  const begun = await beginning(client.begin('beginPasskeyRegistration', { token }));
  const { id } = dataOf(
    await client.finishRegistration(token, made(begun, device)),
  ).finishPasskeyRegistration;
  return { id, device };
}
