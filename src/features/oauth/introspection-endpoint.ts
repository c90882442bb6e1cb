import { type ServiceClients, OAuthError, type Credentials } from './clients.js';
import type { Introspection } from './introspection.js';
import { authorizationOf } from '../../platform/http/client-info.js';
import { readForm, BodyError, sendJson } from '../../platform/http/body.js';
import type { Exchange, Handler } from '../../platform/route.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';

/** `POST /introspect` (RFC 7662): whether a token is good now, for the services of SERVICE_CLIENTS. */
export function createIntrospectEndpoint(
  clients: ServiceClients,
  introspect: (token: string) => Promise<Introspection>,
): Handler {
  return withOAuthErrors(async ({ request, response, client }) => {
    const form = await readForm(request);
    clients.authenticate(credentialsOf(request, form), client);
    sendJson(response, 200, await introspect(requiredParameter(form, 'token')));
  });
}

/**
 * `POST /revoke` (RFC 7009): ends the session of a token, for the services of SERVICE_CLIENTS. The answer is
 * the same, and empty, when there was nothing to end (§2.2).
 */
export function createRevokeEndpoint(
  clients: ServiceClients,
  revoke: (token: string, client: ClientInfo) => Promise<void>,
): Handler {
  return withOAuthErrors(async ({ request, response, client }) => {
    const form = await readForm(request);
    clients.authenticate(credentialsOf(request, form), client);
    await revoke(requiredParameter(form, 'token'), client);
    response.statusCode = 200;
    response.setHeader('cache-control', 'no-store');
    response.end();
  });
}

/**
 * A parameter of a form; without a value it counts as absent (RFC 6749 §3.2).
 * @throws OAuthError `invalid_request` if it is there twice
 */
export function parameter(form: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = form.getAll(name);
  if (others.length > 0) throw new OAuthError('invalid_request', `Give "${name}" once.`);
  return value === '' ? undefined : value;
}

/** @throws OAuthError `invalid_request` if it is absent, or there twice */
function requiredParameter(form: URLSearchParams, name: string): string {
  const value = parameter(form, name);
  if (value === undefined) throw new OAuthError('invalid_request', `Give "${name}".`);
  return value;
}

const basicForm = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * The name and the secret of a service: by HTTP Basic, or in the body (RFC 6749 §2.3.1), but not both.
 * @throws OAuthError `invalid_client` for none, `invalid_request` for two
 */
export function credentialsOf(
  request: Exchange['request'],
  form = new URLSearchParams(),
): Credentials {
  const headers = [authorizationOf(request) ?? []].flat();
  const secret = parameter(form, 'client_secret');
  const [header, ...others] = headers;
  if (others.length > 0 || (header !== undefined && secret !== undefined)) {
    throw new OAuthError('invalid_request', 'Authenticate once: by HTTP Basic, or in the body.');
  }
  if (header !== undefined) return fromBasic(header);
  const id = parameter(form, 'client_id');
  if (id !== undefined && secret !== undefined) return { id, secret };
  throw new OAuthError('invalid_client', 'Authenticate with the name and the secret of a service.');
}

/** Both are form-encoded before they are joined, so that a colon in either is not a separator. */
function fromBasic(header: string): Credentials {
  const encoded = basicForm.exec(header)?.[1] ?? '';
  const joined = Buffer.from(encoded, 'base64').toString();
  const colon = joined.indexOf(':');
  try {
    if (colon > 0)
      return { id: decode(joined.slice(0, colon)), secret: decode(joined.slice(colon + 1)) };
  } catch {
    // No form encoding: refused below, like what is not a Basic header.
  }
  throw new OAuthError('invalid_client', 'The Authorization header must use HTTP Basic.');
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** What RFC 6749 §5.2 calls an error, with its status. */
interface OAuthAnswer {
  readonly status: number;
  readonly error: string;
  readonly message: string;
}

/** Answers what goes wrong in the form of OAuth (RFC 6749 §5.2) instead of GraphQL's. */
export function withOAuthErrors(handle: Handler): Handler {
  return async (exchange) => {
    try {
      await handle(exchange);
    } catch (error) {
      const answer = answerOf(error);
      if (answer === undefined) throw error;
      send(exchange.response, answer, error);
    }
  };
}

function answerOf(error: unknown): OAuthAnswer | undefined {
  if (error instanceof BodyError) {
    return { status: error.status, error: 'invalid_request', message: error.message };
  }
  if (error instanceof OAuthError) {
    return { status: error.status, error: error.code, message: error.message };
  }
  if (!(error instanceof AuthError)) return undefined;
  switch (error.code) {
    case 'TOO_MANY_REQUESTS':
      return { status: 429, error: 'invalid_client', message: error.message };
    case 'SERVICE_UNAVAILABLE':
      return { status: 503, error: 'temporarily_unavailable', message: error.message };
    default:
      return undefined;
  }
}

function send(response: Exchange['response'], answer: OAuthAnswer, cause: unknown): void {
  const { status, error, message } = answer;
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="authgraph"');
  if (cause instanceof BodyError) {
    for (const [name, value] of Object.entries(cause.headers)) response.setHeader(name, value);
  }
  const retryAfter = cause instanceof AuthError ? cause.extensions.retryAfter : undefined;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  sendJson(response, status, { error, error_description: message });
}
