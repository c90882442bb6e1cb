import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { HasWayIn } from '../accounts/ways-in.js';
import type { Viewer } from '../sessions/context.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SecondFactor, StepUpRefusal } from '../sessions/second-factor.js';
import { holdViewer, provesTwoFactors } from '../sessions/hold-viewer.js';
import { notWiderThanToken } from '../sessions/refresh.js';
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
  readonly rateLimits: Pick<RateLimits, 'countCredentialChange'>;
  readonly pairs: TokenPairIssuer;
  /** The second factors that are on. */
  readonly factors: readonly SecondFactor<Stores>[];
  readonly stepUpRefusal: StepUpRefusal;
  /** Whether an account has a way in that needs no device. Where there is none, recovery codes open it. */
  readonly hasOtherWayIn: HasWayIn<Stores>;
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
   * @throws AuthError `MFA_ENROLLMENT_REQUIRED` without a second factor; `STEP_UP_REQUIRED` from a session of one factor;
   * `TOO_MANY_CHANGES`
   */
  set(viewer: Viewer, on: boolean, client: ClientInfo): Promise<TwoStepChangeModel>;
  /**
   * Makes new recovery codes, which end the old ones.
   * @throws AuthError `MFA_ENROLLMENT_REQUIRED` for an account that has no use for them: two-step sign-in is off, and there
   * is another way in than passkeys; `TOO_MANY_CHANGES`
   */
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
  const { stores, transact, clock, pairs, audit, factors, rateLimits } = options;
  const { stepUpRefusal, hasOtherWayIn } = options;
  return {
    stepUpRefusal,
    twoFactorRefusal: async (userId) =>
      (await hasSecondFactor(factors, stores, userId))
        ? stepUpRefusal(userId)
        : new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED),

    async set(viewer, on, client) {
      if (on) await rateLimits.countCredentialChange(viewer.user.id);
      const change = await (on ? turnOn : turnOff)(options, viewer, client);
      // Outside of the transaction: it reads, and in SQLite everything waits for one.
      if (change === 'too weak') throw await stepUpRefusal(viewer.user.id);
      const { signedIn, recoveryCodes } = change;
      return { tokens: pairs.issue(signedIn), recoveryCodes };
    },

    async renewCodes(viewer, client) {
      await rateLimits.countCredentialChange(viewer.user.id);
      return transact(async (changing) => {
        const { user, session } = await holdViewer(changing, viewer, clock.now());
        if (user.twoStepSince === null && (await hasOtherWayIn(changing, user.id))) {
          throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED);
        }
        const userId = user.id;
        const renewed = { userId, sessionId: session.id, client };
        await audit.recordIn(changing, { type: 'recovery_codes.renewed', ...renewed });
        return renewRecoveryCodes(changing, userId, clock.now());
      });
    },

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
    const held = await holdViewer(stores, viewer, clock.now());
    const { user, session } = held;
    await disableTwoStep(options, stores, factors, { user, sessionId: session.id, client });
    const signedIn = { ...held, user: { ...user, twoStepSince: null } };
    return { signedIn, recoveryCodes: null };
  });
}
