import type { Transact } from '../../platform/database/database.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { PasswordHasher } from '../../platform/password-hashing/hasher.js';
import type { PasswordPolicy } from '../../platform/password-hashing/policy.js';
import { normaliseEmail, normaliseUsername, usernameKey } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';
import { addAccount, newAccount } from '../accounts/add-account.js';
import { checkedRoles } from '../accounts/roles.js';
import { replaceRoles } from './admin-action.js';
import { closeAccount, type ClosedAccount } from '../sessions/lifecycle.js';

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  /** The operator vouches that the address is the user's. Default `false`; means nothing without `email`. */
  readonly emailVerified?: boolean;
  /** Default: none. */
  readonly roles?: readonly string[];
}

/** What an operator does to accounts, at the command line. Nothing here checks who asks. */
export interface Operator {
  /**
   * Creates an account without a session.
   * @throws AuthError `USERNAME_*`, `EMAIL_*`, `PASSWORD_*`, `ROLES_INVALID`, `OVERLOADED`
   */
  create(user: NewUser): Promise<User>;
  /** A page of accounts in the order of creation, after the account of the id `after`. */
  list(page: { after?: string; limit: number }): Promise<User[]>;
  /**
   * Keeps a user out and ends all of the user's sessions, both or neither. Disabling twice keeps the
   * first time.
   * @throws AuthError `USER_NOT_FOUND`, `LAST_ADMIN`
   */
  disable(username: string): Promise<ClosedAccount>;
  /**
   * Lets a user sign in again. Sessions that were ended stay ended.
   * @throws AuthError `USER_NOT_FOUND`
   */
  enable(username: string): Promise<User>;
  /**
   * Replaces all roles. Taken at once on this API; tokens that are out keep theirs until they expire.
   * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`, `LAST_ADMIN`
   */
  setRoles(username: string, roles: readonly string[]): Promise<User>;
}

export interface OperatorDependencies {
  readonly stores: MailedStores;
  readonly transact: Transact<MailedStores>;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  /** Whose last owner keeps it. */
  readonly adminRole: string;
}

export function createOperator(dependencies: OperatorDependencies): Operator {
  const { stores, transact, clock, audit, adminRole } = dependencies;
  return {
    create: (wanted) => create(dependencies, wanted),
    list: (page) => stores.users.list(page),
    async disable(username) {
      const { id } = await findUser(stores, username);
      const closing = { id, adminRole, now: clock.now() };
      return transact(async (changing) => {
        const closed = await closeAccount(changing, closing);
        if (closed === undefined) throw new AuthError('USER_NOT_FOUND');
        const detail = { sessions: closed.sessionsEnded };
        await audit.recordIn(changing.audit, { type: 'user.disabled', userId: id, detail });
        return closed;
      });
    },
    async enable(username) {
      const { id } = await findUser(stores, username);
      return transact(async (changing) => {
        const before = await changing.users.lockUser(id);
        if (before === undefined) throw new AuthError('USER_NOT_FOUND');
        await changing.users.setDisabledAt(id, null);
        await audit.recordIn(changing.audit, { type: 'user.enabled', userId: id });
        return { ...before, disabledAt: null };
      });
    },
    async setRoles(username, wanted) {
      const roles = checkedRoles(wanted);
      const { id } = await findUser(stores, username);
      const replacement = { id, roles, adminRole, now: clock.now() };
      return transact(async (changing) => {
        const before = await replaceRoles(changing, replacement);
        const detail = { before: before.roles, after: roles };
        await audit.recordIn(changing.audit, { type: 'user.roles_changed', userId: id, detail });
        return { ...before, roles };
      });
    },
  };
}

async function findUser({ users }: Pick<MailedStores, 'users'>, username: string): Promise<User> {
  const user = await users.find({ usernameKey: usernameKey(username) });
  if (user === undefined) throw new AuthError('USER_NOT_FOUND');
  return user;
}

async function create(
  { transact, hasher, policy, clock, audit }: OperatorDependencies,
  wanted: NewUser,
): Promise<User> {
  const username = normaliseUsername(wanted.username);
  const email = wanted.email === undefined ? null : normaliseEmail(wanted.email);
  const roles = checkedRoles(wanted.roles ?? []);
  policy.check(wanted.password, email === null ? [username] : [username, email]);
  const emailVerified = email !== null && (wanted.emailVerified ?? false);
  const user = newAccount({ username, email, emailVerified, roles }, clock.now());
  const passwordHash = await hasher.hash(wanted.password);
  await transact(async (stores) => {
    await addAccount(stores, user, passwordHash);
    const created = { userId: user.id, detail: { roles } };
    await audit.recordIn(stores.audit, { type: 'user.created', ...created });
  });
  return user;
}
