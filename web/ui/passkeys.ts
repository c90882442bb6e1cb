import type { Passkeys } from '../../src/client/passkeys.js';
import { session } from './session.js';

export type { Passkeys };

let loaded: Promise<Passkeys> | undefined;

/** The passkeys of the session. Their code is loaded where a service and a browser have them. */
export async function loadPasskeys(): Promise<Passkeys | undefined> {
  if (!('PublicKeyCredential' in globalThis)) return undefined;
  loaded ??= import('../../src/client/passkeys.js').then(({ createPasskeys }) =>
    createPasskeys(session),
  );
  return loaded.catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
}
