import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { FactorMethod } from '../../generated/resolver-types.js';
import type { Reason } from '../../platform/errors/reasons.js';
import { assuranceError } from '../../resource-server/assurance.js';
import type { Credentials, User } from '../accounts/user.js';
import { sessionReasons } from './facts.js';
import type { ProofOfIdentity } from './session.js';

export type { FactorMethod };

/** What a device answers in a ceremony of WebAuthn. */
export interface PasskeyResponse {
  readonly ceremonyId: string;
  /** `RegistrationResponseJSON` or `AuthenticationResponseJSON`, as the browser made it. */
  readonly response: unknown;
}

/** What a device is asked for. `expiresIn` in seconds. */
export interface PasskeyCeremony {
  readonly ceremonyId: string;
  /** `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`. */
  readonly options: unknown;
  readonly expiresIn: number;
}

/** The proofs of second factors, by the name of their field in the inputs of the API. */
export interface FactorProofs {
  readonly totp: string;
  readonly recoveryCode: string;
  readonly passkey: PasskeyResponse;
}

/** One proof: a code that was typed, or what a device answered. */
export type FactorProof = {
  [Name in keyof FactorProofs]: { readonly name: Name; readonly value: FactorProofs[Name] };
}[keyof FactorProofs];

/** A second factor that a user shows. */
export interface ShownFactor {
  readonly user: User;
  readonly proof: FactorProof;
  readonly client: ClientInfo;
  /** The session that it is shown in; `null`: one is about to begin. */
  readonly sessionId: string | null;
}

/** A second factor. A feature brings one; signing in, stepping up and two-step sign-in ask for it. */
export interface SecondFactor<Stores> {
  readonly method: FactorMethod;
  /** Its field in the inputs. */
  readonly proof: FactorProof['name'];
  /** Why a wrong proof is refused. */
  readonly invalid: Reason;
  /** `false`: the service does not offer it. Default: it does. */
  readonly isOn?: boolean;
  /** Whether the user could show it. */
  has(stores: Stores, userId: string): Promise<boolean>;
  /** For a device: what it is asked for, by a user who has it. */
  begin?(stores: Stores, userId: string): Promise<PasskeyCeremony>;
  /**
   * Counts an attempt before it is looked at, and runs `prove` within the limits of this factor alone: who guesses at
   * one locks no other. `undefined`, the answer for a wrong proof, stays counted.
   * @throws AuthError `TOO_MANY_ATTEMPTS`
   */
  limited<T>(
    attempt: { user: User; client: ClientInfo },
    prove: () => Promise<T | undefined>,
  ): Promise<T | undefined>;
  /**
   * Inside a transaction that holds the account: uses the proof up, once in any number of processes. `undefined`: it is
   * wrong, or was used.
   */
  use(stores: Stores, shown: ShownFactor): Promise<ProofOfIdentity | undefined>;
  /** Inside a transaction: ends what the user has of it, with two-step sign-in. Absent: it stays, as a way in. */
  removeAll?(stores: Stores, userId: string): Promise<void>;
}

/** A sign-in that has proved one factor of an account that needs two. */
export interface FirstStep {
  /** With the password hash of this moment: a challenge does not outlive the password. */
  readonly credentials: Credentials;
  readonly proof: ProofOfIdentity;
  readonly basis?: FirstStepBasis | undefined;
}

/** What a first step rests on that may be used up, or taken away, until the second one. */
export type FirstStepBasis = IdentityBasis | MailedBasis;

/** An identity at a provider. */
export interface IdentityBasis {
  readonly identityId: string;
  /** Of the code, with its end (ms). */
  readonly codeId: string;
  readonly expiresAt: number;
}

/** A mailed link or code. */
export interface MailedBasis {
  /** SHA-256 of its token, in base64url. */
  readonly tokenHash: string;
  /** When it was shown, and was good (ms). */
  readonly shownAt: number;
}

/**
 * A session would have begun with one factor where the account has two-step sign-in. Who signs in by `signIn` gets a
 * challenge for it; every other door refuses by it.
 */
export class SecondFactorRequired extends AuthError {
  // Private, so that no log prints a hash.
  readonly #firstStep: FirstStep;

  constructor(firstStep: FirstStep) {
    super(sessionReasons.MFA_REQUIRED);
    this.#firstStep = firstStep;
  }

  firstStep(): FirstStep {
    return this.#firstStep;
  }
}

/** The refusal of a user whose proof is not enough for an account with two-step sign-in; it says what would help. */
export type StepUpRefusal = (userId: string) => Promise<AuthError>;

/** @param maxAge seconds for which a proof is fresh */
export function createStepUpRefusal<Stores>(
  factors: readonly SecondFactor<Stores>[],
  stores: Stores,
  maxAge: number,
): StepUpRefusal {
  return async (userId) => {
    const offered = await offeredFactors(factors, stores, userId);
    const methods = offered.map(({ proof }) => proof);
    return assuranceError('STEP_UP_REQUIRED', { acr: 'aal2', maxAge }, methods);
  };
}

/** The factors that a user has, in the order of the list. */
export async function offeredFactors<Stores>(
  factors: readonly SecondFactor<Stores>[],
  stores: Stores,
  userId: string,
): Promise<SecondFactor<Stores>[]> {
  const ready = await Promise.all(factors.map((factor) => factor.has(stores, userId)));
  return factors.filter((_factor, at) => ready[at]);
}
