import type { Clock } from '../../platform/clock.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { User } from '../accounts/user.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { BeginSession } from '../sessions/begin-session.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { HookCalls } from '../sessions/hooks.js';
import type { TokenPairIssuer } from '../sessions/refresh-token.js';
import type {
  FactorProof,
  FactorProofs,
  FirstStepBasis,
  SecondFactor,
  StepUpRefusal,
} from '../sessions/second-factor.js';
import { signInReasons, type SignInChanges } from './facts.js';
import type { MfaTokens } from './mfa-token.js';
import type { UsedTokenStore } from './used-tokens.sql.js';

/** The stores of a sign-in in two steps. The factors bring their own. */
export interface SignInStores extends MailedStores {
  readonly usedTokens: UsedTokenStore;
}

/** What the verbs of signing in share. */
export interface SignInDependencies<Stores extends SignInStores> {
  readonly stores: Stores;
  readonly transact: Transact<Stores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<SignInChanges & SessionChanges>;
  readonly hooks: HookCalls;
  readonly beginSession: BeginSession;
  readonly stepUpRefusal: StepUpRefusal;
  readonly pairs: TokenPairIssuer;
  readonly mfaTokens: MfaTokens;
  /**
   * Inside the transaction of the second step: uses up what the first one rests on. `false`: it was used, or is gone.
   */
  useBasis(stores: Stores, userId: string, basis: FirstStepBasis): Promise<boolean>;
  /** The second factors that are on, in the order in which they are offered. */
  readonly factors: readonly SecondFactor<Stores>[];
}

/** One field of an input of which exactly one is set. */
export type OneOf<Input> = {
  [Name in keyof Input & string]-?: {
    readonly name: Name;
    readonly value: NonNullable<Input[Name]>;
  };
}[keyof Input & string];

/** The field that is set: the schema says `@oneOf`, and gateways need not check it. @throws AuthError `ONE_PROOF_REQUIRED` */
export function oneOf<Input extends object>(input: Input): OneOf<Input> {
  const given = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  const [first, ...others] = given;
  if (first === undefined || others.length > 0) {
    throw new AuthError(signInReasons.ONE_PROOF_REQUIRED);
  }
  const [name, value] = first as [string, unknown];
  return { name, value } as OneOf<Input>;
}

/** The factor that a proof is of, among those that are on. */
export function factorOf<Stores>(
  factors: readonly SecondFactor<Stores>[],
  proof: FactorProof,
): SecondFactor<Stores> {
  const factor = factors.find((each) => each.proof === proof.name);
  if (factor === undefined) throw new TypeError(`no second factor takes ${proof.name}`);
  return factor;
}

/** Whether a proof is one of a second factor. */
export function isFactorProof(
  factors: readonly { readonly proof: keyof FactorProofs }[],
  proof: { readonly name: string; readonly value: unknown },
): proof is FactorProof {
  return factors.some((factor) => factor.proof === proof.name);
}

/**
 * Lets a second factor decide within its limits, and records a failure.
 * @param prove `undefined` undoes what it did: throw `wrongProof` inside of a transaction
 * @throws AuthError the reason of the factor for a wrong proof; `TOO_MANY_ATTEMPTS`
 */
export async function limitedProof<Stores extends SignInStores, T>(
  { audit }: SignInDependencies<Stores>,
  factor: SecondFactor<Stores>,
  attempt: { user: User; client: ClientInfo },
  prove: () => Promise<T>,
): Promise<T> {
  const proved = await factor.limited(attempt, () =>
    prove().catch((error: unknown) => {
      if (error === wrongProof) return undefined;
      throw error;
    }),
  );
  if (proved !== undefined) return proved;
  const { user, client } = attempt;
  const detail = { method: factor.method.toLowerCase() };
  audit.record({ type: 'factor.failed', userId: user.id, client, detail });
  throw new AuthError(factor.invalid);
}

/** Undoes the transaction of a wrong proof, so that a challenge is good for another try. */
export const wrongProof = new Error('wrong proof');
