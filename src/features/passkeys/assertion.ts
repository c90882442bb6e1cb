import type { ClientInfo } from '../../platform/client-info.js';
import type { ProofOfIdentity } from '../sessions/session.js';
import type { CeremonyToken } from './ceremony.js';
import {
  useUp,
  webAuthnOf,
  type PasskeyDependencies,
  type PasskeySetting,
  type PasskeyStores,
} from './dependencies.js';
import { userHandleOf } from './device-options.js';
import type { Passkey, PasskeyStore } from './store.js';
import { algorithms, type Assertion, type WebAuthn } from './webauthn.js';

/** A passkey, and what it has just signed. */
export interface ShownPasskey {
  readonly passkey: Passkey;
  readonly assertion: Assertion;
}

interface Expected {
  readonly challenge: string;
  /** Whose it must be; `undefined`: the device says whose it is. */
  readonly userId?: string;
}

/**
 * Looks at what a device has answered. A credential that nobody has, one of someone else and a wrong signature cost the
 * same and are one answer.
 */
export async function readShownPasskey(
  setting: PasskeySetting,
  { passkeys }: { passkeys: Pick<PasskeyStore, 'findByCredential'> },
  response: unknown,
  { challenge, userId }: Expected,
): Promise<ShownPasskey | undefined> {
  const webAuthn = webAuthnOf(setting);
  const read = webAuthn.readAssertion(response);
  if (read === undefined) return undefined;
  const found = await passkeys.findByCredential(read.credentialId);
  const passkey = userId === undefined || found?.userId === userId ? found : undefined;
  const publicKey = passkey?.publicKey;
  const assertion = await verifyAlike(webAuthn, response, { challenge, publicKey });
  if (passkey === undefined || assertion === undefined) return undefined;
  const { userHandle } = read;
  const isNamed = userId !== undefined && userHandle === undefined;
  if (!isNamed && userHandle !== userHandleOf(passkey.userId)) return undefined;
  // A key that may be copied is another key (Web Authentication Level 3, §6.1.3).
  return assertion.backupEligible === passkey.backupEligible ? { passkey, assertion } : undefined;
}

/** COSE keys of no device: the generators of the curves, and 2,048 ones. What they verify is refused all the same. */
const dummyPublicKeys: Record<(typeof algorithms)[number], string> = {
  [-8]: coseKey('a4010103272006215820', `58${'66'.repeat(31)}`),
  [-7]: coseKey(
    ...['a5010203262001215820', '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'],
    ...['225820', '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'],
  ),
  [-257]: coseKey('a401030339010020590100', 'ff'.repeat(256), '2143010001'),
};

function coseKey(...parts: string[]): string {
  return Buffer.from(parts.join(''), 'hex').toString('base64url');
}

/**
 * Verifies a signature, or refuses it after one check by each algorithm: the time of a refusal tells neither that anyone
 * has the credential nor how its device signs.
 */
async function verifyAlike(
  webAuthn: WebAuthn,
  response: unknown,
  { challenge, publicKey }: { challenge: string; publicKey: string | undefined },
): Promise<Assertion | undefined> {
  const own = publicKey === undefined ? undefined : webAuthn.algorithmOf(publicKey);
  if (publicKey !== undefined) {
    const assertion = await webAuthn.verifyAssertion(response, { challenge, publicKey });
    if (assertion !== undefined) return assertion;
  }
  for (const algorithm of algorithms.filter((each) => each !== own)) {
    const dummy = dummyPublicKeys[algorithm];
    await webAuthn.verifyAssertion(response, { challenge, publicKey: dummy });
  }
  return undefined;
}

/**
 * Inside a transaction that holds the account: uses the ceremony up, and records the use. `undefined` if the passkey
 * was removed, or has counted fewer uses than before, which is recorded.
 * @throws AuthError `CEREMONY_INVALID`
 */
export async function useShownPasskey(
  { clock, audit }: Pick<PasskeyDependencies, 'clock' | 'audit'>,
  stores: Pick<PasskeyStores, 'passkeys' | 'usedTokens'>,
  claims: CeremonyToken,
  { passkey, assertion, client }: ShownPasskey & { client: ClientInfo },
): Promise<ProofOfIdentity | undefined> {
  await useUp(stores, claims);
  const { id, userId } = passkey;
  const { counter, backedUp } = assertion;
  const isUsed = await stores.passkeys.use({ id, userId, counter, backedUp, now: clock.now() });
  if (isUsed) return proofOf(passkey);
  const known = (await stores.passkeys.listOf([userId])).get(userId) ?? [];
  if (known.some((each) => each.id === id)) {
    // By itself: the transaction is undone.
    const detail = { passkeyId: id };
    audit.record({ type: 'passkey.counter_decreased', userId, client, detail });
  }
  return undefined;
}

/** The device has verified its user, so this is two factors (RFC 8176 §2). A key that cannot be copied is in hardware. */
export function proofOf({ backupEligible }: Pick<Passkey, 'backupEligible'>): ProofOfIdentity {
  return { amr: [backupEligible ? 'swk' : 'hwk', 'user', 'mfa'], acr: 'phr' };
}
