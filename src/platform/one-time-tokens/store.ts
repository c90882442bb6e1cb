/** What one-time secrets are good for, each for nothing else. */
export const secretPurposes = [
  'verify-email',
  'change-email',
  'reset-password',
  'sign-in',
  'invitation',
  'step-up',
  'deny-sign-in',
] as const;

export type OneTimeTokenPurpose = (typeof secretPurposes)[number];

/** `confirmed` is no secret any more: it remembers the link that confirmed the address of an account. */
export type StoredPurpose = OneTimeTokenPurpose | 'confirmed';

/** A stored one-time secret. Times are milliseconds since the Unix epoch. */
export interface StoredOneTimeToken {
  /** Whose it is: the id of a user, or the key of an e-mail address; of a denial, the id of the session. */
  readonly subject: string;
  readonly purpose: StoredPurpose;
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  /** HMAC-SHA256 of the code, in base64url; empty once the guesses at an earlier code are used up. */
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
  readonly purpose: StoredPurpose;
  readonly tokenHash: string;
}

/** A secret that someone shows: by whose it is. */
export interface ShownCode {
  readonly purpose: StoredPurpose;
  readonly subject: string;
}

/** What one-time secrets need of a database. Every method is one atomic statement. */
export interface OneTimeTokenStore {
  /**
   * Keeps a secret beside the two before it of the same subject, purpose and user. All three end with the use of one.
   */
  add(secret: StoredOneTimeToken): Promise<void>;
  /** The secret of this token, if it is of this purpose and has not expired. It stays. */
  find(shown: ShownToken, now: number): Promise<StoredOneTimeToken | undefined>;
  /** As `find`, and removes it and those beside it: of any number of callers in any number of processes one gets it. */
  consume(shown: ShownToken, now: number): Promise<StoredOneTimeToken | undefined>;
  /**
   * Counts a guess before it is looked at: `false` if there is no code, or `most` guesses at the newest were made.
   * A code before it ends once it has had `most` of its own.
   */
  countAttempt(shown: ShownCode, now: number, most: number): Promise<boolean>;
  /** Takes back a guess that turned out to be right, and used nothing up. */
  refundAttempt(shown: ShownCode): Promise<void>;
  /** As `consume`, by the hash of the code. */
  consumeByCode(
    shown: ShownCode,
    codeHash: string,
    now: number,
  ): Promise<StoredOneTimeToken | undefined>;
  /** The secrets of a user that have not expired at `now`, the first to expire first. */
  listOf(userId: string, now: number): Promise<StoredOneTimeToken[]>;
  /**
   * Removes the secrets of a user, but for what is `confirmed`, and for those that deny sign-ins: a thief who changes the
   * password must not take them from the owner. Returns for how many purposes and subjects.
   */
  removeAllOfUser(userId: string): Promise<number>;
  /** Removes secrets of which the newest has expired, for up to `limit` subjects and purposes; returns for how many. */
  prune(now: number, limit: number): Promise<number>;
}
