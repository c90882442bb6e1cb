import type { Generated } from 'kysely';

/**
 * The tables as Kysely sees them; `migrations/` makes them. In both databases times are `bigint`
 * milliseconds since the Unix epoch, and flags are 0 or 1, because SQLite has no booleans.
 */
export interface Schema {
  users: UserTable;
  sessions: StoredSessionTable;
  signing_keys: SigningKeyTable;
  throttle_counters: ThrottleCounterTable;
  audit_events: AuditEventTable;
  outbox: OutboxTable;
  one_time_secrets: SecretTable;
  name_holds: NameHoldTable;
  name_claims: NameClaimTable;
  backfills: BackfillTable;
}

export interface UserTable {
  id: string;
  username: string;
  /** `usernameKey(username)`: what is unique. */
  username_key: string;
  email: string | null;
  /** `emailKey(email)`: unique among the verified ones. */
  email_key: string | null;
  email_verified: number;
  password_hash: string;
  /** A JSON array of strings. */
  roles: string;
  created_at: number;
  disabled_at: number | null;
  /** A BCP 47 tag. */
  locale: string | null;
  display_name: string | null;
  /** `nameKey(displayName)`: what a search looks at. */
  display_name_key: string | null;
  /** A JSON object. */
  public_metadata: string;
  /** A JSON object. */
  private_metadata: string;
}

export interface SessionTable {
  id: string;
  user_id: string;
  generation: number;
  /** A JSON array of strings. */
  roles: string;
  created_at: number;
  authenticated_at: number;
  rotated_at: number | null;
  last_used_at: number;
  expires_at: number;
  revoked_at: number | null;
  revoked_reason: string | null;
  user_agent: string | null;
  ip_address: string | null;
  actor_id: string | null;
  /** A JSON array of strings; NULL in sessions that an earlier version began. */
  amr: string | null;
  /** NULL in sessions that an earlier version began, and in those of administrators as the user. */
  acr: string | null;
}

/** What a rotation stores beside the session, and only a refresh reads. */
export interface StoredSessionTable extends SessionTable {
  /** SHA-256 of the idempotency key of the last rotation, with its session and generation. */
  rotation_key: Generated<string | null>;
}

export interface SigningKeyTable {
  kid: string;
  algorithm: string;
  sequence: number;
  /** A JWK in JSON. */
  public_jwk: string;
  encrypted_private_key: string;
  created_at: number;
  activates_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

export interface ThrottleCounterTable {
  /** A hash of what is counted. */
  key: string;
  /** Those that are under way, too. */
  points: number;
  resets_at: number;
  /** How many of the points are attempts that are under way. */
  pending: number;
  /** When those are taken for failures, because a process may have died. */
  pending_until: number;
}

export interface AuditEventTable {
  id: string;
  at: number;
  type: string;
  user_id: string | null;
  session_id: string | null;
  user_agent: string | null;
  ip_address: string | null;
  /** A JSON object. */
  detail: string;
  actor_id: string | null;
  /** How often it happened. */
  count: number;
  /** NULL: only at `at`. */
  last_at: number | null;
  /** A hash of what is counted in this row; NULL for an event of its own. */
  count_key: string | null;
}

export interface NameHoldTable {
  /** A hash of the name's key, so that the table names nobody. */
  key_hash: string;
  /** `null` once the account is gone. */
  user_id: string | null;
  ends_at: number;
  /** A hash of the first of `lookAlikeKeys`; NULL for a hold of a version before it. */
  look_alike_hash: string | null;
}

export interface NameClaimTable {
  /** One of `lookAlikeKeys(username)`. */
  look_alike_key: string;
  user_id: string;
}

export interface BackfillTable {
  name: string;
  /** The last row that was dealt with. */
  position: string;
}

export interface OutboxTable {
  id: string;
  kind: string;
  /** A JSON object of strings. */
  label: string;
  /** Sealed. */
  payload: string | null;
  attempts: number;
  created_at: number;
  due_at: number;
  expires_at: number | null;
  finished_at: number | null;
  /** NULL while it waits. */
  outcome: 'delivered' | 'failed' | null;
  last_error: string | null;
}

export interface SecretTable {
  /** The id of a user, or the key of an e-mail address: unique together with the purpose. */
  subject: string;
  purpose: string;
  token_hash: string;
  code_hash: string;
  code_guesses: number;
  /** NULL for a decoy. */
  user_id: string | null;
  /** The address that the secret was sent to. */
  email: string;
  created_at: number;
  expires_at: number;
}
