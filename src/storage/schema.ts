/**
 * The tables as Kysely sees them; `migrations/` makes them. In both databases times are `bigint`
 * milliseconds since the Unix epoch, and flags are 0 or 1, because SQLite has no booleans.
 */
export interface Schema {
  users: UserTable;
  sessions: SessionTable;
  signing_keys: SigningKeyTable;
  throttle_counters: ThrottleCounterTable;
  audit_events: AuditEventTable;
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
  points: number;
  resets_at: number;
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
}
