import type { Metadata } from '../accounts/metadata.js';
import { deleteUser, makeResetLink, setEmail, type ResetLinks } from './change-user.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { administrationReasons } from './facts.js';
import type { PasswordHasher } from '../../platform/password-hashing/hasher.js';
import type { PasswordPolicy } from '../../platform/password-hashing/policy.js';
import type { SingleLabel } from '../../platform/email-address.js';
import { accountNamed, normaliseEmail } from '../accounts/identifiers.js';
import { chooseUsername, withUsername, type UsernamePolicy } from '../accounts/usernames.js';
import type { User } from '../accounts/user.js';
import { addAccount, newAccount, type NewAccount } from '../accounts/add-account.js';
import { checkedRoles } from '../accounts/roles.js';
import {
  disable,
  enable,
  recordAction,
  setRoles,
  type ActionStores,
  type AdminAction,
  type AdminActionDependencies,
} from './admin-action.js';
import type { ClosedAccount } from '../sessions/lifecycle.js';

export interface NewUser {
  /** Default: none, where accounts need none (USERNAMES). */
  readonly username?: string;
  readonly password: string;
  readonly email?: string;
  /** The operator vouches that the address is the user's. Default `false`; means nothing without `email`. */
  readonly emailVerified?: boolean;
  /** Default: none. */
  readonly roles?: readonly string[];
}

/**
 * What an operator does to accounts, at the command line: the verbs of `admin-action.ts`, by username, or by
 * verified address. Nothing here checks who asks.
 */
export interface Operator {
  /**
   * Creates an account without a session.
   * @throws AuthError `USERNAME_*`, `USERNAMES_OFF`, `EMAIL_*`, `PASSWORD_*`, `ROLES_INVALID`, `OVERLOADED`
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
  /**
   * All that the service knows of a user, but for the password.
   * @throws AuthError `USER_NOT_FOUND`
   */
  show(username: string): Promise<ShownUser>;
  /** See `deleteUser`. @throws AuthError `USER_NOT_FOUND`, `LAST_ADMIN` */
  delete(username: string): Promise<void>;
  /** See `setEmail`. @throws AuthError `USER_NOT_FOUND`, `EMAIL_INVALID`, `EMAIL_TAKEN` */
  setEmail(username: string, email: string): Promise<User>;
  /** See `makeResetLink`. @throws AuthError `USER_NOT_FOUND`, `USER_DISABLED`, `EMAIL_MISSING` */
  resetLink(username: string): Promise<string>;
  /** See `resetFactorsNow`. @throws AuthError `USER_NOT_FOUND` */
  resetFactors(username: string): Promise<User>;
}

export interface ShownUser {
  readonly user: User;
  readonly privateMetadata: Metadata;
  /** Sessions that are alive. */
  readonly sessions: number;
}

export interface OperatorDependencies extends AdminActionDependencies {
  readonly stores: Pick<ActionStores, 'users' | 'sessions' | 'profiles' | 'audit'>;
  readonly resetLinks: ResetLinks;
  /** Removes the second factors of an account. */
  readonly resetFactors: (userId: string) => Promise<User>;
  /** Seconds for which the name of a deleted account stays reserved. */
  readonly usernameHold: number;
  readonly hasher: PasswordHasher;
  readonly policy: PasswordPolicy;
  readonly usernames: UsernamePolicy;
  /** See `EmailDependencies`. */
  readonly singleLabel: SingleLabel;
}

export function createOperator(dependencies: OperatorDependencies): Operator {
  const { users, sessions, profiles } = dependencies.stores;

  async function userOf(username: string): Promise<User> {
    const user = await users.find(accountNamed(username));
    if (user === undefined) throw new AuthError(administrationReasons.USER_NOT_FOUND);
    return user;
  }

  async function actionOn(username: string): Promise<AdminAction> {
    return { actor: 'operator', userId: (await userOf(username)).id };
  }
  return {
    create: (wanted) => create(dependencies, wanted),
    list: (page) => users.list(page),
    disable: async (username) => disable(dependencies, await actionOn(username)),
    enable: async (username) => enable(dependencies, await actionOn(username)),
    async setRoles(username, wanted) {
      const roles = checkedRoles(wanted);
      return setRoles(dependencies, await actionOn(username), roles);
    },
    async show(username) {
      const user = await userOf(username);
      const metadata = await profiles.privateMetadataOf([user.id]);
      const alive = await sessions.listAliveOf([user.id], dependencies.clock.now());
      return { user, privateMetadata: metadata.get(user.id) ?? {}, sessions: alive.length };
    },
    delete: async (username) => deleteUser(dependencies, await actionOn(username)),
    async setEmail(username, email) {
      const address = normaliseEmail(email, dependencies.singleLabel);
      return setEmail(dependencies, await actionOn(username), address);
    },
    resetFactors: async (username) => dependencies.resetFactors((await userOf(username)).id),
    resetLink: async (username) => makeResetLink(dependencies, await actionOn(username)),
  };
}

async function create(dependencies: OperatorDependencies, wanted: NewUser): Promise<User> {
  const { hasher, policy, usernames } = dependencies;
  const chosen = chooseUsername(usernames, {
    username: wanted.username,
    email: wanted.email ?? null,
  });
  const email =
    wanted.email === undefined ? null : normaliseEmail(wanted.email, dependencies.singleLabel);
  const roles = checkedRoles(wanted.roles ?? []);
  policy.check(wanted.password, email === null ? [chosen.username] : [chosen.username, email]);
  const emailVerified = email !== null && (wanted.emailVerified ?? false);
  const passwordHash = await hasher.hash(wanted.password);
  return withUsername(usernames, chosen, (username) =>
    add(dependencies, { username, email, emailVerified, roles }, passwordHash),
  );
}

async function add(
  dependencies: OperatorDependencies,
  account: NewAccount,
  passwordHash: string,
): Promise<User> {
  const { transact, clock } = dependencies;
  const user = newAccount(account, clock.now());
  const { roles } = user;
  await transact(async (stores) => {
    await addAccount(stores, user, passwordHash);
    const action = { actor: 'operator', userId: user.id } as const;
    const event = { type: 'user.created', detail: { roles }, change: { user } } as const;
    await recordAction(dependencies, stores, action, event);
  });
  return user;
}
