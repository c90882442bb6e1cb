import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Claims } from './id-token.js';

/** Where a provider is reached, as whole addresses. */
export interface Endpoints {
  readonly discovery: string;
  readonly authorize: string;
  readonly token: string;
  readonly jwks: string;
  readonly userinfo?: string;
}

/** Whether a client has sent its secret, in the body or by Basic (RFC 6749 §2.3.1, where both parts are encoded). */
export function hasSecret(
  { headers, parameters }: { headers: IncomingHttpHeaders; parameters: Record<string, string> },
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): boolean {
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [user, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  if (user === clientId && secret === clientSecret) return true;
  return parameters.client_id === clientId && parameters.client_secret === clientSecret;
}

/** Refuses as OAuth 2.0 does (RFC 6749 §5.2). */
export function refuse(response: ServerResponse, error: string): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error }));
}

/** What a provider adds to the address of the service; `undefined` for what it leaves out. */
export type Answered = Readonly<Record<string, string | undefined>>;

/** Replaces the origin of an address, if it is one of those that a stub stands for. */
export function reachable(address: string, url: string, standsFor: readonly string[]): string {
  const { origin, href } = new URL(address);
  const isTheirs = standsFor.some((their) => new URL(their).origin === origin);
  return isTheirs ? `${url}${href.slice(origin.length)}` : address;
}

/** Leads back to the service by its address. */
export function redirect(response: ServerResponse, redirectUri: string, back: Answered): void {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(back)) {
    if (value !== undefined) location.searchParams.set(name, value);
  }
  response.writeHead(303, { location: location.href }).end();
}

/** RFC 7636 §4.6. A client without a challenge needs no verifier. */
export function isVerified(asked: Record<string, string>, verifier: string | undefined): boolean {
  if (asked.code_challenge === undefined) return verifier === undefined;
  const hash = createHash('sha256').update(verifier ?? '');
  return (
    asked.code_challenge_method === 'S256' && hash.digest('base64url') === asked.code_challenge
  );
}

/** The addresses of a provider that stands for itself. */
export function endpointsAt(url: string): Endpoints {
  return {
    discovery: `${url}/.well-known/openid-configuration`,
    authorize: `${url}/authorize`,
    token: `${url}/token`,
    jwks: `${url}/jwks`,
    userinfo: `${url}/userinfo`,
  };
}

/** What discovery says. */
export function metadataOf(issuer: string, endpoints: Endpoints): Claims {
  return {
    issuer,
    authorization_endpoint: endpoints.authorize,
    token_endpoint: endpoints.token,
    jwks_uri: endpoints.jwks,
    ...(endpoints.userinfo !== undefined && { userinfo_endpoint: endpoints.userinfo }),
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'profile'],
    claims_supported: ['sub', 'email', 'email_verified', 'name', 'auth_time'],
    authorization_response_iss_parameter_supported: true,
  };
}
