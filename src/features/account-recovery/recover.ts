import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditStore } from '../../platform/events/store.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { OutboxStore } from '../../platform/job.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import { usernameKey } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';
import type { HasWayIn } from '../accounts/ways-in.js';
import { recordSignIn, type SignInDependencies } from '../sessions/begin-session.js';
import { sessionReasons, type SessionChanges } from '../sessions/facts.js';
import type { HookCalls } from '../sessions/hooks.js';
import { recoveryProof, type SessionAndUser, type SessionStores } from '../sessions/session.js';
import type { TwoStepChanges } from '../two-step/facts.js';
import { hashOfRecoveryCode, type RecoveryCodeStores } from '../two-step/recovery-codes.js';
import { accountRecoveryReasons, type AccountRecoveryChanges } from './facts.js';
import type { AccountRecovery, AccountRecoveryStore, ShownCode } from './recoveries.sql.js';

/** The stores of what a recovery touches. */
export interface AccountRecoveryStores extends SessionStores, RecoveryCodeStores {
  readonly accountRecoveries: AccountRecoveryStore;
  readonly outbox: OutboxStore;
  readonly audit: AuditStore;
}

/** What the verbs of recovering share. */
export interface RecoveryDependencies extends SignInDependencies {
  readonly stores: AccountRecoveryStores;
  readonly transact: Transact<AccountRecoveryStores>;
  readonly clock: Clock;
  readonly rateLimits: RateLimits;
  readonly audit: AuditTrail<AccountRecoveryChanges & TwoStepChanges & SessionChanges>;
  readonly hooks: HookCalls;
  /** Whether an account has a way in that needs no device. Then no code opens it. */
  readonly hasOtherWayIn: HasWayIn<AccountRecoveryStores>;
  /** Seconds between the beginning of a recovery and its opening. */
  readonly delay: number;
}

/** A recovery code that someone shows. */
export interface CodeProof {
  readonly username: string;
  readonly code: string;
  readonly client: ClientInfo;
}

/** Milliseconds for which a code opens the account. Then it has to begin again: its notice was too long ago. */
export const openFor = 7 * 86_400_000;

/** What is wrong is not said: nobody learns by it which accounts there are, and which of them a code would open. */
export const refusedCode = {
  ...sessionReasons.CODE_INVALID,
  message:
    'This recovery code does not open this account. Begin a recovery with another code, or use another way to sign in.',
  ko: '이 복구 코드로는 계정을 열 수 없습니다. 다른 코드로 복구를 시작하거나 다른 방법으로 로그인해 주세요.',
};

/**
 * Begins to recover an account by one of its codes, or answers what was begun by it. Its sessions see that.
 * @throws AuthError `CODE_INVALID`, `TOO_MANY_ATTEMPTS`
 */
export function begin(
  dependencies: RecoveryDependencies,
  proof: CodeProof,
): Promise<AccountRecovery> {
  const { audit, delay } = dependencies;
  const { client } = proof;
  return attempt(dependencies, proof, async (stores, { user, now, ...shown }) => {
    const wanted = { requestedAt: now, opensAt: now + delay * 1000 };
    const isNew = await stores.accountRecoveries.begin(shown, wanted, now - openFor);
    const recovery = await stores.accountRecoveries.find(shown, now - openFor);
    if (isNew && user !== undefined) {
      const detail = { opensAt: new Date(wanted.opensAt).toISOString() };
      const begun = { userId: user.id, client, detail };
      await audit.recordIn(stores, { type: 'account_recovery.begun', ...begun });
    }
    return recovery;
  });
}

/**
 * Signs in by a code whose recovery opens, and uses it up: of any number of callers, one gets a session.
 * @throws AuthError `RECOVERY_WAITING` before, `CODE_INVALID`, `TOO_MANY_ATTEMPTS`
 */
export async function signIn(
  dependencies: RecoveryDependencies,
  proof: CodeProof,
): Promise<SessionAndUser> {
  const { hooks } = dependencies;
  const { client, username } = proof;
  const candidate = { method: 'recovery_code', name: username } as const;
  const admit = () => hooks.before('beforeSignIn', candidate, client);
  const open = async (stores: AccountRecoveryStores, { user, now, ...shown }: Shown) => {
    const recovery = await stores.accountRecoveries.find(shown, now - openFor);
    const isOpened = await stores.accountRecoveries.open(shown, now, now - openFor);
    if (isOpened && user !== undefined) return enter(dependencies, stores, { user, client });
    // Only to who has the code.
    if (recovery !== undefined) throw waiting(recovery, now);
    return undefined;
  };
  const signedIn = await attempt(dependencies, proof, open, admit);
  await hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

function waiting({ opensAt }: AccountRecovery, now: number): AuthError {
  return new AuthError(accountRecoveryReasons.RECOVERY_WAITING, {
    values: { opensAt: new Date(opensAt).toISOString() },
    retryAfter: Math.max(1, Math.ceil((opensAt - now) / 1000)),
  });
}

/** What was shown; the account, if it is one that codes open; the time (ms). */
interface Shown extends ShownCode {
  readonly user: User | undefined;
  readonly now: number;
}

/**
 * Lets `look` decide within the limit of one network: nobody guesses a code of 80 bits, and a limit of the account would
 * let strangers keep its owner out. An account that there is not, one that no code opens, and a wrong code are one
 * answer, after the same statements.
 */
async function attempt<T>(
  { stores, transact, clock, rateLimits, audit, hasOtherWayIn }: RecoveryDependencies,
  { username, code, client }: CodeProof,
  look: (stores: AccountRecoveryStores, shown: Shown) => Promise<T | undefined>,
  admit?: () => Promise<void> | undefined,
): Promise<T> {
  const counted = { kind: 'account recovery', address: client.ipAddress };
  const named = await stores.users.find({ usernameKey: usernameKey(username.trim()) });
  const codeHash = hashOfRecoveryCode(code);
  const found = await rateLimits.addressAttempt(counted, async () => {
    await admit?.();
    return transact(async (changing) => {
      // The account first, as everywhere: a change of its ways in comes before or after.
      const locked = await changing.users.lockUser(named?.id ?? '');
      const isElsewhere = await hasOtherWayIn(changing, locked?.id ?? '');
      const user = locked && mayRecover(locked) && !isElsewhere ? locked : undefined;
      return look(changing, { user, userId: user?.id ?? '', codeHash, now: clock.now() });
    });
  });
  if (found !== undefined) return found;
  audit.record({ type: 'login.failed', userId: named?.id ?? null, client });
  throw new AuthError(refusedCode);
}

/** With two-step sign-in a code is a second step, and never both. */
function mayRecover({ disabledAt, twoStepSince }: User): boolean {
  return disabledAt === null && twoStepSince === null;
}

/** Inside a transaction that holds the account, and has used the code up. */
async function enter(
  { beginSession, audit }: RecoveryDependencies,
  stores: AccountRecoveryStores,
  { user, client }: { user: User; client: ClientInfo },
): Promise<SessionAndUser> {
  const left = await stores.recoveryCodes.countLeft(user.id);
  const session = await beginSession(
    stores,
    { user, client, proof: recoveryProof },
    async (begun) => {
      const succeeded = { userId: user.id, sessionId: begun.id, client };
      await audit.recordIn(stores, { type: 'recovery_code.used', ...succeeded, detail: { left } });
      await recordSignIn(audit, stores, { session: begun, client, method: 'recovery_code' });
    },
  );
  return { session, user };
}
