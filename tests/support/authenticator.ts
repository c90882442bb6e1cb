import { createHmac } from 'node:crypto';
import { dataOf, type GraphQLClient, type TokenPair } from './graphql-client.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app of the tests: RFC 6238 from its text, so that it shares nothing with the service. */
export function totpCode(base32: string, time: number): string {
  const bits = Array.from(base32, (digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export interface Enrollment {
  readonly factorId: string;
  readonly secret: string;
  readonly otpauthUri: string;
  readonly expiresIn: number;
}

export interface TwoStepChange {
  readonly tokens: TokenPair;
  readonly recoveryCodes: string[] | null;
}

const pair =
  'accessToken refreshToken expiresIn refreshExpiresIn tokenType user { id username email roles }';
export const changeFields = `{ tokens { ${pair} } recoveryCodes }`;

export function beginEnrollment(client: GraphQLClient, token: string, label?: string | null) {
  return client.send<{ beginTotpEnrollment: Enrollment }>(
    `mutation ($label: String) { beginTotpEnrollment(label: $label) {
      factorId secret otpauthUri expiresIn } }`,
    { label },
    { token },
  );
}

export function confirmEnrollment(
  client: GraphQLClient,
  token: string,
  variables: { factorId: string; code: string },
) {
  return client.send<{ confirmTotpEnrollment: TwoStepChange }>(
    `mutation ($factorId: ID!, $code: String!) {
      confirmTotpEnrollment(factorId: $factorId, code: $code) ${changeFields} }`,
    variables,
    { token },
  );
}

/** Adds an authenticator app by the code of `now` (ms), which is used up. */
export async function enroll(
  client: GraphQLClient,
  token: string,
  now: number,
): Promise<TwoStepChange & Enrollment> {
  const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(client, token));
  const { factorId, secret } = begun;
  const shown = { factorId, code: totpCode(secret, now) };
  const reply = await confirmEnrollment(client, token, shown);
  return { ...begun, ...dataOf(reply).confirmTotpEnrollment };
}

export interface Challenge {
  readonly __typename: 'MfaChallenge';
  readonly mfaToken: string;
  readonly methods: string[];
  readonly expiresIn: number;
}

export type SignInResult = Challenge | (TokenPair & { readonly __typename: 'TokenPair' });

const resultFields = `{ __typename ... on TokenPair { ${pair} } ... on MfaChallenge {
  mfaToken methods expiresIn } }`;

export function signIn(client: GraphQLClient, input: Record<string, unknown>) {
  return client.send<{ signIn: SignInResult }>(
    `mutation ($input: SignInInput!) { signIn(input: $input) ${resultFields} }`,
    { input },
  );
}

/** The challenge of a sign-in that must need a second factor. */
export async function challengeOf(
  client: GraphQLClient,
  input: Record<string, unknown>,
): Promise<Challenge> {
  const { signIn: result } = dataOf(await signIn(client, input));
  if (result.__typename !== 'MfaChallenge') throw new Error('expected a challenge');
  return result;
}

export function completeMfa(
  client: GraphQLClient,
  mfaToken: string,
  input: Record<string, unknown>,
) {
  return client.send<{ completeMfa: TokenPair & { readonly __typename: 'TokenPair' } }>(
    `mutation ($mfaToken: String!, $input: FactorProofInput!) {
      completeMfa(mfaToken: $mfaToken, input: $input) ${resultFields} }`,
    { mfaToken, input },
  );
}

export function stepUp(client: GraphQLClient, token: string, input: Record<string, unknown>) {
  return client.send<{ stepUp: TokenPair }>(
    `mutation ($input: StepUpInput!) { stepUp(input: $input) { ${pair} } }`,
    { input },
    { token },
  );
}
