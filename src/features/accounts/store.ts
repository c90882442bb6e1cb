import type { UserStore } from './user.js';

/** The usernames that are taken by their looks: one account for each of `lookAlikeKeys`. */
export interface NameClaimStore {
  /**
   * Claims the keys of a name for an account, or finds that it has them: `false` if another account has some of them;
   * the others are claimed all the same. One statement decides, in any concurrency.
   */
  claim(lookAlikeKeys: readonly string[], userId: string): Promise<boolean>;
  /** Releases all claims of an account except these, after a change of its name. */
  keepOnly(lookAlikeKeys: readonly string[], userId: string): Promise<void>;
  /** The account whose name looks like one of these, or `undefined`. */
  ownerOf(lookAlikeKeys: readonly string[]): Promise<string | undefined>;
  /**
   * Claims the names of the next `limit` accounts after `position` in order of id, that is of creation, as far as
   * they have none. Of two that look alike the older account gets the claim; the other keeps its name without.
   * @returns the last id that was looked at; `undefined` when there was none
   */
  claimNext(position: string, limit: number): Promise<string | undefined>;
  /** Up to which account `claimNext` has been; `''`: it has not begun. */
  position(): Promise<string>;
  /** Keeps the position for all processes; one that lies before it is ignored. */
  savePosition(position: string): Promise<void>;
}

/** A username that was given up, and that nobody else may take before `endsAt` (ms). */
export interface ReservedUsername {
  /** Who gave it up, and may take it back; `null` for a deleted account. */
  readonly userId: string | null;
  readonly endsAt: number;
}

/** A username by what makes it the same as others, and by what makes it look the same. */
export interface HeldName {
  readonly usernameKey: string;
  readonly lookAlikeKeys: readonly string[];
}

/** The holds of usernames, by their `usernameKey`. Every method is one atomic statement. */
export interface ReservedUsernameStore {
  /** The hold of a name that has not ended at `now`. */
  find(usernameKey: string, now: number): Promise<ReservedUsername | undefined>;
  /** Whether a name, or one that looks like it, is held at `now` for anyone but the user of the id `except`. */
  isHeld(name: HeldName, now: number, except?: string): Promise<boolean>;
  /**
   * Holds a name, and those that have the first of its `lookAlikeKeys`; a hold that is there already is replaced.
   * Without its looks only the name itself is held.
   */
  put(usernameKey: string, hold: ReservedUsername, lookAlikeKey?: string): Promise<void>;
  /** Lets a name go. */
  release(usernameKey: string): Promise<void>;
  /** The holds of a user that have not ended at `now`, the first to end first. */
  listOf(userId: string, now: number): Promise<ReservedUsername[]>;
  /** Removes up to `limit` holds that have ended at `now`; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}

/** The stores of accounts. */
export interface AccountStores {
  readonly users: UserStore;
  readonly reservedUsernames: ReservedUsernameStore;
  readonly nameClaims: NameClaimStore;
}
