import { halfAnswer, json, silence, status, type Answer } from '../json-server.js';
import type { Claims } from './id-token.js';
import type { Conduct } from './oidc-stub.js';
import { refuse, type Answered } from './protocol.js';

/** A fault or an attack of a provider, and how the service may answer it. */
export interface BentAnswer {
  readonly title: string;
  readonly conduct: Partial<Conduct>;
  readonly reason: 'PROVIDER_REFUSED' | 'PROVIDER_UNAVAILABLE';
}

const cut: Answer = (response) => void response.socket?.resetAndDestroy();
const garbage = json('{"token_type": <html>');
/** Four megabytes of JSON. */
const huge = json(`{"filling":"${'a'.repeat(4_000_000)}"}`);
const invalidGrant: Answer = (response) => refuse(response, 'invalid_grant');
const claims = (change: Claims): Partial<Conduct> => ({ claims: (own) => ({ ...own, ...change }) });

/** What comes instead of the tokens of a code. */
const exchanges: readonly BentAnswer[] = [
  ['answers 500 to the code', status(500)],
  ['answers 503 to the code', status(503, { 'retry-after': '1' })],
  ['cuts the connection of the code', cut],
  ['never answers the code', silence],
  ['never ends its answer to the code', halfAnswer],
  ['answers the code with four megabytes', huge],
  ['answers the code with garbage', garbage],
  ['leads the code elsewhere', status(307, { location: 'http://169.254.169.254/' })],
].map(([title, answer]) => ({
  title: title as string,
  conduct: { answers: { token: answer as Answer } },
  reason: 'PROVIDER_UNAVAILABLE' as const,
}));

/** ID tokens that are not for this sign-in, or not of this provider. */
const idTokens: readonly BentAnswer[] = (
  [
    ['an ID token of another client', claims({ aud: 'another' })],
    ['an ID token of two clients without azp', claims({ aud: ['authgraph', 'another'] })],
    ['an ID token of another issuer', claims({ iss: 'https://issuer.example' })],
    ['an ID token without an issuer', claims({ iss: undefined })],
    ['an ID token without a nonce', claims({ nonce: undefined })],
    ['an ID token with the nonce of another sign-in', claims({ nonce: 'another' })],
    ['an expired ID token', { claims: (own) => ({ ...own, exp: Number(own['iat']) - 3600 }) }],
    ['an ID token without an expiry', claims({ exp: undefined })],
    ['an ID token without a subject', claims({ sub: undefined })],
    ['an ID token with an empty subject', claims({ sub: '' })],
    ['an ID token with a number for a subject', claims({ sub: 1 })],
    ['an ID token with a subject of 10,000 characters', claims({ sub: 'a'.repeat(10_000) })],
    ['an ID token of alg none', { signature: 'none' }],
    ['an ID token of HS256 with the public key', { signature: 'public-key-as-secret' }],
    ['an ID token of another key', { signature: 'foreign-key' }],
    ['an ID token of a key that its JWKS lacks', { signature: 'unknown-kid' }],
    ['no ID token', { tokens: (own) => ({ ...own, id_token: undefined }) }],
    ['text for an ID token', { tokens: (own) => ({ ...own, id_token: 'a.b.c' }) }],
    ['an error of its own', { answers: { token: invalidGrant } }],
  ] satisfies [string, Partial<Conduct>][]
).map(([title, conduct]) => ({ title, conduct, reason: 'PROVIDER_REFUSED' }));

/** What leads back to the service. */
const callbacks: readonly BentAnswer[] = (
  [
    ['a callback that names another issuer', { iss: 'https://issuer.example' }],
    ['a callback that names no issuer, though it promised to', { iss: undefined }],
    ['a callback with an error', { code: undefined, error: 'server_error' }],
    ['a callback without a code', { code: undefined }],
  ] satisfies [string, Answered][]
).map(([title, change]) => ({
  title,
  conduct: { callback: (own) => ({ ...own, ...change }) },
  reason: 'PROVIDER_REFUSED',
}));

/** Bent answers after the callback. */
export const bentAnswers = [...exchanges, ...idTokens, ...callbacks];

/** Bent discovery documents, which a service that has just started asks for. */
export const bentDiscoveries: readonly BentAnswer[] = [
  ...(
    [
      ['answers 500', status(500)],
      ['cuts the connection', cut],
      ['never answers', silence],
      ['never ends its answer', halfAnswer],
      ['answers with four megabytes', huge],
      ['answers with garbage', garbage],
      ['answers with a list', json([])],
      ['answers with null', json('null')],
      ['leads elsewhere', status(302, { location: 'http://169.254.169.254/' })],
    ] satisfies [string, Answer][]
  ).map(([title, answer]) => ({
    title,
    conduct: { answers: { discovery: answer } },
    reason: 'PROVIDER_UNAVAILABLE' as const,
  })),
  ...(
    [
      ['names another issuer', { issuer: 'https://issuer.example' }],
      ['has no address of a token endpoint', { token_endpoint: undefined }],
      ['has an address without http', { authorization_endpoint: 'javascript:alert(1)' }],
      ['has an address that is none', { authorization_endpoint: 'https://' }],
      ['has an address of a file', { token_endpoint: 'file:///etc/passwd' }],
    ] satisfies [string, Claims][]
  ).map(([title, change]) => ({
    title,
    conduct: {
      discovery: (own: Claims) => ({ ...own, ...change }),
    },
    reason: 'PROVIDER_UNAVAILABLE' as const,
  })),
];
