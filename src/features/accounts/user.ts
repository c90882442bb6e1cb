import type { Metadata } from './metadata.js';

/** An account. Times are milliseconds since the Unix epoch. */
export interface User {
  /** UUID version 7. */
  readonly id: string;
  /** As its owner wrote it, NFKC-normalised; compare by `usernameKey`. */
  readonly username: string;
  readonly email: string | null;
  /** An address owns nothing, and signs nobody in, until it is verified. */
  readonly emailVerified: boolean;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly disabledAt: number | null;
  /** The language to write to the user in, as a BCP 47 tag; `null` if it is not known. */
  readonly locale: string | null;
  /** What others are shown; it identifies nobody. */
  readonly displayName: string | null;
  /** The user's own word, for the application: never a reason to allow anything. */
  readonly publicMetadata: Metadata;
}

/** What a new account says of itself: nothing. */
export const emptyProfile = {
  locale: null,
  displayName: null,
  publicMetadata: {},
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
