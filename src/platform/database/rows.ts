import type { JsonWebKey } from 'node:crypto';
import { asymmetricAlgorithms } from '../../jwt/algorithms.js';
import type { RevocationReason, Session } from '../../features/sessions/session.js';
import type { StoredKey } from '../../features/signing-keys/store.js';
import { emailKey, usernameKey } from '../../features/accounts/identifiers.js';
import type { Metadata } from '../../features/accounts/metadata.js';
import type { User } from '../../features/accounts/user.js';
import type { SessionTable, SigningKeyTable, UserTable } from './schema.js';

/** What an account is made of; the hash is read only where a password is about to be checked. */
export const userColumns = [
  'id',
  'username',
  'email',
  'email_verified',
  'roles',
  'created_at',
  'disabled_at',
  'locale',
  'display_name',
  'public_metadata',
] as const satisfies readonly (keyof UserTable)[];

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

export type UserRow = Pick<UserTable, (typeof userColumns)[number]>;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    emailVerified: row.email_verified === 1,
    roles: parseRoles(row.roles),
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    locale: row.locale,
    displayName: row.display_name,
    publicMetadata: parseMetadata(row.public_metadata),
  };
}

export function fromUser(user: User, passwordHash: string): UserTable {
  return {
    id: user.id,
    username: user.username,
    username_key: usernameKey(user.username),
    email: user.email,
    email_key: user.email === null ? null : emailKey(user.email),
    email_verified: user.emailVerified ? 1 : 0,
    password_hash: passwordHash,
    roles: JSON.stringify(user.roles),
    created_at: user.createdAt,
    disabled_at: user.disabledAt,
    locale: user.locale,
    ...fromDisplayName(user.displayName),
    public_metadata: JSON.stringify(user.publicMetadata),
    private_metadata: '{}',
  };
}

export function fromDisplayName(
  name: string | null,
): Pick<UserTable, 'display_name' | 'display_name_key'> {
  return { display_name: name, display_name_key: name === null ? null : usernameKey(name) };
}

const noMetadata: Metadata = Object.freeze({});

/** Only what `checkedMetadata` has let through is stored. Most have none: nothing to parse on the hot path. */
export function parseMetadata(text: string): Metadata {
  return text === '{}' ? noMetadata : (JSON.parse(text) as Metadata);
}

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

/** @throws Error for an algorithm that this version does not know: it must not be taken for another */
export function toStoredKey(row: SigningKeyTable): StoredKey {
  const algorithm = asymmetricAlgorithms.find((known) => known === row.algorithm);
  if (algorithm === undefined) throw new Error(`signing key ${row.kid}: unknown algorithm`);
  return {
    kid: row.kid,
    algorithm,
    sequence: row.sequence,
    publicJwk: JSON.parse(row.public_jwk) as JsonWebKey,
    encryptedPrivateKey: row.encrypted_private_key,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export function fromStoredKey(key: StoredKey): SigningKeyTable {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    sequence: key.sequence,
    public_jwk: JSON.stringify(key.publicJwk),
    encrypted_private_key: key.encryptedPrivateKey,
    created_at: key.createdAt,
    activates_at: key.activatesAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
  };
}

/** Roles grant; so what is no list of names, after a hand has been in the table, grants nothing. */
export function parseRoles(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(value) && value.every((role) => typeof role === 'string') ? value : [];
}
