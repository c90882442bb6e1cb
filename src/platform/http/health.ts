import type { Handler } from './exchange.js';
import { sendJson } from './exchange.js';

/** The process runs and its event loop turns. A failing database is no reason to restart it. */
export const live: Handler = ({ response }) => sendJson(response, 200, { status: 'ok' });

/** Whether traffic should come here: not while the database is away, and not while draining. */
export function createReadiness(options: {
  ping: () => Promise<void>;
  isDraining: () => boolean;
}): Handler {
  return async ({ response }) => {
    if (options.isDraining()) {
      sendJson(response, 503, { status: 'draining' });
      return;
    }
    try {
      await options.ping();
      sendJson(response, 200, { status: 'ready' });
    } catch {
      sendJson(response, 503, { status: 'database unavailable' });
    }
  };
}
