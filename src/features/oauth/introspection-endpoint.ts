import type { ServiceClients } from './clients.js';
import type { Introspection } from './introspection.js';
import { readForm } from '../../platform/http/body.js';
import { credentialsOf } from './client-credentials.js';
import { sendJson, type Handler } from '../../platform/http/exchange.js';
import { requiredParameter } from './form.js';
import { withOAuthErrors } from './oauth-exchange.js';

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
