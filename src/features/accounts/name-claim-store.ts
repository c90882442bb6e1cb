/** The usernames that are taken by their looks: one account for each of `lookAlikeKeys`. */
export interface NameClaimStore {
  /**
   * Gives the looks of a name to an account, or finds that it has them: `false` if another one has some of them; the
   * others are given all the same. One statement decides, whatever runs beside it.
   */
  claim(lookAlikeKeys: readonly string[], userId: string): Promise<boolean>;
  /** Lets go of all that an account has but these, after a change of its name. */
  keepOnly(lookAlikeKeys: readonly string[], userId: string): Promise<void>;
  /** Whose name looks like one of these; `undefined`: nobody's. */
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
