import type { RevocationReason, Session } from './session.js';
import type { SessionTable } from '../../platform/database/schema.js';
import { parseRoles } from '../accounts/user-rows.js';

/** All of a session's row. */
export const sessionColumns = [
  'id',
  'user_id',
  'generation',
  'roles',
  'created_at',
  'authenticated_at',
  'rotated_at',
  'last_used_at',
  'expires_at',
  'revoked_at',
  'revoked_reason',
  'user_agent',
  'ip_address',
  'actor_id',
] as const satisfies readonly (keyof SessionTable)[];

export function toSession(row: SessionTable): Session {
  return {
    id: row.id,
    userId: row.user_id,
    generation: row.generation,
    roles: parseRoles(row.roles),
    createdAt: row.created_at,
    authenticatedAt: row.authenticated_at,
    rotatedAt: row.rotated_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    // Only `fromSession` and `revoke…` write it.
    revokedReason: row.revoked_reason as RevocationReason | null,
    userAgent: row.user_agent,
    ipAddress: row.ip_address,
    actorId: row.actor_id,
  };
}

export function fromSession(session: Session) {
  return {
    id: session.id,
    user_id: session.userId,
    generation: session.generation,
    roles: JSON.stringify(session.roles),
    created_at: session.createdAt,
    authenticated_at: session.authenticatedAt,
    rotated_at: session.rotatedAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    revoked_at: session.revokedAt,
    revoked_reason: session.revokedReason,
    user_agent: session.userAgent,
    ip_address: session.ipAddress,
    actor_id: session.actorId,
  } satisfies SessionTable;
}
