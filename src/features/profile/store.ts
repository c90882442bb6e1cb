import type { Metadata } from '../accounts/metadata.js';
import type { User } from '../accounts/user.js';

/** What to change; what is absent stays as it is. */
export interface ProfileChange {
  readonly displayName?: string | null;
  readonly locale?: string | null;
  readonly publicMetadata?: Metadata;
}

/** What a profile needs of a database. Every method is one atomic statement. */
export interface ProfileStore {
  /** Changes the profile, and returns the account as it is then: `undefined` if there is none. */
  update(id: string, change: ProfileChange): Promise<User | undefined>;
  /**
   * Gives an account another username. After `username_taken`, for which the account keeps its name, a
   * transaction has to be given up.
   */
  rename(id: string, username: string): Promise<'renamed' | 'username_taken'>;
  /** The private metadata of these accounts, by their ids; those that do not exist are left out. */
  privateMetadataOf(ids: readonly string[]): Promise<Map<string, Metadata>>;
  /** Replaces the private metadata: `false` if there is no such account. */
  setPrivateMetadata(id: string, metadata: Metadata): Promise<boolean>;
}
