import type { AccountStores, Transact } from './stores.js';
import type { AuditTrail } from '../audit/trail.js';
import type { Clock } from '../clock.js';
import { AuthError } from '../errors.js';
import type { PasswordHasher } from '../passwords/hasher.js';
import type { PasswordPolicy } from '../passwords/policy.js';
import { normaliseEmail, normaliseUsername, usernameKey } from '../users/identifiers.js';
import type { User } from '../users/user.js';
import { addAccount, newAccount } from './add-account.js';
import { closeAccount } from './close-account.js';
import { checkedRoles } from './roles.js';

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  /** The operator vouches that the address is the user's. Default `false`; means nothing without `email`. */
  readonly emailVerified?: boolean;
  /** Default: none. */
  readonly roles?: readonly string[];
}

interface DisabledUser {
  readonly user: User;
  /** How many sessions were alive. */
  readonly sessionsEnded: number;
}

/** What an operator does to accounts. Nothing here checks who asks. */
export interface UserAdministration {
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
   * @throws AuthError `USER_NOT_FOUND`
   */
  disable(username: string): Promise<DisabledUser>;
  /**
   * Lets a user sign in again. Sessions that were ended stay ended.
   * @throws AuthError `USER_NOT_FOUND`
   */
  enable(username: string): Promise<User>;
  /**
   * Replaces all roles. Taken at once on this API; tokens that are out keep theirs until they expire.
   * @throws AuthError `USER_NOT_FOUND`, `ROLES_INVALID`
   */
  setRoles(username: string, roles: readonly string[]): Promise<User>;
}

export interface UserAdministrationDependencies {
  readonly stores: AccountStores;
  readonly transact: Transact;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

export function createUserAdministration(
  dependencies: UserAdministrationDependencies,
): UserAdministration {
  const { stores, transact, clock, audit } = dependencies;
  return {
    async create(wanted) {
      const user = await create(dependencies, wanted);
      audit.record({ type: 'user.created', userId: user.id, detail: { roles: user.roles } });
      return user;
    },
    list: (page) => stores.users.list(page),
    async disable(username) {
      const disabled = await transact((changing) => disable(changing, username, clock.now()));
      const { user, sessionsEnded: sessions } = disabled;
      audit.record({ type: 'user.disabled', userId: user.id, detail: { sessions } });
      return disabled;
    },
    async enable(username) {
      const user = await findUser(stores, username);
      if (!(await stores.users.setDisabledAt(user.id, null))) throw new AuthError('USER_NOT_FOUND');
      audit.record({ type: 'user.enabled', userId: user.id });
      return { ...user, disabledAt: null };
    },
    async setRoles(username, wanted) {
      const roles = checkedRoles(wanted);
      const user = await findUser(stores, username);
      if (!(await stores.users.setRoles(user.id, roles))) throw new AuthError('USER_NOT_FOUND');
      const detail = { before: user.roles, after: roles };
      audit.record({ type: 'user.roles_changed', userId: user.id, detail });
      return { ...user, roles };
    },
  };
}

async function disable(
  stores: AccountStores,
  username: string,
  now: number,
): Promise<DisabledUser> {
  const user = await findUser(stores, username);
  const disabledAt = user.disabledAt ?? now;
  const sessionsEnded = await closeAccount(stores, { id: user.id, disabledAt, now });
  return { user: { ...user, disabledAt }, sessionsEnded };
}

async function findUser({ users }: Pick<AccountStores, 'users'>, username: string): Promise<User> {
  const user = await users.find({ usernameKey: usernameKey(username) });
  if (user === undefined) throw new AuthError('USER_NOT_FOUND');
  return user;
}

async function create(
  { transact, hasher, policy, clock }: UserAdministrationDependencies,
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
