import { createPrivateKey, sign } from 'node:crypto';
import { numericDate } from '../../platform/clock.js';

/** What a provider states of its user, before anything of it is believed. */
export type Claims = Readonly<Record<string, unknown>>;

/** Reads a resource of the provider by the access token of this sign-in, as JSON. */
export type ReadResource = (url: string) => Promise<unknown>;

/** What differs between providers. The fields are those of OpenID Connect; a provider without it says how it is read. */
export interface ProviderKind {
  /** For people. */
  readonly name: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** Further parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** OAuth 2.0 without OpenID Connect: no discovery, no ID token, no nonce. */
  readonly oauth?: {
    readonly authorize: string;
    readonly token: string;
    /** The claims of OpenID Connect, put together from what the provider has instead. */
    readonly claims: (read: ReadResource) => Promise<Claims>;
  };
  /** Ask the UserInfo endpoint where the ID token has no address. */
  readonly userInfo?: boolean;
  /** How the client authenticates at the token endpoint. Default: as the provider's metadata say. */
  readonly tokenEndpointAuthMethod?: 'client_secret_basic' | 'client_secret_post';
  /** Whether the provider speaks for the address that it states, by its own rules. */
  readonly speaksForEmail: (claims: Claims) => boolean;
}

/** A provider that is configured. */
export interface Provider extends ProviderKind {
  /** In the address that is registered with it: `PUBLIC_URL/callback/<id>`. */
  readonly id: string;
  readonly clientId: string;
  /** At a time (ms). */
  readonly clientSecret: (now: number) => string;
}

/** What says whose users an identity is one of. */
export interface IssuedIdentity {
  readonly issuer: string;
  /** The provider's id when it was last used; the operator may have given it to another issuer since. */
  readonly provider: string;
}

/** Of Microsoft's metadata the issuer is a template: each tenant has its own. */
export const entra = 'https://login.microsoftonline.com';
const ofOneTenant = /\/[\da-f]{8}-[\da-f-]{27}\//i;

/** Whether an identity is one of a provider's users: its issuer says so, not a name. */
export function isIssuedBy({ id, issuer }: Provider, identity: IssuedIdentity): boolean {
  if (identity.issuer === issuer) return true;
  const isOfAnyTenant = issuer.startsWith(`${entra}/`) && !ofOneTenant.test(issuer);
  return isOfAnyTenant && identity.provider === id && identity.issuer.startsWith(`${entra}/`);
}

/** The presets, in the order in which they are offered. */
export const presets = {
  google: {
    name: 'Google',
    issuer: 'https://accounts.google.com',
    scopes: ['openid', 'email', 'profile'],
    tokenEndpointAuthMethod: 'client_secret_post',
    // Google hosts these mailboxes. A verified address elsewhere may have another owner by now.
    speaksForEmail: ({ email, email_verified: isVerified, hd: domain }) =>
      isVerified === true &&
      (/@gmail\.com$/i.test(textOf(email)) || (typeof domain === 'string' && domain !== '')),
  },
  apple: {
    name: 'Apple',
    issuer: 'https://appleid.apple.com',
    scopes: ['openid', 'name', 'email'],
    parameters: { response_mode: 'form_post' },
    tokenEndpointAuthMethod: 'client_secret_post',
    speaksForEmail: ({ email_verified: isVerified }) =>
      isVerified === true || isVerified === 'true',
  },
  microsoft: {
    name: 'Microsoft',
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    scopes: ['openid', 'email', 'profile'],
    tokenEndpointAuthMethod: 'client_secret_post',
    // Administrators of any tenant write any address; this optional claim says that they own its domain.
    speaksForEmail: ({ xms_edov: ownsDomain }) =>
      [true, 1, 'true', '1'].some((value) => value === ownsDomain),
  },
  github: {
    name: 'GitHub',
    issuer: 'https://github.com/login/oauth',
    scopes: ['read:user', 'user:email'],
    oauth: {
      authorize: 'https://github.com/login/oauth/authorize',
      token: 'https://github.com/login/oauth/access_token',
      claims: claimsOfGitHub,
    },
    tokenEndpointAuthMethod: 'client_secret_post',
    speaksForEmail: ({ email_verified: isVerified }) => isVerified === true,
  },
  discord: {
    name: 'Discord',
    issuer: 'https://discord.com',
    scopes: ['identify', 'email'],
    oauth: {
      authorize: 'https://discord.com/oauth2/authorize',
      token: 'https://discord.com/api/oauth2/token',
      claims: claimsOfDiscord,
    },
    tokenEndpointAuthMethod: 'client_secret_post',
    speaksForEmail: ({ email_verified: isVerified }) => isVerified === true,
  },
} as const satisfies Record<string, ProviderKind>;

/** The profile has an address that need not be verified; the list of addresses says which one is. */
async function claimsOfGitHub(read: ReadResource): Promise<Claims> {
  const [profile, addresses] = await Promise.all([
    read('https://api.github.com/user'),
    read('https://api.github.com/user/emails'),
  ]);
  const { id, name, login } = recordOf(profile);
  const list = Array.isArray(addresses) ? addresses.map(recordOf) : [];
  const primary = list.find((address) => address['primary'] === true);
  return {
    sub: Number.isSafeInteger(id) ? String(id) : undefined,
    name: name ?? login,
    email: primary?.['email'],
    email_verified: primary?.['verified'],
  };
}

async function claimsOfDiscord(read: ReadResource): Promise<Claims> {
  const user = recordOf(await read('https://discord.com/api/v10/users/@me'));
  const { id: sub, global_name: globalName, username, email, verified } = user;
  return { sub, name: globalName ?? username, email, email_verified: verified };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What Apple has given instead of a secret. */
export interface AppleKey {
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** PKCS #8 in PEM, of an EC key on P-256. */
  readonly privateKey: string;
}

/** Seconds. Apple takes six months; a minute is enough for one request. */
const appleSecretLifetime = 60;

/** Apple's client secret is a JWT that the client signs (ES256): it is made for each request. */
export function appleSecret(
  { clientId, teamId, keyId, privateKey }: AppleKey,
  now: number,
): string {
  const iat = numericDate(now);
  const header = { alg: 'ES256', kid: keyId };
  const payload = {
    iss: teamId,
    sub: clientId,
    aud: presets.apple.issuer,
    iat,
    exp: iat + appleSecretLifetime,
  };
  const signed = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: createPrivateKey(privateKey), dsaEncoding: 'ieee-p1363' } as const;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
