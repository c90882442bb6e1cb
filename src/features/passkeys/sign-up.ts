import { v7 as uuidv7 } from 'uuid';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { declinedPassword } from '../../platform/password-hashing/hasher.js';
import { checkedCandidate, refuseTakenName, signUp } from '../email-addresses/sign-up.js';
import type { PasskeyCeremony, PasskeyResponse } from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import { renewRecoveryCodes } from '../two-step/recovery-codes.js';
import { proofOf } from './assertion.js';
import type { CeremonyClaims } from './ceremony.js';
import {
  beginCeremony,
  useUp,
  webAuthnOf,
  type PasskeyDependencies,
  type PasskeyStores,
} from './dependencies.js';
import { creationOptions } from './device-options.js';
import { passkeyReasons } from './facts.js';
import { addPasskey, newPasskey } from './new-passkey.js';
import type { NewCredential } from './webauthn.js';

/** What someone typed for a new account. */
export interface TypedNames {
  readonly username: string | null;
  readonly email: string | null;
}

/**
 * Begins a sign-up. It reserves nothing and stores nothing; how many begin from one address is counted in memory, since
 * the answer tells whether a name is taken.
 * @throws AuthError `PASSKEYS_OFF`, `USERNAME_*`, `USERNAMES_OFF`, `EMAIL_INVALID`, `CAPTCHA_REQUIRED`,
 * `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function beginSignUp(
  dependencies: PasskeyDependencies,
  names: TypedNames,
  client: ClientInfo,
): Promise<PasskeyCeremony> {
  const { passkeySetting, rateLimits, clock, captcha } = dependencies;
  webAuthnOf(passkeySetting);
  const { chosen, email } = checkedCandidate(dependencies, names);
  const verifyCaptcha = captcha.atSignUp(client);
  rateLimits.countSignUp(client.ipAddress);
  // Here, for a token may expire while the device asks. The ceremony makes one account.
  await verifyCaptcha();
  await refuseTakenName(dependencies, chosen);
  const userId = uuidv7({ msecs: clock.now() });
  const subject = { purpose: 'sign-up', userId, ...chosen, email } as const;
  const userName = chosen.isGenerated && email !== null ? email : chosen.username;
  return beginCeremony(passkeySetting, subject, (challenge) =>
    creationOptions(passkeySetting.relyingParty, challenge, { userId, userName, passkeys: [] }),
  );
}

/** A new account, signed in. Without an address it has recovery codes. */
export interface SignedUp {
  readonly signedIn: SessionAndUser;
  readonly recoveryCodes: readonly string[] | null;
}

/**
 * Creates the account, its passkey and its first session, all or nothing. It has no password.
 * @throws AuthError `PASSKEYS_OFF`, `CEREMONY_INVALID`, `PASSKEY_INVALID`, `PASSKEY_EXISTS`, `USERNAME_TAKEN`,
 * `REGISTRATION_REFUSED`, `TOO_MANY_ATTEMPTS`
 */
export async function finishSignUp(
  dependencies: PasskeyDependencies,
  { ceremonyId, response }: PasskeyResponse,
  { client, locales }: { client: ClientInfo; locales: readonly string[] },
): Promise<SignedUp> {
  const { passkeySetting, rateLimits } = dependencies;
  const webAuthn = webAuthnOf(passkeySetting);
  const claims = passkeySetting.ceremonies.verify(ceremonyId, 'sign-up');
  return rateLimits.registration(client.ipAddress, async () => {
    const made = await webAuthn.readCredential(response, claims.challenge);
    if (made === undefined) throw new AuthError(passkeyReasons.PASSKEY_INVALID);
    return store(dependencies, claims, made, { client, locales });
  });
}

async function store(
  dependencies: PasskeyDependencies,
  claims: CeremonyClaims<'sign-up'>,
  made: NewCredential,
  from: { client: ClientInfo; locales: readonly string[] },
): Promise<SignedUp> {
  const { transact, clock, passkeySetting } = dependencies;
  const { userId, username, isGenerated, email } = claims;
  const { rpId } = passkeySetting.relyingParty;
  let recoveryCodes: readonly string[] | null = null;
  // First: a ceremony that is repeated must not find the account that it has made.
  const transactOnce: Transact<PasskeyStores> = (work) =>
    transact(async (stores) => {
      await useUp(stores, claims);
      return work(stores);
    });
  const signedIn = await signUp(dependencies, transactOnce, {
    ...from,
    candidate: { chosen: { username, isGenerated }, email },
    userId,
    proof: proofOf(made),
    passwordHash: () => Promise.resolve(declinedPassword),
    async addTo(stores) {
      const now = clock.now();
      await addPasskey(stores, newPasskey(made, { userId, rpId, now }));
      if (email === null) recoveryCodes = await renewRecoveryCodes(stores, userId, now);
    },
  });
  return { signedIn, recoveryCodes };
}
