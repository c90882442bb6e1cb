import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { RefuseLastWayIn } from '../accounts/ways-in.js';
import type { Captcha } from '../captcha/captcha.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { EmailAddressChanges } from '../email-addresses/facts.js';
import type { SignUpDependencies } from '../email-addresses/sign-up.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { PasskeyCeremony, SecondFactor } from '../sessions/second-factor.js';
import type { RecoveryCodeStores } from '../two-step/recovery-codes.js';
import {
  ceremonyLifetime,
  type Ceremonies,
  type CeremonyFor,
  type CeremonyToken,
} from './ceremony.js';
import { passkeyReasons, type PasskeyChanges } from './facts.js';
import type { PasskeyStore } from './store.js';
import type { RelyingParty, WebAuthn } from './webauthn.js';

/** The stores of passkeys, and of what begins by them. */
export interface PasskeyStores extends MailedStores, RecoveryCodeStores {
  readonly passkeys: PasskeyStore;
  readonly usedTokens: UsedTokens;
}

/** Uses a token up: of any number of callers in any number of processes, one gets `true`. */
export interface UsedTokens {
  use(id: string, expiresAt: number): Promise<boolean>;
}

/** Whom passkeys are for, and what reads the answers of devices. */
export interface PasskeySetting {
  readonly relyingParty: RelyingParty;
  readonly ceremonies: Ceremonies;
  /** `undefined`: passkeys are off. */
  readonly webAuthn: WebAuthn | undefined;
}

/** What the verbs of passkeys share. */
export interface PasskeyDependencies extends Omit<SignUpDependencies, 'stores' | 'transact'> {
  readonly stores: PasskeyStores;
  readonly transact: Transact<PasskeyStores>;
  readonly audit: AuditTrail<PasskeyChanges & EmailAddressChanges & SessionChanges>;
  readonly passkeySetting: PasskeySetting;
  readonly captcha: Pick<Captcha, 'atSignUp'>;
}

/** What a removal needs besides: what else the account has. */
export interface RemovalDependencies<Stores extends PasskeyStores> extends Omit<
  PasskeyDependencies,
  'transact'
> {
  readonly transact: Transact<Stores>;
  /** The second factors that are on. */
  readonly factors: readonly SecondFactor<Stores>[];
  readonly refuseLastWayIn: RefuseLastWayIn<MailedStores>;
}

/** @throws AuthError `PASSKEYS_OFF` */
export function webAuthnOf({ webAuthn }: PasskeySetting): WebAuthn {
  if (webAuthn === undefined) throw new AuthError(passkeyReasons.PASSKEYS_OFF);
  return webAuthn;
}

/**
 * Begins a ceremony, of which nothing is stored.
 * @param optionsFor what the device is asked for, with this challenge
 * @throws AuthError `PASSKEYS_OFF`
 */
export function beginCeremony(
  setting: PasskeySetting,
  subject: CeremonyFor,
  optionsFor: (challenge: string) => object,
): PasskeyCeremony {
  webAuthnOf(setting);
  const { ceremonyId, challenge } = setting.ceremonies.begin(subject);
  return { ceremonyId, options: optionsFor(challenge), expiresIn: ceremonyLifetime };
}

/** Inside a transaction: uses a ceremony up. @throws AuthError `CEREMONY_INVALID` if it was used before */
export async function useUp(
  { usedTokens }: Pick<PasskeyStores, 'usedTokens'>,
  { id, expiresAt }: CeremonyToken,
): Promise<void> {
  if (await usedTokens.use(id, expiresAt)) return;
  throw new AuthError(passkeyReasons.CEREMONY_INVALID);
}
