import type { ClientInfo } from '../../platform/client-info.js';

/** Why a session was ended. Kept in the row for the operator, and for the answer to the next refresh. */
export type RevocationReason =
  | 'logout'
  | 'logout_everywhere'
  | 'revoked_by_user'
  | 'session_limit'
  | 'revoked_by_service'
  | 'revoked_by_administrator'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'password_reset'
  | 'user_disabled'
  | 'role_taken'
  | 'keys_revoked';

/**
 * One sign-in on one device. Times are milliseconds since the Unix epoch. Nothing in it is secret: a
 * refresh token is a signed statement of `id` and `generation`.
 */
export interface Session extends ClientInfo {
  /** UUID version 7; the `sid` claim. */
  readonly id: string;
  readonly userId: string;
  /** Counts the refreshes; a refresh token is good for exactly one generation. */
  readonly generation: number;
  /** The upper bound of the roles in this session's tokens: a refresh never widens them. */
  readonly roles: readonly string[];
  readonly createdAt: number;
  /** When the password, or the mailbox, was last proved; the `auth_time` claim. 0: never, by an administrator. */
  readonly authenticatedAt: number;
  /** When the generation last advanced by a refresh; `null` when its parent has no grace. */
  readonly rotatedAt: number | null;
  readonly lastUsedAt: number;
  /** Absolute: refreshing does not move it. */
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  readonly revokedReason: RevocationReason | null;
  /** The administrator who began it as the user (impersonation); `null`: the user did. */
  readonly actorId: string | null;
}

/** Behind `type Session`. */
export interface SessionModel {
  readonly session: Session;
  readonly current: boolean;
}
