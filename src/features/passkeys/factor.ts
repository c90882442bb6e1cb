import { AuthError } from '../../platform/errors/auth-error.js';
import type { WayIn } from '../accounts/ways-in.js';
import type { PasskeyCeremony, SecondFactor } from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import { twoStepReasons } from '../two-step/facts.js';
import { readShownPasskey, useShownPasskey } from './assertion.js';
import {
  beginCeremony,
  webAuthnOf,
  type PasskeyDependencies,
  type PasskeySetting,
  type PasskeyStores,
} from './dependencies.js';
import { requestOptions } from './device-options.js';
import { passkeyReasons } from './facts.js';

/** Wrong answers for one account: in a quarter of an hour, and in a day. Nobody guesses a key: it bounds the work. */
const limits = [
  { points: 20, window: 900 },
  { points: 100, window: 86_400 },
];

type FactorDependencies = Pick<
  PasskeyDependencies,
  'passkeySetting' | 'rateLimits' | 'clock' | 'audit'
>;

/** A passkey as a second factor, and as a proof of identity in a session. It stays when two-step sign-in ends. */
export function createPasskeyFactor(dependencies: FactorDependencies): SecondFactor<PasskeyStores> {
  const { passkeySetting, rateLimits } = dependencies;
  return {
    method: 'PASSKEY',
    proof: 'passkey',
    isOn: passkeySetting.webAuthn !== undefined,
    invalid: passkeyReasons.PASSKEY_INVALID,
    ...createPasskeyWayIn(passkeySetting),
    begin: (stores, userId) => beginProofOf(passkeySetting, stores, { userId, sessionId: null }),
    async limited({ user, client }, prove) {
      webAuthnOf(passkeySetting);
      await rateLimits.countAttempt(client.ipAddress);
      return rateLimits.accountAttempt({ kind: 'passkey', account: user.id, limits }, prove);
    },
    async use(stores, { user: { id: userId }, proof, client, sessionId }) {
      if (proof.name !== 'passkey') return undefined;
      const { ceremonyId, response } = proof.value;
      const claims = passkeySetting.ceremonies.verify(ceremonyId, 'proof');
      if (claims.userId !== userId || claims.sessionId !== sessionId) {
        throw new AuthError(passkeyReasons.CEREMONY_INVALID);
      }
      const shown = await readShownPasskey(passkeySetting, stores, response, claims);
      return shown && useShownPasskey(dependencies, stores, claims, { ...shown, client });
    },
  };
}

/** Passkeys as a way in: while they are on. */
export function createPasskeyWayIn({ webAuthn }: PasskeySetting): WayIn<PasskeyStores> {
  return {
    async has({ passkeys }, userId) {
      return webAuthn !== undefined && (await passkeys.countOf(userId)) > 0;
    },
  };
}

/** Begins a proof in a session. @throws AuthError `PASSKEYS_OFF`, `MFA_ENROLLMENT_REQUIRED` without a passkey */
export function beginProof(
  { passkeySetting, stores }: PasskeyDependencies,
  { user, session }: SessionAndUser,
): Promise<PasskeyCeremony> {
  return beginProofOf(passkeySetting, stores, { userId: user.id, sessionId: session.id });
}

async function beginProofOf(
  setting: PasskeySetting,
  { passkeys }: Pick<PasskeyStores, 'passkeys'>,
  subject: { userId: string; sessionId: string | null },
): Promise<PasskeyCeremony> {
  webAuthnOf(setting);
  const own = (await passkeys.listOf([subject.userId])).get(subject.userId);
  if (own === undefined) throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
  return beginCeremony(setting, { purpose: 'proof', ...subject }, (challenge) =>
    requestOptions(setting.relyingParty, challenge, own),
  );
}
