/** What one-time secrets are good for, each for nothing else. */
export const secretPurposes = [
  'verify-email',
  'change-email',
  'reset-password',
  'sign-in',
  'invitation',
] as const;

export type OneTimeTokenPurpose = (typeof secretPurposes)[number];

/** A stored one-time secret. Times are milliseconds since the Unix epoch. */
export interface StoredOneTimeToken {
  /** Whose it is: the id of a user, or the key of an e-mail address. It has one secret of each purpose. */
  readonly subject: string;
  readonly purpose: OneTimeTokenPurpose;
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  /** HMAC-SHA256 of the code, in base64url. */
  readonly codeHash: string;
  /** `null` for a decoy: nobody has the address, and guessing the code has to look the same. */
  readonly userId: string | null;
  /** The address that it was sent to. */
  readonly email: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A secret that someone shows: by the hash of its token. */
export interface ShownToken {
  readonly purpose: OneTimeTokenPurpose;
  readonly tokenHash: string;
}

/** A secret that someone shows: by whose it is. */
export interface ShownCode {
  readonly purpose: OneTimeTokenPurpose;
  readonly subject: string;
}

/** What one-time secrets need of a database. Every method is one atomic statement. */
export interface OneTimeTokenStore {
  /** Keeps a secret, in place of an earlier one of the same subject and purpose. */
  replace(secret: StoredOneTimeToken): Promise<void>;
  /** The secret of this token, if it is of this purpose and has not expired. It stays. */
  find(shown: ShownToken, now: number): Promise<StoredOneTimeToken | undefined>;
  /** As `find`, and removes it: of any number of callers in any number of processes one gets it. */
  consume(shown: ShownToken, now: number): Promise<StoredOneTimeToken | undefined>;
  /** Counts a guess at the code before it is looked at: `false` if there is none, or `most` were made. */
  countAttempt(shown: ShownCode, now: number, most: number): Promise<boolean>;
  /** Removes the secret if its code has this hash: of any number of callers one gets it. */
  consumeByCode(
    shown: ShownCode,
    codeHash: string,
    now: number,
  ): Promise<StoredOneTimeToken | undefined>;
  /** The secrets of a user that have not expired at `now`, the first to expire first. */
  listOf(userId: string, now: number): Promise<StoredOneTimeToken[]>;
  /** Removes every secret of a user; returns how many. */
  removeAllOfUser(userId: string): Promise<number>;
  /** Removes up to `limit` secrets that have expired; returns how many. */
  prune(now: number, limit: number): Promise<number>;
}
