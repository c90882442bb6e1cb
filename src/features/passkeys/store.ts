/** How many an account can have. */
export const passkeysOfAnAccount = 20;

/** What of a passkey is kept. Nothing in it is secret: the private key never leaves the device. */
export interface Passkey {
  /** UUID version 7. */
  readonly id: string;
  readonly userId: string;
  /** In base64url, as the device names it; of one account alone. */
  readonly credentialId: string;
  /** A COSE key, in base64url. */
  readonly publicKey: string;
  /** The domain that it is bound to for good. */
  readonly rpId: string;
  /** How often it has signed, by its own count; 0 for one that does not count, as those on several devices. */
  readonly counter: number;
  /** Whether it may be on several devices. It never changes. */
  readonly backupEligible: boolean;
  /** Whether it is on several devices. */
  readonly backedUp: boolean;
  /** How the device is reached, such as `internal` or `usb`: a hint for the browser. */
  readonly transports: readonly string[];
  /** The model of the device or password manager; `null` if it does not say. */
  readonly aaguid: string | null;
  readonly label: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** A use of a passkey, at a time (ms). */
export interface PasskeyUse {
  readonly id: string;
  readonly userId: string;
  readonly counter: number;
  readonly backedUp: boolean;
  readonly now: number;
}

/** What passkeys need of a database. Every method is one atomic statement. */
export interface PasskeyStore {
  /** Adds one: `false` if there is one of the same credential, of any account. */
  add(passkey: Passkey): Promise<boolean>;
  /** The passkey of a credential, of any account. */
  findByCredential(credentialId: string): Promise<Passkey | undefined>;
  /** The passkeys of these users, by user, the oldest first. Who has none is left out. */
  listOf(userIds: readonly string[]): Promise<Map<string, Passkey[]>>;
  /** How many a user has. */
  countOf(userId: string): Promise<number>;
  /**
   * Records a use: `false` if the passkey has been removed, or counts fewer uses than before, or as many. One that has
   * never counted may go on so.
   */
  use(use: PasskeyUse): Promise<boolean>;
  /** Gives one of the user's another name, and returns it; `undefined` if the user has none of this id. */
  rename(id: string, userId: string, label: string): Promise<Passkey | undefined>;
  /** Removes one of the user's: `false` if the user has none of this id. */
  remove(id: string, userId: string): Promise<boolean>;
  /** A domain that passkeys are bound to, other than `rpId`; `undefined` if there is none. */
  otherRpId(rpId: string): Promise<string | undefined>;
}
