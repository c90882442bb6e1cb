import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import { assuranceProblem } from '../../resource-server/assurance.js';
import type { Transact } from '../../platform/database/storage.js';
import type { Viewer } from '../sessions/context.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SecondFactor, StepUpRefusal } from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import { twoStepReasons } from './facts.js';
import { renewRecoveryCodes } from './recovery-codes.js';
import {
  disableTwoStep,
  enableTwoStep,
  hasSecondFactor,
  type TwoStepChange,
  type TwoStepDependencies,
  type TwoStepStores,
} from './two-step.js';

export interface TwoStepOptions<Stores extends TwoStepStores> extends TwoStepDependencies {
  readonly stores: Stores;
  readonly transact: Transact<Stores>;
  readonly clock: Clock;
  readonly pairs: TokenPairIssuer;
  /** The second factors that are on. */
  readonly factors: readonly SecondFactor<Stores>[];
  readonly stepUpRefusal: StepUpRefusal;
}

/** Behind `type TwoStepChange`. */
export interface TwoStepChangeModel {
  readonly tokens: TokenPair;
  readonly recoveryCodes: readonly string[] | null;
}

/** Two-step sign-in of an account: a state that its user sets. */
export interface TwoStep {
  /**
   * Turns it on or off; what it is already, it stays.
   * @throws AuthError `MFA_ENROLLMENT_REQUIRED` without a second factor; `STEP_UP_REQUIRED` from a session of one factor
   */
  set(viewer: Viewer, on: boolean, client: ClientInfo): Promise<TwoStepChangeModel>;
  /** Makes new recovery codes, which end the old ones. @throws AuthError `MFA_ENROLLMENT_REQUIRED` while it is off */
  renewCodes(viewer: SessionAndUser, client: ClientInfo): Promise<readonly string[]>;
  /** How many recovery codes have not been used. */
  codesLeft(userId: string): Promise<number>;
  readonly stepUpRefusal: StepUpRefusal;
}

export function createTwoStep<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
): TwoStep {
  const { stores, transact, clock, pairs, audit, stepUpRefusal } = options;
  return {
    stepUpRefusal,
    async set(viewer, on, client) {
      const change = await (on ? turnOn : turnOff)(options, viewer, client);
      // Outside of the transaction: it reads, and in SQLite everything waits for one.
      if (change === 'too weak') throw await stepUpRefusal(viewer.user.id);
      const { signedIn, recoveryCodes } = change;
      return { tokens: pairs.issue(signedIn), recoveryCodes };
    },

    renewCodes: ({ user: { id: userId }, session }, client) =>
      transact(async (changing) => {
        const user = await changing.users.lockUser(userId);
        if (user === undefined) throw new AuthError('TOKEN_REVOKED');
        if (user.twoStepSince === null) throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
        const renewed = { userId, sessionId: session.id, client };
        await audit.recordIn(changing, { type: 'recovery_codes.renewed', ...renewed });
        return renewRecoveryCodes(changing, userId, clock.now());
      }),

    codesLeft: (userId) => stores.recoveryCodes.countLeft(userId),
  };
}

/** Whether a token states two factors, of any age. One of before the session was raised does not. */
export function provesTwoFactors(viewer: Viewer): boolean {
  return assuranceProblem(viewer, { acr: 'aal2', now: 0 }) === undefined;
}

function turnOn<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
  viewer: Viewer,
  client: ClientInfo,
): Promise<TwoStepChange | 'too weak'> {
  const { transact, clock, factors } = options;
  return transact(async (stores) => {
    const user = await stores.users.lockUser(viewer.user.id);
    if (user === undefined) throw new AuthError('TOKEN_REVOKED');
    if (!(await hasSecondFactor(factors, stores, user.id))) {
      throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
    }
    const { session } = viewer;
    // Who cannot show the second factor now could not sign in by it.
    if (!provesTwoFactors(viewer)) return 'too weak';
    const change = { viewer: { user, session }, proof: null, client, now: clock.now() };
    return enableTwoStep(options, stores, change);
  });
}

function turnOff<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
  { session, user: { id } }: SessionAndUser,
  client: ClientInfo,
): Promise<TwoStepChange> {
  const { transact, factors } = options;
  return transact(async (stores) => {
    const user = await stores.users.lockUser(id);
    if (user === undefined) throw new AuthError('TOKEN_REVOKED');
    await disableTwoStep(options, stores, factors, { user, sessionId: session.id, client });
    return { signedIn: { session, user: { ...user, twoStepSince: null } }, recoveryCodes: null };
  });
}
