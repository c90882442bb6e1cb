/** How many an account can have. */
export const identitiesOfAnAccount = 20;

/** What names an account at a provider: never the provider's name, never an address. */
export interface IdentityKey {
  readonly issuer: string;
  readonly subject: string;
}

/** An account at a provider that a user signs in with. Nothing in it is secret. */
export interface Identity extends IdentityKey {
  /** UUID version 7. */
  readonly id: string;
  readonly userId: string;
  /** The provider's id in the configuration, when it was last used. */
  readonly provider: string;
  /** As the provider stated it when the identity was linked. */
  readonly email: string | null;
  /** Whether the provider spoke for it then. */
  readonly emailVerified: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** A use of an identity, at a time (ms). */
export interface IdentityUse {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly now: number;
}

/** What identities need of a database. Every method is one atomic statement. */
export interface IdentityStore {
  /** Adds one: `false` if there is one of the same issuer and subject, of any account. */
  add(identity: Identity): Promise<boolean>;
  /** Of any account. */
  find(key: IdentityKey): Promise<Identity | undefined>;
  /** The identities of these users, by user, the oldest first. Who has none is left out. */
  listOf(userIds: readonly string[]): Promise<Map<string, Identity[]>>;
  /** Records a use: `false` if the identity was removed, or is another user's. */
  use(use: IdentityUse): Promise<boolean>;
  /** Removes one of the user's: `false` if the user has none of this id. */
  remove(id: string, userId: string): Promise<boolean>;
}
