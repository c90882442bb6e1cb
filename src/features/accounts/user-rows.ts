import { emailKey, usernameKey } from './identifiers.js';
import type { Metadata } from './metadata.js';
import type { User } from './user.js';
import type { UserTable } from '../../platform/database/schema.js';

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
