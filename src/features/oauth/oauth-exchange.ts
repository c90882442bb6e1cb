import { AuthError } from '../../platform/errors/auth-error.js';
import { OAuthError } from './oauth-error.js';
import { BodyError } from '../../platform/http/body.js';
import { sendJson, type Exchange, type Handler } from '../../platform/http/exchange.js';

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
    const status = error.code === 'invalid_client' ? 401 : 400;
    return { status, error: error.code, message: error.message };
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
  // What is left of the body was not read, so the connection cannot be used again.
  if (status === 413) response.setHeader('connection', 'close');
  const retryAfter = cause instanceof AuthError ? cause.extensions.retryAfter : undefined;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  sendJson(response, status, { error, error_description: message });
}
