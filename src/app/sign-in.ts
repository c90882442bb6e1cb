import type { AccountRecoveries } from '../features/account-recovery/feature.js';
import {
  createHasWayIn,
  createRefuseLastWayIn,
  type HasWayIn,
  type RefuseLastWayIn,
} from '../features/accounts/ways-in.js';
import { reportNewDevice, type ReportDependencies } from '../features/devices/report-device.js';
import type { ReportDevice } from '../features/sessions/begin-session.js';
import type {
  EmailDependencies,
  MailedDependencies,
  MailedStores,
} from '../features/email-addresses/dependencies.js';
import type { EmailLogin } from '../features/email-login/feature.js';
import { createMailedWayIn, useMailedStep } from '../features/email-login/login.js';
import { passwordWayIn } from '../features/passwords/set-password.js';
import type { Handoffs } from '../features/handoff/service.js';
import { createPasskeyFactor, createPasskeyWayIn } from '../features/passkeys/factor.js';
import type { PasskeySetting } from '../features/passkeys/dependencies.js';
import { createIdentityWayIn, type SocialSetting } from '../features/social/dependencies.js';
import { useFirstStep } from '../features/social/sign-in.js';
import type { Passkeys } from '../features/passkeys/service.js';
import type { Accounts } from '../features/passwords/service.js';
import type { FactorMethod, SecondFactor } from '../features/sessions/second-factor.js';
import { createTotpFactor } from '../features/totp/factor.js';
import { createTotp, type Totp, type TotpOptions } from '../features/totp/service.js';
import { createMfaTokens } from '../features/sign-in/mfa-token.js';
import { createSignIn, type SignIn, type SignInOptions } from '../features/sign-in/sign-in.js';
import { createRecoveryCodeFactor } from '../features/two-step/recovery-codes.js';
import { createCipher } from '../platform/encryption/cipher.js';
import type { AuditTrail } from '../platform/events/trail.js';
import { serviceNameOf } from '../platform/mail/queue.js';
import { resolveSecret, type Config } from './config.js';
import type { Changes } from './facts.js';
import type { Stores } from './storage.js';

/** Seconds that a challenge can be completed: a code is typed, or a device is fetched, meanwhile. */
const challengeLifetime = 600;

/** The second factors, in the order in which they are offered. */
export function createSecondFactors(
  config: Config,
  dependencies: MailedDependencies & {
    readonly audit: AuditTrail<Changes>;
    readonly passkeySetting: PasskeySetting;
  },
): readonly SecondFactor<Stores>[] {
  const cipher = totpCipher(config);
  return [
    createPasskeyFactor(dependencies),
    createTotpFactor({ ...dependencies, cipher }),
    createRecoveryCodeFactor(dependencies),
  ];
}

/** What users do with their authenticator apps, which show the service by its name. */
export function createTotpOf(
  config: Config,
  dependencies: Omit<TotpOptions<Stores & MailedStores>, 'cipher' | 'issuer'>,
): Totp {
  const cipher = totpCipher(config);
  return createTotp({ ...dependencies, cipher, issuer: serviceNameOf(config) });
}

function totpCipher(config: Config) {
  const content = 'the secrets of authenticator apps';
  return createCipher({
    secret: resolveSecret(config),
    purpose: 'authgraph totp secrets v1',
    content,
  });
}

/** The second factors that the service offers. */
export function offeredBy(factors: readonly SecondFactor<Stores>[]): FactorMethod[] {
  return factors.filter(({ isOn = true }) => isOn).map(({ method }) => method);
}

/** What is asked about the ways in to accounts. */
export interface WaysIn {
  /** Nobody removes the last one. */
  readonly refuseLastWayIn: RefuseLastWayIn<MailedStores>;
  /** Whether there is one that needs no device. Where there is none, recovery codes open the account. */
  readonly hasOtherWayIn: HasWayIn<object>;
}

/** Every way in to an account. */
export function createWaysIn(
  email: EmailDependencies,
  { passkeySetting, social }: { passkeySetting: PasskeySetting; social: SocialSetting },
): WaysIn {
  const others = [passwordWayIn, createMailedWayIn(email), createIdentityWayIn(social)];
  const refuse = createRefuseLastWayIn<Stores>([...others, createPasskeyWayIn(passkeySetting)]);
  const hasOther = createHasWayIn<Stores>(others);
  // A transaction has all stores, whatever the feature that runs it knows of them.
  return {
    refuseLastWayIn: (stores, userId) => refuse(stores as Stores, userId),
    hasOtherWayIn: (stores, userId) => hasOther(stores as Stores, userId),
  };
}

/** What every sign-in tells of its device; `undefined`: nobody is mailed, so nothing is remembered. */
export function createReportDevice(
  { newDeviceMail, mailLinkDenySignIn: denyLink }: Config,
  dependencies: Omit<ReportDependencies, 'denyLink'>,
): ReportDevice | undefined {
  if (!newDeviceMail || !dependencies.email.isOn) return undefined;
  // As above: every transaction has all stores.
  return (stores, begun) => reportNewDevice({ ...dependencies, denyLink }, stores as Stores, begun);
}

interface Ways {
  readonly accounts: Accounts;
  readonly email: EmailLogin;
  readonly passkeys: Passkeys;
  readonly handoffs: Handoffs;
  readonly accountRecoveries: AccountRecoveries;
}

type Shared = Omit<
  SignInOptions<Stores & MailedStores>,
  'doors' | 'stepUpDoors' | 'mfaTokens' | 'useBasis'
>;

/** Puts every way to prove an identity behind `signIn` and `stepUp`. */
export function createSignInOf(
  config: Config,
  shared: Shared,
  { accounts, email, passkeys, handoffs, accountRecoveries }: Ways,
): SignIn {
  const secret = resolveSecret(config);
  return createSignIn({
    ...shared,
    useBasis: (stores: Stores, userId, basis) =>
      'tokenHash' in basis
        ? useMailedStep(stores, userId, basis)
        : useFirstStep(stores, userId, basis),
    mfaTokens: createMfaTokens({ secret, lifetime: challengeLifetime, clock: shared.clock }),
    doors: {
      password: (proof, client) => accounts.login({ ...proof, client }),
      emailToken: (token, client) => email.signInWithToken({ token, client }),
      emailCode: (proof, client) => email.signInWithCode({ ...proof, client }),
      passkey: (response, client) => passkeys.signIn(response, client),
      handoff: (shown, client) => handoffs.signIn(shown, client),
      recoveryCode: (proof, client) => accountRecoveries.signIn({ ...proof, client }),
    },
    stepUpDoors: {
      password: (viewer, password, client) => accounts.reauthenticate(viewer, { password, client }),
      emailCode: (viewer, code, client) => email.stepUpWithCode(viewer, { code, client }),
      handoff: (viewer, shown, client) => handoffs.stepUp(viewer, shown, client),
    },
  });
}
