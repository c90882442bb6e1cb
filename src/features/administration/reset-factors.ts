import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import { NothingToSend } from '../../platform/job.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { User } from '../accounts/user.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import { linkOf } from '../email-addresses/send-link.js';
import type { SessionChanges } from '../sessions/facts.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import type { TwoStepChanges } from '../two-step/facts.js';
import {
  disableTwoStep,
  type RemovableFactor,
  type TwoStepDependencies,
  type TwoStepStores,
} from '../two-step/two-step.js';
import { holdUser, originOf, type AdminAction, type Administrator } from './admin-action.js';
import { administrationReasons, type AdministrationChanges } from './facts.js';
import type { FactorReset, FactorResetStore } from './factor-resets.sql.js';
import { checkedReason } from './impersonate.js';

/** The stores of what a reset touches. */
export interface FactorResetStores extends TwoStepStores {
  readonly factorResets: FactorResetStore;
}

interface ResetDependencies<Stores extends FactorResetStores> extends TwoStepDependencies {
  readonly transact: Transact<Stores>;
  readonly audit: AuditTrail<AdministrationChanges & TwoStepChanges & SessionChanges>;
  /** The second factors that there are. */
  readonly factors: readonly RemovableFactor<Stores>[];
}

export interface FactorResetOptions<
  Stores extends FactorResetStores,
> extends ResetDependencies<Stores> {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  /** Whose owners only an operator resets. */
  readonly adminRole: string;
  /** Seconds until a reset takes effect; 0: at once. */
  readonly delay: number;
  /** Where the link leads that cancels one. */
  readonly link: string;
}

/** How administrators help users who have lost their second factors; each verb is described below. */
export interface FactorResets {
  request(action: AdminAction<Administrator>, reason: string): Promise<User>;
  cancel(token: string, client: ClientInfo): Promise<void>;
  run(payload: unknown): Promise<NothingToSend | undefined>;
  /** Those that wait, by user. */
  readonly waitingOf: (userIds: readonly string[]) => Promise<Map<string, FactorReset>>;
}

/** The kind of message in the outbox. */
export const factorResetKind = 'factor-reset';

export function createFactorResets<Stores extends FactorResetStores>(
  options: FactorResetOptions<Stores>,
): FactorResets {
  const { stores } = options;
  return {
    request: (action, reason) => request(options, action, reason),
    cancel: (token, client) => cancel(options, token, client),
    run: (payload) => run(options, payload as ResetJob),
    async waitingOf(userIds) {
      const waiting = await stores.factorResets.listOf(userIds);
      return new Map(waiting.map((reset) => [reset.userId, reset]));
    },
  };
}

const own = {
  message: 'This is your own account. Use a recovery code, or ask another administrator.',
  ko: '자신의 계정입니다. 복구 코드를 사용하거나 다른 관리자에게 요청해 주세요.',
};

/**
 * Asks for a reset: the authenticator apps and recovery codes of a user end after a while, with two-step sign-in;
 * passkeys stay. The owner gets a mail at once, whose link cancels it. While one waits, another request changes nothing,
 * and neither does one for an account without two-step sign-in.
 * @throws AuthError `REASON_INVALID`, `OWN_ACCOUNT`, `USER_NOT_FOUND`, `FACTOR_RESET_REFUSED` for an administrator
 */
async function request<Stores extends FactorResetStores>(
  options: FactorResetOptions<Stores>,
  action: AdminAction<Administrator>,
  reason: string,
): Promise<User> {
  const { transact, audit, adminRole, delay } = options;
  const { actor, userId } = action;
  const detail = { reason: checkedReason(reason) };
  if (actor.viewer.user.id === userId) {
    throw new AuthError(administrationReasons.OWN_ACCOUNT, { sentence: own });
  }
  return transact(async (stores) => {
    const user = await holdUser(stores, userId);
    if (user.roles.includes(adminRole)) {
      throw new AuthError(administrationReasons.FACTOR_RESET_REFUSED);
    }
    if (user.twoStepSince === null) return user;
    if (delay > 0 && !(await wait(options, stores, { user, actorId: actor.viewer.user.id }))) {
      return user;
    }
    const requested = { type: 'factors.reset_requested', userId, ...originOf(actor) } as const;
    await audit.recordIn(stores, { ...requested, detail });
    return delay > 0 ? user : reset(options, stores, { user, ...originOf(actor) });
  });
}

/** @returns whether no other reset of the user waits */
async function wait<Stores extends FactorResetStores>(
  options: FactorResetOptions<Stores>,
  stores: Stores,
  { user, actorId }: { user: User; actorId: string },
): Promise<boolean> {
  const { clock, outbox, delay, link: pattern } = options;
  const token = randomBytes(32).toString('base64url');
  const requestedAt = clock.now();
  const dueAt = requestedAt + delay * 1000;
  const { id: userId } = user;
  const waiting = { id: uuidv7(), userId, tokenHash: hashOf(token), actorId, requestedAt, dueAt };
  if (!(await stores.factorResets.add(waiting))) return false;
  const payload: ResetJob = { id: waiting.id, userId };
  await outbox.enqueue(stores.outbox, {
    ...{ kind: factorResetKind, payload, label: { user: userId }, dueAt },
  });
  const link = linkOf(pattern, token);
  const notice = { name: 'factors-reset', link, validity: delay } as const;
  await sendSecurityNotice(options, stores.outbox, user, notice);
  return true;
}

/**
 * Cancels a reset by the token of its mail. @throws AuthError `LINK_INVALID` for any other token, and once it is due
 */
async function cancel<Stores extends FactorResetStores>(
  { transact, clock, audit }: FactorResetOptions<Stores>,
  token: string,
  client: ClientInfo,
): Promise<void> {
  await transact(async (stores) => {
    const cancelled = await stores.factorResets.cancel(hashOf(token), clock.now());
    if (cancelled === undefined) throw new AuthError(emailAddressReasons.LINK_INVALID);
    const { userId } = cancelled;
    await audit.recordIn(stores, { type: 'factors.reset_cancelled', userId, client });
  });
}

interface ResetJob {
  readonly id: string;
  readonly userId: string;
}

/** Does what is due, unless it was cancelled, or the user has become an administrator or found a way in. */
function run<Stores extends FactorResetStores>(
  options: FactorResetOptions<Stores>,
  { id, userId }: ResetJob,
): Promise<NothingToSend | undefined> {
  const { transact, clock, adminRole } = options;
  return transact(async (stores) => {
    // The account first, as everywhere.
    const user = await stores.users.lockUser(userId);
    const due = await stores.factorResets.take(id, clock.now());
    if (user === undefined || due === undefined) return new NothingToSend('it was cancelled');
    if (user.roles.includes(adminRole)) return new NothingToSend('of an administrator');
    // What is there now was not lost: its owner has turned it off, or on anew.
    if (user.twoStepSince === null || user.twoStepSince > due.requestedAt) {
      return new NothingToSend('two-step sign-in was turned off, or on anew');
    }
    await reset(options, stores, { user, actorId: due.actorId });
    return undefined;
  });
}

/** Resets an account at once, that of an administrator too. @throws AuthError `USER_NOT_FOUND` */
export function resetFactorsNow<Stores extends FactorResetStores>(
  dependencies: ResetDependencies<Stores>,
  userId: string,
): Promise<User> {
  return dependencies.transact(async (stores) => {
    const user = await holdUser(stores, userId);
    return reset(dependencies, stores, { user });
  });
}

/** Inside a transaction that holds the account. */
async function reset<Stores extends FactorResetStores>(
  dependencies: ResetDependencies<Stores>,
  stores: Stores,
  { user, ...origin }: { user: User } & ReturnType<typeof originOf>,
): Promise<User> {
  const { audit, factors } = dependencies;
  await stores.factorResets.removeOf(user.id);
  await audit.recordIn(stores, { type: 'factors.reset', userId: user.id, ...origin });
  await disableTwoStep(dependencies, stores, factors, { user, sessionId: null });
  return { ...user, twoStepSince: null };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
