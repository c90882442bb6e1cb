import type { IncomingMessage } from 'node:http';
import type { Credentials } from './clients.js';
import { OAuthError } from './oauth-error.js';
import { parameter } from './form.js';

const basicForm = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * The name and the secret of a service: by HTTP Basic, or in the body (RFC 6749 §2.3.1), but not both.
 * @throws OAuthError `invalid_client` for none, `invalid_request` for two
 */
export function credentialsOf(request: IncomingMessage, form: URLSearchParams): Credentials {
  const headers = request.headersDistinct.authorization ?? [];
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

/** Both are form-encoded before they are joined, so that a colon in either is no separator. */
function fromBasic(header: string): Credentials {
  const encoded = basicForm.exec(header)?.[1] ?? '';
  const joined = Buffer.from(encoded, 'base64').toString();
  const colon = joined.indexOf(':');
  try {
    if (colon > 0)
      return { id: decode(joined.slice(0, colon)), secret: decode(joined.slice(colon + 1)) };
  } catch {
    // No form encoding: refused below, like what is no Basic header.
  }
  throw new OAuthError('invalid_client', 'The Authorization header is no HTTP Basic one.');
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
