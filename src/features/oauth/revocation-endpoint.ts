import type { ClientInfo } from '../../platform/client-info.js';
import type { ServiceClients } from './clients.js';
import { readForm } from '../../platform/http/body.js';
import { credentialsOf } from './client-credentials.js';
import type { Handler } from '../../platform/http/exchange.js';
import { requiredParameter } from './form.js';
import { withOAuthErrors } from './oauth-exchange.js';

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
