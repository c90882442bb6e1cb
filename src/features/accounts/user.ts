import type { Metadata } from './metadata.js';

/** An account. Times are milliseconds since the Unix epoch. */
export interface User {
  /** UUID version 7; of any version for an account that was imported with its id. */
  readonly id: string;
  /** As its owner wrote it, NFKC-normalised; compare by `usernameKey`. */
  readonly username: string;
  readonly email: string | null;
  /** An address owns nothing, and signs nobody in, until it is verified. */
  readonly emailVerified: boolean;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly disabledAt: number | null;
  /** Since when a sign-in needs a second factor; `null`: it needs none. */
  readonly twoStepSince: number | null;
  /** When an administrator invited the user, who has not been here since; `null`: nobody did, or the user has. */
  readonly invitedAt: number | null;
  /** The language to write to the user in, as a BCP 47 tag; `null` if it is not known. */
  readonly locale: string | null;
  /** What others are shown; it identifies nobody. */
  readonly displayName: string | null;
  /** The user's own word, for the application: never a reason to allow anything. */
  readonly publicMetadata: Metadata;
}

/** An account before and after a change of it; `before` was read under its lock. */
export interface UserChange {
  readonly before: User;
  readonly after: User;
}

/** What a new account says of itself: nothing. */
export const emptyProfile = {
  locale: null,
  displayName: null,
  publicMetadata: {},
  twoStepSince: null,
  invitedAt: null,
} as const satisfies Partial<User>;

/** A user with the password hash: loaded only where a password is about to be checked. */
export interface Credentials {
  readonly user: User;
  /** PHC string of our own argon2id, or an imported hash in its own notation. */
  readonly passwordHash: string;
}

/** Behind `type User`. */
export interface UserModel {
  readonly user: User;
  /** The user's own session that looks, to mark it among the others; `null`: someone else looks. */
  readonly viewerSessionId: string | null;
}

/** What users have, by whose it is, in its order. Who has nothing is left out. */
export function byUser<Owned extends { readonly userId: string }>(
  all: readonly Owned[],
): Map<string, Owned[]> {
  const lists = new Map<string, Owned[]>();
  for (const owned of all) {
    const list = lists.get(owned.userId);
    if (list === undefined) lists.set(owned.userId, [owned]);
    else list.push(owned);
  }
  return lists;
}

/** The ways to find an account; the keys come from `identifiers.ts`. */
export type UserLookup =
  | { id: string }
  | { usernameKey: string }
  | { verifiedEmailKey: string }
  /** Who has verified the address, or, while nobody has, the latest account that names it. */
  | { emailKey: string };

export type InsertOutcome = 'inserted' | 'username_taken' | 'email_taken' | 'id_taken';

/** What the users' domain needs of a database. Every method is one atomic statement. */
export interface UserStore {
  /** Adds an account, or writes nothing and says what stood in the way: a unique name, else the id. */
  insert(user: User, passwordHash: string): Promise<InsertOutcome>;
  /** The account, disabled or not. */
  find(lookup: UserLookup): Promise<User | undefined>;
  /** The accounts of these ids, disabled or not, in no order; an id without one is left out. */
  findMany(ids: readonly string[]): Promise<User[]>;
  /** The account with its password hash. */
  findCredentials(lookup: UserLookup): Promise<Credentials | undefined>;
  /**
   * Replaces the hash only while it is still `expected`: `false` when another change came first. It ends an invitation,
   * as every change of the hash does.
   */
  replacePasswordHash(id: string, expected: string, next: string): Promise<boolean>;
  /** Sets the hash, without a comparison: `false` if there is no such account. */
  setPasswordHash(id: string, next: string): Promise<boolean>;
  /** Sets the hash of an account without a password: `false` if it has one, or there is no such account. */
  setFirstPasswordHash(id: string, next: string): Promise<boolean>;
  /** Takes the password away: `false` if there is none, or no such account. */
  removePassword(id: string): Promise<boolean>;
  /** Those of these accounts that have a password. */
  withPassword(ids: readonly string[]): Promise<Set<string>>;
  /**
   * Inside a transaction: the account, if it is enabled and its hash is still `passwordHash`. While
   * the transaction runs, no other one can change either (a row lock where the database has them).
   */
  lockCredentials(id: string, passwordHash: string): Promise<User | undefined>;
  /**
   * Inside a transaction: the account, disabled or not. While the transaction runs, no other one can
   * change it, or hold its credentials.
   */
  lockUser(id: string): Promise<User | undefined>;
  /**
   * Inside a transaction: holds the account and all enabled ones that have the role, and returns them. It
   * does so in the order of their ids, so that several such transactions wait for each other, not in a
   * circle.
   */
  lockUsersWithRole(id: string, role: string): Promise<User[]>;
  /** Sets an address that is proved to be the user's: `false` if another account has it verified. */
  setVerifiedEmail(id: string, email: string): Promise<boolean>;
  /** Disables (a time in ms) or enables (`null`) an account: `false` if there is none. */
  setDisabledAt(id: string, disabledAt: number | null): Promise<boolean>;
  /**
   * Turns two-step sign-in on (a time in ms) or off (`null`): `false` if it is so already, or there is no such account.
   */
  setTwoStepSince(id: string, since: number | null): Promise<boolean>;
  /** Records an invitation (a time in ms), or ends it (`null`). */
  setInvitedAt(id: string, invitedAt: number | null): Promise<void>;
  /** Replaces all roles: `false` if there is no such account. */
  setRoles(id: string, roles: readonly string[]): Promise<boolean>;
  /** Removes an account, and with it all that refers to it: `false` if there is none. */
  delete(id: string): Promise<boolean>;
  /** A page of accounts in order of id (that is, of creation), after the account `after`. */
  list(page: { after?: string; limit: number }): Promise<User[]>;
}
