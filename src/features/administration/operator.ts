import type { Transact } from '../../platform/database/transact.js';
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
    async create(wanted) {
      const user = await create(dependencies, wanted);
      audit.record({ type: 'user.created', userId: user.id, detail: { roles: user.roles } });
      return user;
    },
    list: (page) => stores.users.list(page),
    async disable(username) {
      const { id } = await findUser(stores, username);
      const closing = { id, adminRole, now: clock.now() };
      const closed = await transact((changing) => closeAccount(changing, closing));
      if (closed === undefined) throw new AuthError('USER_NOT_FOUND');
      const detail = { sessions: closed.sessionsEnded };
      audit.record({ type: 'user.disabled', userId: id, detail });
      return closed;
    },
    async enable(username) {
      const user = await findUser(stores, username);
      if (!(await stores.users.setDisabledAt(user.id, null))) throw new AuthError('USER_NOT_FOUND');
      audit.record({ type: 'user.enabled', userId: user.id });
      return { ...user, disabledAt: null };
    },
    async setRoles(username, wanted) {
      const roles = checkedRoles(wanted);
      const { id } = await findUser(stores, username);
      const replacement = { id, roles, adminRole, now: clock.now() };
      const before = await transact((changing) => replaceRoles(changing, replacement));
      const detail = { before: before.roles, after: roles };
      audit.record({ type: 'user.roles_changed', userId: id, detail });
      return { ...before, roles };
    },
  };
}

async function findUser({ users }: Pick<MailedStores, 'users'>, username: string): Promise<User> {
  const user = await users.find({ usernameKey: usernameKey(username) });
  if (user === undefined) throw new AuthError('USER_NOT_FOUND');
  return user;
}

async function create(
  { transact, hasher, policy, clock }: OperatorDependencies,
  wanted: NewUser,
): Promise<User> {
  const username = normaliseUsername(wanted.username);
  const email = wanted.email === undefined ? null : normaliseEmail(wanted.email);
  const roles = checkedRoles(wanted.roles ?? []);
  policy.check(wanted.password, email === null ? [username] : [username, email]);
  const emailVerified = email !== null && (wanted.emailVerified ?? false);
  const user = newAccount({ username, email, emailVerified, roles }, clock.now());
  const passwordHash = await hasher.hash(wanted.password);
  await transact((stores) => addAccount(stores, user, passwordHash));
  return user;
}
