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
