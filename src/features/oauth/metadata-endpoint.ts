import type { Metadata } from './metadata.js';
import { sendJson, type Handler } from '../../platform/http/exchange.js';

/** The metadata of RFC 8414. It changes only with the configuration. */
export function createMetadataHandler({ document }: Metadata): Handler {
  return ({ response }) => sendJson(response, 200, document, 'public, max-age=300');
}
