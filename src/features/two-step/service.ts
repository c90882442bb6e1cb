import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import type { Viewer } from '../sessions/context.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SecondFactor, StepUpRefusal } from '../sessions/second-factor.js';
import { notWiderThanToken } from '../sessions/refresh.js';
import { twoStepReasons } from './facts.js';
import { holdViewer, provesTwoFactors } from './hold-viewer.js';
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
  renewCodes(viewer: Viewer, client: ClientInfo): Promise<readonly string[]>;
  /** How many recovery codes have not been used. */
  codesLeft(userId: string): Promise<number>;
  readonly stepUpRefusal: StepUpRefusal;
  /** The refusal where two factors are needed: `MFA_ENROLLMENT_REQUIRED` for a user without a second one. */
  readonly twoFactorRefusal: StepUpRefusal;
}

export function createTwoStep<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
): TwoStep {
  const { stores, transact, clock, pairs, audit, factors, stepUpRefusal } = options;
  return {
    stepUpRefusal,
    twoFactorRefusal: async (userId) =>
      (await hasSecondFactor(factors, stores, userId))
        ? stepUpRefusal(userId)
        : new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED),

    async set(viewer, on, client) {
      const change = await (on ? turnOn : turnOff)(options, viewer, client);
      // Outside of the transaction: it reads, and in SQLite everything waits for one.
      if (change === 'too weak') throw await stepUpRefusal(viewer.user.id);
      const { signedIn, recoveryCodes } = change;
      return { tokens: pairs.issue(signedIn), recoveryCodes };
    },

    renewCodes: (viewer, client) =>
      transact(async (changing) => {
        const { user, session } = await holdViewer(changing, viewer, clock.now());
        if (user.twoStepSince === null) throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
        const userId = user.id;
        const renewed = { userId, sessionId: session.id, client };
        await audit.recordIn(changing, { type: 'recovery_codes.renewed', ...renewed });
        return renewRecoveryCodes(changing, userId, clock.now());
      }),

    codesLeft: (userId) => stores.recoveryCodes.countLeft(userId),
  };
}

function turnOn<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
  viewer: Viewer,
  client: ClientInfo,
): Promise<TwoStepChange | 'too weak'> {
  const { transact, clock, factors } = options;
  return transact(async (stores) => {
    const { user, session } = await holdViewer(stores, viewer, clock.now());
    if (!(await hasSecondFactor(factors, stores, user.id))) {
      throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
    }
    // Who cannot show the second factor now could not sign in by it.
    if (!provesTwoFactors(viewer)) return 'too weak';
    const shown = { viewer: { user, session }, proof: null, client, now: clock.now() };
    const change = await enableTwoStep(options, stores, shown);
    return { ...change, signedIn: notWiderThanToken(change.signedIn, viewer) };
  });
}

function turnOff<Stores extends TwoStepStores>(
  options: TwoStepOptions<Stores>,
  viewer: Viewer,
  client: ClientInfo,
): Promise<TwoStepChange> {
  const { transact, factors, clock } = options;
  return transact(async (stores) => {
    const { user, session } = await holdViewer(stores, viewer, clock.now());
    await disableTwoStep(options, stores, factors, { user, sessionId: session.id, client });
    const signedIn = { session, user: { ...user, twoStepSince: null } };
    return { signedIn, recoveryCodes: null };
  });
}
