import { createRotationKey } from './rotation-key.js';
import type { TokenStorage } from './storage.js';
import type { Send } from './transport.js';

/**
 * Sends sign-ins with an id by which the service knows this device again, so that only those elsewhere are mailed to the
 * user. It is kept beside the session, under `key` and `.device`, and outlives it. Only an id that is kept is sent:
 * another one each time would be a new device each time.
 * @param storage `undefined`: there is none
 */
export function sendingDeviceId(send: Send, storage: TokenStorage | undefined, key: string): Send {
  const name = `${key}.device`;
  const find = async () => {
    const kept = await storage?.getItem(name);
    if (kept || !storage) return kept;
    const id = createRotationKey();
    if (id) await storage.setItem(name, id);
    return id;
  };
  return async (document, variables, options) =>
    send(document, variables, { ...options, device: await find().catch(() => undefined) });
}
