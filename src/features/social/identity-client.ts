import type * as Library from 'openid-client';
import { z } from 'zod';
import { systemClock, type Clock } from '../../platform/clock.js';
import { canonicalAddress, type SingleLabel } from '../../platform/email-address.js';
import type { GuardedFetch } from '../../platform/guarded-fetch.js';
import type { Logger } from '../../platform/logger.js';
import { isVisibleLine } from '../accounts/identifiers.js';
import { codesOf, createDiscovery, fetchOf, requestTimeout, unavailable } from './discovery.js';
import { isIssuedBy, type Claims, type IssuedIdentity, type Provider } from './providers.js';

export type OpenIdLibrary = typeof Library;

/** Who signed in at a provider, as far as the provider says and its rules let it speak. */
export interface StatedIdentity {
  /** The issuer of the ID token, or the address of a provider without one. */
  readonly issuer: string;
  /** Of the issuer's own, and never given to anyone else. */
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider speaks for the address. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** When the user has signed in there, in milliseconds; `null`: the provider does not say. */
  readonly authenticatedAt: number | null;
}

/** What the answer of a provider must belong to. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  /** Of our own PKCE, towards the provider. */
  readonly codeVerifier: string;
}

/** A provider as a client of it sees it. */
export interface IdentityClient {
  readonly id: string;
  readonly name: string;
  /** Whether it can say when its user has signed in. */
  readonly saysWhen: boolean;
  /** Whether an identity is one of its users'. */
  owns(identity: IssuedIdentity): boolean;
  /** @param maxAge seconds: ask the user to sign in there again @throws AuthError `PROVIDER_UNAVAILABLE` */
  authorizationUrl(request: AuthorizationRequest, maxAge?: number): Promise<string>;
  /**
   * Exchanges the answer that came to the callback. Provider tokens end here.
   * @returns `undefined` if the provider, or a check of its answer, refuses
   * @throws AuthError `PROVIDER_UNAVAILABLE`
   */
  identify(
    answer: ProviderAnswer,
    request: AuthorizationRequest,
  ): Promise<StatedIdentity | undefined>;
}

/** What of an answer is read. */
export interface ProviderAnswer {
  readonly code: string;
  /** RFC 9207. */
  readonly iss: string | null;
  /** What Apple sends of the user, once, outside of the ID token. */
  readonly name: string | null;
}

/** What came of the answer of a provider. */
export type OnAnswer = (
  provider: string,
  outcome: 'identified' | 'refused' | 'unavailable',
) => void;

export interface IdentityClientOptions {
  readonly library: OpenIdLibrary;
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly singleLabel: SingleLabel;
  readonly onAnswer: OnAnswer | undefined;
  /** The address that is registered with the provider. */
  readonly callbackUrl: string;
}

export function createIdentityClient(
  provider: Provider,
  options: IdentityClientOptions,
): IdentityClient {
  const { library, callbackUrl, logger, singleLabel, onAnswer } = options;
  const isOpenId = provider.oauth === undefined;
  const configure = createConfigure(provider, options);

  return {
    id: provider.id,
    name: provider.name,
    saysWhen: isOpenId,
    owns: (identity) => isIssuedBy(provider, identity),

    async authorizationUrl({ state, nonce, codeVerifier }, maxAge) {
      const { configuration } = await configure();
      const codeChallenge = await library.calculatePKCECodeChallenge(codeVerifier);
      const again = { prompt: 'login', max_age: String(maxAge) };
      return library.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackUrl,
        scope: provider.scopes.join(' '),
        ...{ state, code_challenge: codeChallenge, code_challenge_method: 'S256' },
        ...(isOpenId && { nonce }),
        ...(maxAge !== undefined && again),
        ...provider.parameters,
      }).href;
    },

    async identify(answer, request) {
      const configured = await configure();
      try {
        const claims = await readClaims(provider, { ...options, ...configured }, answer, request);
        const stated = statedIdentity(provider, claims, { answer, singleLabel });
        onAnswer?.(provider.id, 'identified');
        return stated;
      } catch (error) {
        const failure = configured.failure();
        const why = { provider: provider.id, ...codesOf(failure ?? error) };
        onAnswer?.(provider.id, failure === undefined ? 'refused' : 'unavailable');
        if (failure === undefined) {
          logger.warn(why, 'the answer of an identity provider was refused');
          return undefined;
        }
        logger.warn(why, 'an identity provider did not answer');
        throw unavailable();
      }
    },
  };
}

interface Configured {
  readonly configuration: Library.Configuration;
  /** Why the provider has given no answer that means anything; `undefined`: it has. */
  failure(): Error | undefined;
}

/**
 * Configurations of the library, one for each use: it holds the difference of the clocks, and no public keys, so that
 * new ones of the provider work at once.
 */
function createConfigure(
  provider: Provider,
  { library, fetch, clock, logger }: IdentityClientOptions,
): () => Promise<Configured> {
  const { oauth, issuer, clientId } = provider;
  const known = oauth && {
    ...{ issuer, authorization_endpoint: oauth.authorize, token_endpoint: oauth.token },
  };
  const discovery = createDiscovery(library, provider, { fetch, clock, logger });
  return async () => {
    const now = clock.now();
    const skew = Math.round((now - systemClock.now()) / 1000);
    const metadata = { [library.clockSkew]: skew };
    const authenticate = createAuthenticate(library, provider, now);
    const configuration =
      known === undefined
        ? await discovery.configure(metadata, authenticate)
        : new library.Configuration(known, clientId, metadata, authenticate);
    let failure: Error | undefined;
    configuration.timeout = requestTimeout / 1000;
    configuration[library.customFetch] = fetchOf(fetch, (reason) => (failure = reason));
    return { configuration, failure: () => failure };
  };
}

/** Of a secret that is made for this moment, by the method that the provider takes (OpenID Connect Discovery §3). */
function createAuthenticate(
  library: OpenIdLibrary,
  { clientSecret, tokenEndpointAuthMethod }: Provider,
  now: number,
): Library.ClientAuth {
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: taken = ['client_secret_basic'] } = server;
    const usual = taken.includes('client_secret_basic')
      ? 'client_secret_basic'
      : 'client_secret_post';
    const method = tokenEndpointAuthMethod ?? usual;
    const authenticate =
      method === 'client_secret_basic' ? library.ClientSecretBasic : library.ClientSecretPost;
    authenticate(clientSecret(now))(server, ...rest);
  };
}

async function readClaims(
  { oauth, userInfo = false }: Provider,
  { library, callbackUrl, configuration }: IdentityClientOptions & Configured,
  { code, iss }: ProviderAnswer,
  { state, nonce, codeVerifier }: AuthorizationRequest,
): Promise<Claims> {
  const answer = new URL(callbackUrl);
  answer.search = new URLSearchParams({ code, state, ...(iss !== null && { iss }) }).toString();
  const tokens = await library.authorizationCodeGrant(configuration, answer, {
    pkceCodeVerifier: codeVerifier,
    expectedState: state,
    ...(oauth === undefined && { expectedNonce: nonce, idTokenExpected: true }),
  });
  const { access_token: accessToken } = tokens;
  if (oauth !== undefined) {
    return oauth.claims(async (url) => {
      const headers = new Headers({ accept: 'application/json' });
      const resource = [configuration, accessToken, new URL(url), 'GET', null, headers] as const;
      const response = await library.fetchProtectedResource(...resource);
      if (!response.ok) throw new Error(`the provider answered ${response.status}`);
      return response.json();
    });
  }
  const claims: Claims = { ...tokens.claims() };
  const { sub } = claims;
  const hasMore = userInfo && configuration.serverMetadata().userinfo_endpoint !== undefined;
  if (!hasMore || claims['email'] !== undefined || typeof sub !== 'string') return claims;
  const more = await library.fetchUserInfo(configuration, accessToken, sub);
  // An address and its being verified are of one answer. All else, such as the time of the sign-in, the ID token states.
  const { name, email, email_verified: isVerified } = more;
  return { name, ...claims, email, email_verified: isVerified };
}

const identitySchema = z.object({
  iss: z.string().max(255).optional(),
  sub: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u),
  email: z.string().max(320).optional().catch(undefined),
  name: z.string().max(1000).optional().catch(undefined),
  auth_time: z.number().int().positive().optional().catch(undefined),
});

/** Characters (code points) of a name that is taken on. */
const nameMaxLength = 100;

/** @throws ZodError without a subject that can be stored */
function statedIdentity(
  { issuer, speaksForEmail }: Provider,
  claims: Claims,
  { answer, singleLabel }: { answer: ProviderAnswer; singleLabel: SingleLabel },
): StatedIdentity {
  const read = identitySchema.parse(claims);
  const email = read.email === undefined ? undefined : canonicalAddress(read.email, singleLabel);
  const name = (read.name ?? answer.name ?? '').trim();
  return {
    issuer: read.iss ?? issuer,
    subject: read.sub,
    email: email ?? null,
    emailVerified: email !== undefined && speaksForEmail(claims),
    name: isVisibleLine(name, nameMaxLength) ? name : null,
    authenticatedAt: read.auth_time === undefined ? null : read.auth_time * 1000,
  };
}
