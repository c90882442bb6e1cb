import type { ClientInfo } from '../../platform/client-info.js';
import type { MutationSignInArgs, StepUpInput } from '../../generated/resolver-types.js';
import type { TokenPair } from '../sessions/refresh-token.js';
import {
  offeredFactors,
  SecondFactorRequired,
  type FactorMethod,
  type FactorProof,
  type FirstStep,
  type PasskeyCeremony,
} from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import { completeMfa } from './complete-mfa.js';
import { oneOf, type SignInDependencies, type SignInStores } from './dependencies.js';
import { stepUp, type StepUpDoors } from './step-up.js';

type SignInInput = MutationSignInArgs['input'];

/** A sign-in that needs a second factor. `expiresIn` in seconds. */
export interface MfaChallenge {
  readonly mfaToken: string;
  readonly methods: readonly FactorMethod[];
  readonly expiresIn: number;
  /** What a device is asked for, if a passkey is among the methods. */
  readonly passkey: PasskeyCeremony | null;
}

export type SignInResult = TokenPair | MfaChallenge;

/** The ways in, by their field of the input. A field without one does not compile. */
export type SignInDoors = {
  readonly [Name in keyof SignInInput]-?: (
    proof: NonNullable<SignInInput[Name]>,
    client: ClientInfo,
  ) => Promise<TokenPair>;
};

/** How users prove who they are: at the beginning of a session, and in it. */
export interface SignIn {
  /**
   * Signs in by one proof. Where the account has two-step sign-in, the answer is a challenge, and nothing is used up:
   * the transaction of the session is undone.
   * @throws AuthError `ONE_PROOF_REQUIRED`, and those of the way in
   */
  signIn(input: SignInInput, client: ClientInfo): Promise<SignInResult>;
  /** See `complete-mfa.ts`. */
  completeMfa(shown: {
    mfaToken: string;
    proof: FactorProof;
    client: ClientInfo;
  }): Promise<TokenPair>;
  /** See `step-up.ts`. */
  stepUp(viewer: SessionAndUser, input: StepUpInput, client: ClientInfo): Promise<TokenPair>;
}

export interface SignInOptions<Stores extends SignInStores> extends SignInDependencies<Stores> {
  readonly doors: SignInDoors;
  readonly stepUpDoors: StepUpDoors;
}

export function createSignIn<Stores extends SignInStores>(options: SignInOptions<Stores>): SignIn {
  const { doors, pairs } = options;
  return {
    async signIn(input, client) {
      const { name, value } = oneOf(input);
      const enter = doors[name] as (proof: typeof value, client: ClientInfo) => Promise<TokenPair>;
      try {
        return await enter(value, client);
      } catch (error) {
        if (error instanceof SecondFactorRequired) return challenge(options, error.firstStep());
        throw error;
      }
    },

    completeMfa: async (shown) => pairs.issue(await completeMfa(options, shown)),
    stepUp: (viewer, input, client) => stepUp(options, viewer, oneOf(input), client),
  };
}

async function challenge<Stores extends SignInStores>(
  { stores, factors, mfaTokens }: SignInDependencies<Stores>,
  firstStep: FirstStep,
): Promise<MfaChallenge> {
  const { id } = firstStep.credentials.user;
  const offered = await offeredFactors(factors, stores, id);
  const device = offered.find(({ begin }) => begin !== undefined);
  return {
    ...mfaTokens.issue(firstStep),
    methods: offered.map(({ method }) => method),
    passkey: (await device?.begin?.(stores, id)) ?? null,
  };
}
