import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

export type Claims = Record<string, unknown>;

/** A key pair of a provider, and what its JWKS says of it. */
export interface ProviderKey {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

/** How an ID token is signed. All but `own` are attacks. */
export type Signature =
  'own' | 'former-key' | 'none' | 'public-key-as-secret' | 'foreign-key' | 'unknown-kid';

export function newProviderKey(): ProviderKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  return { privateKey, jwk: { ...jwk, kid: randomUUID(), alg: 'RS256', use: 'sig' } };
}

let foreign: ProviderKey | undefined;

/** The key of somebody else. Making it takes a moment. */
export function foreignKey(): ProviderKey {
  return (foreign ??= newProviderKey());
}

/** An ID token of these claims. The library of the service would not make most of these. */
export function idToken(key: ProviderKey, claims: Claims, signature: Signature = 'own'): string {
  const { kid } = key.jwk;
  switch (signature) {
    case 'own':
    case 'former-key':
      return rs256({ kid }, claims, key.privateKey);
    case 'none':
      return `${signingInput({ alg: 'none' }, claims)}.`;
    case 'public-key-as-secret': {
      const input = signingInput({ alg: 'HS256', kid }, claims);
      const pem = createPublicKey(key.privateKey).export({ format: 'pem', type: 'spki' });
      return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
    }
    case 'foreign-key':
      return rs256({ kid }, claims, foreignKey().privateKey);
    case 'unknown-kid': {
      const { jwk, privateKey } = foreignKey();
      return rs256({ kid: jwk.kid }, claims, privateKey);
    }
  }
}

function rs256(header: object, claims: Claims, key: KeyObject): string {
  const input = signingInput({ alg: 'RS256', ...header }, claims);
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

function signingInput(header: object, claims: Claims): string {
  return [{ typ: 'JWT', ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
