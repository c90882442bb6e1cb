import type { JsonWebKey } from 'node:crypto';
import { sendJson, type Handler } from '../../platform/http/exchange.js';

/**
 * The public keys (RFC 7517), so that other services verify tokens by themselves. They may keep them for
 * a quarter of a minute: a new key is published a minute before it signs.
 */
export function createJwksHandler(jwks: () => { keys: JsonWebKey[] }): Handler {
  return ({ response }) => sendJson(response, 200, jwks(), 'public, max-age=15');
}
