import { ceremonyLifetime } from './ceremony.js';
import type { Passkey } from './store.js';
import { algorithms, type RelyingParty } from './webauthn.js';

/** The account as a device keeps it with the passkey: the 16 bytes of its id, which say nothing of its user. */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
}

const timeout = ceremonyLifetime * 1000;

function describe({ credentialId, transports }: Passkey): object {
  return { type: 'public-key', id: credentialId, transports };
}

/** `PublicKeyCredentialCreationOptionsJSON` for a passkey of this user. */
export function creationOptions(
  { rpId, name }: RelyingParty,
  challenge: string,
  {
    userId,
    userName,
    passkeys,
  }: { userId: string; userName: string; passkeys: readonly Passkey[] },
): object {
  return {
    rp: { id: rpId, name },
    user: { id: userHandleOf(userId), name: userName, displayName: userName },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    // The device says that it has one already.
    excludeCredentials: passkeys.map(describe),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

/** `PublicKeyCredentialRequestOptionsJSON`. Without passkeys the device offers those that it has. */
export function requestOptions(
  { rpId }: RelyingParty,
  challenge: string,
  passkeys: readonly Passkey[] = [],
): object {
  const allowCredentials = passkeys.map(describe);
  return { rpId, challenge, timeout, userVerification: 'required', allowCredentials };
}
