import { createRefuseLastWayIn, type RefuseLastWayIn } from '../features/accounts/ways-in.js';
import type {
  EmailDependencies,
  MailedDependencies,
  MailedStores,
} from '../features/email-addresses/dependencies.js';
import type { EmailLogin } from '../features/email-login/feature.js';
import { createMailedWayIn } from '../features/email-login/login.js';
import { passwordWayIn } from '../features/passwords/set-password.js';
import { createPasskeyFactor, createPasskeyWayIn } from '../features/passkeys/factor.js';
import type { PasskeySetting } from '../features/passkeys/dependencies.js';
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

/** Every way in to an account. Nobody removes the last one. */
export function createRefusalOfLastWayIn(
  email: EmailDependencies,
  passkeySetting: PasskeySetting,
): RefuseLastWayIn<MailedStores> {
  const ways = [passwordWayIn, createMailedWayIn(email), createPasskeyWayIn(passkeySetting)];
  const refuse = createRefuseLastWayIn<Stores>(ways);
  // A transaction has all stores, whatever the feature that runs it knows of them.
  return (stores, userId) => refuse(stores as Stores, userId);
}

type Shared = Omit<SignInOptions<Stores & MailedStores>, 'doors' | 'stepUpDoors' | 'mfaTokens'>;

/** Puts every way to prove an identity behind `signIn` and `stepUp`. */
export function createSignInOf(
  config: Config,
  shared: Shared,
  { accounts, email, passkeys }: { accounts: Accounts; email: EmailLogin; passkeys: Passkeys },
): SignIn {
  const secret = resolveSecret(config);
  return createSignIn({
    ...shared,
    mfaTokens: createMfaTokens({ secret, lifetime: challengeLifetime, clock: shared.clock }),
    doors: {
      password: (proof, client) => accounts.login({ ...proof, client }),
      emailToken: (token, client) => email.signInWithToken({ token, client }),
      emailCode: (proof, client) => email.signInWithCode({ ...proof, client }),
      passkey: (response, client) => passkeys.signIn(response, client),
    },
    stepUpDoors: {
      password: (viewer, password, client) => accounts.reauthenticate(viewer, { password, client }),
      emailCode: (viewer, code, client) => email.stepUpWithCode(viewer, { code, client }),
    },
  });
}
