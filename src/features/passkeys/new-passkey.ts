import { v7 as uuidv7 } from 'uuid';
import { AuthError } from '../../platform/errors/auth-error.js';
import { isVisibleLine } from '../accounts/identifiers.js';
import type { PasskeyStores } from './dependencies.js';
import { passkeyReasons } from './facts.js';
import { passkeysOfAnAccount, type Passkey } from './store.js';
import type { NewCredential } from './webauthn.js';

/** Characters (code points) of a name. */
const labelMaxLength = 64;

/** @throws AuthError `PASSKEY_LABEL_INVALID` */
export function checkedLabel(input: string): string {
  const label = input.trim();
  if (isVisibleLine(label, labelMaxLength)) return label;
  throw new AuthError(passkeyReasons.PASSKEY_LABEL_INVALID);
}

/** A passkey that begins now (ms). Without a name it is called what it is. */
export function newPasskey(
  credential: NewCredential,
  of: { userId: string; rpId: string; label?: string; now: number },
): Passkey {
  const { userId, rpId, label = 'Passkey', now } = of;
  const id = uuidv7({ msecs: now });
  return { ...credential, id, userId, rpId, label, createdAt: now, lastUsedAt: null };
}

/**
 * Inside a transaction that holds the account, so that of several at once each is counted.
 * @throws AuthError `PASSKEY_LIMIT`, `PASSKEY_EXISTS`
 */
export async function addPasskey(
  { passkeys }: Pick<PasskeyStores, 'passkeys'>,
  passkey: Passkey,
): Promise<void> {
  if ((await passkeys.countOf(passkey.userId)) >= passkeysOfAnAccount) {
    throw new AuthError(passkeyReasons.PASSKEY_LIMIT);
  }
  if (!(await passkeys.add(passkey))) throw new AuthError(passkeyReasons.PASSKEY_EXISTS);
}
