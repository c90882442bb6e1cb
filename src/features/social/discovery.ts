import type * as Library from 'openid-client';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { GuardedFetch } from '../../platform/guarded-fetch.js';
import type { Logger } from '../../platform/logger.js';
import { isLoopbackUrl } from '../../platform/loopback.js';
import { printable } from '../../platform/printable.js';
import { socialReasons } from './facts.js';
import { entra, type Provider } from './providers.js';

type OpenIdLibrary = typeof Library;

/** Milliseconds that a provider has for each answer. */
export const requestTimeout = 5_000;
/** Milliseconds for which the metadata of a provider are not asked for again. */
const freshness = 3_600_000;
/** Milliseconds for which a provider that did not answer is left alone, however many ask for it. */
const pause = 10_000;

export function unavailable(): AuthError {
  return new AuthError(socialReasons.PROVIDER_UNAVAILABLE, { retryAfter: pause / 1000 });
}

/** Configures the library for a provider whose metadata are discovered. */
export interface Discovery {
  /** @throws AuthError `PROVIDER_UNAVAILABLE` while there are no metadata */
  configure(
    metadata: Partial<Library.ClientMetadata>,
    authenticate: Library.ClientAuth,
  ): Promise<Library.Configuration>;
}

/**
 * Asks for the metadata when they are first needed, and keeps them for an hour: longer, while the provider is away. One
 * request is under way at a time, and a failure is an answer for ten seconds.
 */
export function createDiscovery(
  library: OpenIdLibrary,
  { id, issuer, clientId }: Provider,
  { fetch, clock, logger }: { fetch: GuardedFetch; clock: Clock; logger: Logger },
): Discovery {
  const server = new URL(issuer);
  const execute = [
    // The library trusts TLS for ID tokens that come from the token endpoint; a signature is a second lock.
    library.enableNonRepudiationChecks,
    // The guarded fetch decides which addresses may do without TLS.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its way to say that it is for loopback only
    ...(isLoopbackUrl(server) ? [library.allowInsecureRequests] : []),
  ];
  let known: string | undefined;
  let askAgainAt = 0;
  let running: Promise<void> | undefined;

  /** Parses and checks metadata, wherever they come from. */
  const discover = (
    ask: Library.CustomFetch,
    ...client: [] | [Partial<Library.ClientMetadata>, Library.ClientAuth]
  ) => {
    const [metadata, authenticate] = client;
    const how = { [library.customFetch]: ask, timeout: requestTimeout / 1000, execute };
    return library.discovery(server, clientId, metadata, authenticate, how);
  };

  async function learn(): Promise<void> {
    let text: string | undefined;
    let failure: Error | undefined;
    const ask = fetchOf(fetch, (reason) => (failure = reason));
    try {
      const configuration = await discover(async (...request) => {
        const response = await ask(...request);
        text = await response.clone().text();
        return response;
      });
      refuseMetadata(configuration.serverMetadata(), issuer);
      known = text;
      askAgainAt = clock.now() + freshness;
    } catch (error) {
      askAgainAt = clock.now() + pause;
      const why = { provider: id, ...codesOf(failure ?? error) };
      logger.warn(why, 'an identity provider could not be discovered');
    }
  }

  return {
    async configure(metadata, authenticate) {
      if (clock.now() >= askAgainAt) {
        await (running ??= learn().finally(() => (running = undefined)));
      }
      const text = known;
      if (text === undefined) throw unavailable();
      const headers = { 'content-type': 'application/json' };
      const answer = () => Promise.resolve(new Response(text, { headers }));
      return discover(answer, metadata, authenticate);
    },
  };
}

/** The fetch that the library calls. @param onFailure called where the provider gives no answer that means anything */
export function fetchOf(
  fetch: GuardedFetch,
  onFailure: (reason: Error) => void,
): Library.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    try {
      const text =
        body instanceof URLSearchParams || typeof body === 'string' ? String(body) : undefined;
      const response = await fetch(url, {
        method,
        headers,
        body: text,
        signal,
        redirect: 'manual',
      });
      if (!(await isAnswer(response))) onFailure(new Error(`it answers ${response.status}`));
      return response;
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error('it was not asked'));
      throw error;
    }
  };
}

/** JSON, or a refusal in whatever form. Not: a redirect, a page, and what a gateway says of a server that is away. */
async function isAnswer(response: Response): Promise<boolean> {
  const { status, ok } = response;
  if (!ok) return status >= 400 && status < 500 && status !== 429;
  try {
    JSON.parse(await response.clone().text());
    return true;
  } catch {
    return false;
  }
}

/**
 * @throws Error for another issuer (OpenID Connect Discovery §4.3: exactly the same), without the addresses that are
 * needed, or with such that nobody may be sent to
 */
function refuseMetadata(metadata: Library.ServerMetadata, issuer: string): void {
  const server = new URL(issuer);
  if (metadata.issuer !== issuer && server.origin !== entra) {
    throw new Error(`its issuer is ${printable(metadata.issuer.slice(0, 255))}`);
  }
  const { authorization_endpoint: authorize, token_endpoint: token, jwks_uri: keys } = metadata;
  for (const address of [authorize, token, keys]) {
    const protocol = URL.canParse(address ?? '') ? new URL(address ?? '').protocol : undefined;
    const isUsable = protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(server));
    if (!isUsable) throw new Error('the metadata have no usable address');
  }
}

/**
 * What of an error may be logged: codes of OAuth, and sentences of our own. The library's errors have causes with
 * everything that was sent and answered.
 */
export function codesOf(error: unknown): object {
  if (!(error instanceof Error)) return {};
  const { name, message, code, error: oauthError } = error as Error & Record<string, unknown>;
  const shown = (value: unknown) =>
    typeof value === 'string' ? printable(value.slice(0, 255)) : undefined;
  return { error: name, reason: shown(message), code: shown(code), oauthError: shown(oauthError) };
}
