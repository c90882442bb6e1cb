import type { Clock } from '../../platform/clock.js';
import { ConfigError } from '../../platform/config/environment.js';
import { createCeremonies } from './ceremony.js';
import type { PasskeySetting } from './dependencies.js';
import type { PasskeyStore } from './store.js';
import { createWebAuthn, type RelyingParty, type WebAuthn } from './webauthn.js';

/** Loads what checks signatures, before the service is ready: no stranger's first request waits for it. */
export async function loadWebAuthn(relyingParty: RelyingParty): Promise<WebAuthn> {
  const [library, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ]);
  const { verifyRegistrationResponse, verifyAuthenticationResponse } = library;
  const { decodeAttestationObject, decodeCredentialPublicKey } = helpers;
  const decoders = { decodeAttestationObject, decodeCredentialPublicKey };
  return createWebAuthn(
    { verifyRegistrationResponse, verifyAuthenticationResponse, ...decoders },
    relyingParty,
  );
}

/**
 * Passkeys of another domain would be lost without a word: browsers offer them nowhere else.
 * @throws ConfigError if there are any
 */
export async function refuseOtherRpId(
  { passkeys }: { passkeys: Pick<PasskeyStore, 'otherRpId'> },
  { rpId }: RelyingParty,
): Promise<void> {
  const other = await passkeys.otherRpId(rpId);
  if (other === undefined) return;
  throw new ConfigError([
    `PASSKEY_RP_ID is ${rpId}, and there are passkeys of ${other}, which work there only; set PASSKEY_RP_ID=${other}, and add the new pages to PASSKEY_ORIGINS (docs/guides/passkeys.md)`,
  ]);
}

/** @param options.webAuthn `undefined`: passkeys are off */
export function createPasskeySetting(options: {
  relyingParty: RelyingParty;
  webAuthn: WebAuthn | undefined;
  secret: string;
  clock: Clock;
}): PasskeySetting {
  const { relyingParty, webAuthn } = options;
  return { relyingParty, webAuthn, ceremonies: createCeremonies(options) };
}
