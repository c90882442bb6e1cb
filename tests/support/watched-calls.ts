import type { Core } from '../../src/app/core.js';
import { createServices, type Opened } from '../../src/app/create-services.js';
import { openDelivery } from '../../src/app/delivery.js';
import { openPasskeys } from '../../src/app/passkeys.js';
import { openSocial } from '../../src/app/social.js';
import { noCaptcha } from '../../src/features/captcha/captcha.js';
import { openBreaches } from '../../src/features/passwords/breaches.js';
import { createSecretKeyRing } from '../../src/features/signing-keys/key-ring.js';

/** A core of which every call to its stores, in transactions too, and every hash of a password is written down. */
export interface WatchedCore {
  readonly core: Core;
  /** The calls of `act`, whatever comes of it. A hash is `hash`, of whatever it is. */
  callsOf(act: () => Promise<unknown>): Promise<string[]>;
}

export function watchCore(core: Core): WatchedCore {
  let calls: string[] = [];
  const note = (call: string) => void calls.push(call);
  const { storage, hasher } = core;
  const hashes = {
    hash: noting(hasher.hash, 'hash', note),
    verify: noting(hasher.verify, 'hash', note),
    verifyDummyHash: noting(hasher.verifyDummyHash, 'hash', note),
  };
  const watched: Core = {
    ...core,
    hasher: { ...hasher, ...hashes },
    storage: {
      ...storesOf(storage, note),
      transact: (work) => {
        note('transact');
        return storage.transact((inside) => work(storesOf(inside, note)));
      },
    },
  };
  return {
    core: watched,
    async callsOf(act) {
      calls = [];
      await act().catch(() => undefined);
      return [...calls];
    },
  };
}

type Note = (call: string) => void;

/** The same stores. */
function storesOf<Stores extends object>(stores: Stores, note: Note): Stores {
  const entries = Object.entries(stores).map(([name, store]: [string, unknown]) => [
    name,
    typeof store === 'object' && store !== null ? methodsOf(name, store, note) : store,
  ]);
  return Object.fromEntries(entries) as Stores;
}

function methodsOf(name: string, store: object, note: Note): object {
  return Object.fromEntries(
    Object.entries(store).map(([method, call]: [string, (...args: unknown[]) => unknown]) => [
      method,
      noting(call, `${name}.${method}`, note),
    ]),
  );
}

function noting<Args extends unknown[], Result>(
  call: (...args: Args) => Result,
  name: string,
  note: Note,
): (...args: Args) => Result {
  return (...args) => {
    note(name);
    return call(...args);
  };
}

/** The services on a core, without HTTP. @param changed what is put in the place of what was opened */
export async function openServices(
  core: Core,
  changed: (opened: Opened) => Partial<Opened> = () => ({}),
): Promise<ReturnType<typeof createServices>> {
  const opened: Opened = {
    keyRing: createSecretKeyRing({ secret: 'a secret of at least thirty-two bytes' }),
    passkeySetting: await openPasskeys(core),
    social: await openSocial(core, {}, { listeners: {} }),
    breaches: await openBreaches({ setting: 'off', clock: core.clock, logger: core.logger }),
    captcha: noCaptcha,
  };
  return createServices(core, { ...opened, ...changed(opened) }, {}, openDelivery(core));
}
