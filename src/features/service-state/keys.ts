import type { SigningKey, SigningKeyState } from '../../generated/resolver-types.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditEntry } from '../../platform/events/trail.js';
import type { KeyRing } from '../signing-keys/key-ring.js';
import { rotateKeys, type RecordedRotationOptions } from '../signing-keys/key-rotation.js';
import { statesOf, type KeyState, type StoredKey } from '../signing-keys/store.js';
import { serviceStateReasons } from './facts.js';

/** Who does it, for the event. */
export type Origin = Pick<AuditEntry, 'actorId' | 'sessionId' | 'client'>;

/** The signing keys, for administrators. */
export interface KeyAdministration {
  /** The latest first. */
  list(): Promise<SigningKey[]>;
  /** @throws AuthError `SIGNING_KEY_FIXED` with HS256, `ROTATION_UNDER_WAY` while a key waits to sign */
  rotate(origin: Origin): Promise<SigningKey>;
}

export interface KeyAdministrationOptions {
  /** `undefined`: HS256, whose key is not stored. */
  readonly rotation: RecordedRotationOptions | undefined;
  readonly keyRing: Pick<KeyRing, 'reload'>;
  readonly clock: Clock;
}

const stateNames: Record<KeyState, SigningKeyState> = {
  published: 'PENDING',
  signing: 'SIGNING',
  verifying: 'VERIFYING',
  expired: 'EXPIRED',
  revoked: 'REVOKED',
};

export function createKeyAdministration({
  rotation,
  keyRing,
  clock,
}: KeyAdministrationOptions): KeyAdministration {
  return {
    async list() {
      if (rotation === undefined) return [];
      const keys = await rotation.store.list();
      const states = statesOf(keys, clock.now());
      return keys.map((key, at) => shown(key, states[at] ?? 'expired')).reverse();
    },

    async rotate(origin) {
      if (rotation === undefined) throw new AuthError(serviceStateReasons.SIGNING_KEY_FIXED);
      const refuse = (keys: readonly StoredKey[]) => {
        if (!statesOf(keys, clock.now()).includes('published')) return;
        throw new AuthError(serviceStateReasons.ROTATION_UNDER_WAY);
      };
      const added = await rotateKeys({ ...rotation, origin, refuse });
      // This process knows it at once; the others look within a quarter of a minute.
      await keyRing.reload();
      return shown(added, 'published');
    },
  };
}

function shown(key: StoredKey, state: KeyState): SigningKey {
  const { kid, algorithm, createdAt, activatesAt, expiresAt } = key;
  return {
    kid,
    algorithm,
    createdAt: new Date(createdAt),
    activatesAt: new Date(activatesAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    state: stateNames[state],
  };
}
