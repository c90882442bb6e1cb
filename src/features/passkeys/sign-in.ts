import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { recordSignIn } from '../sessions/begin-session.js';
import type { PasskeyCeremony, PasskeyResponse } from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import { readShownPasskey, useShownPasskey, type ShownPasskey } from './assertion.js';
import type { CeremonyToken } from './ceremony.js';
import { beginCeremony, webAuthnOf, type PasskeyDependencies } from './dependencies.js';
import { requestOptions } from './device-options.js';
import { passkeyReasons } from './facts.js';

/** Begins a sign-in of anyone. Nothing is stored. @throws AuthError `PASSKEYS_OFF` */
export function beginSignIn({ passkeySetting }: PasskeyDependencies): PasskeyCeremony {
  const { relyingParty } = passkeySetting;
  return beginCeremony(passkeySetting, { purpose: 'sign-in' }, (challenge) =>
    requestOptions(relyingParty, challenge),
  );
}

/**
 * Signs in by a passkey alone: it is two factors. Failures are counted by the address, and by nothing else: nobody
 * guesses a key, and a stranger shall not lock its owner out.
 * @throws AuthError `PASSKEYS_OFF`, `CEREMONY_INVALID`, `PASSKEY_INVALID`, `TOO_MANY_ATTEMPTS`
 */
export async function signIn(
  dependencies: PasskeyDependencies,
  { ceremonyId, response }: PasskeyResponse,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { passkeySetting, stores, rateLimits, hooks, audit } = dependencies;
  webAuthnOf(passkeySetting);
  const claims = passkeySetting.ceremonies.verify(ceremonyId, 'sign-in');
  await rateLimits.countAttempt(client.ipAddress);
  const attempt = { kind: 'passkey', address: client.ipAddress };
  const signedIn = await rateLimits.addressAttempt(attempt, async () => {
    await hooks.before('beforeSignIn', { method: 'passkey', name: null }, client);
    const shown = await readShownPasskey(passkeySetting, stores, response, claims);
    return shown && begin(dependencies, claims, { ...shown, client });
  });
  if (signedIn === undefined) {
    audit.record({ type: 'login.failed', client });
    throw new AuthError(passkeyReasons.PASSKEY_INVALID);
  }
  await hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

/** The ceremony, the use and the session are one transaction: of any number of callers, one gets a session. */
function begin(
  dependencies: PasskeyDependencies,
  claims: CeremonyToken,
  shown: ShownPasskey & { client: ClientInfo },
): Promise<SessionAndUser | undefined> {
  const { transact, beginSession, audit } = dependencies;
  const { passkey, client } = shown;
  return transact(async (stores) => {
    const user = await stores.users.lockUser(passkey.userId);
    if (user?.disabledAt !== null) return undefined;
    const proof = await useShownPasskey(dependencies, stores, claims, shown);
    if (proof === undefined) return undefined;
    const session = await beginSession(stores, { user, client, proof }, (begun) =>
      recordSignIn(audit, stores, { session: begun, client, method: 'passkey' }),
    );
    return { session, user };
  });
}
