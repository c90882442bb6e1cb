import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { newSession } from '../../contract/storage-contract.js';
import { databases } from '../../support/databases.js';
import { dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { openDatabase } from '../../../src/platform/database/open.js';

const recoveryCode = 'ABCDEFGH23456722';

/** Where each column of the database is in `exportMyData`; in words, why it is not. */
const columns: Record<string, Record<string, string | readonly string[]>> = {
  users: {
    id: ['account', 'id'],
    username: ['account', 'username'],
    username_key: 'the username again',
    email: ['account', 'email'],
    email_key: 'the address again',
    email_verified: ['account', 'emailVerified'],
    password_hash: 'a secret',
    roles: ['account', 'roles'],
    created_at: ['account', 'createdAt'],
    disabled_at: ['account', 'disabledAt'],
    display_name: ['account', 'displayName'],
    display_name_key: 'the display name again',
    public_metadata: ['account', 'publicMetadata'],
    private_metadata: 'the operator answers for it',
    locale: ['account', 'locale'],
    invited_at: ['account', 'invitedAt'],
    two_step_since: ['account', 'twoStepSince'],
  },
  sessions: {
    id: ['sessions', '0', 'id'],
    user_id: ['sessions', '0', 'userId'],
    generation: ['sessions', '0', 'generation'],
    roles: ['sessions', '0', 'roles'],
    created_at: ['sessions', '0', 'createdAt'],
    authenticated_at: ['sessions', '0', 'authenticatedAt'],
    rotated_at: ['sessions', '0', 'rotatedAt'],
    last_used_at: ['sessions', '0', 'lastUsedAt'],
    expires_at: ['sessions', '0', 'expiresAt'],
    revoked_at: ['sessions', '0', 'revokedAt'],
    revoked_reason: ['sessions', '0', 'revokedReason'],
    user_agent: ['sessions', '0', 'userAgent'],
    ip_address: ['sessions', '0', 'ipAddress'],
    actor_id: 'an administrator; "byAdministrator" tells whether there is one',
    amr: ['sessions', '0', 'amr'],
    acr: ['sessions', '0', 'acr'],
    rotation_key: 'a hash of a secret',
  },
  audit_events: {
    id: ['securityEvents', '0', 'id'],
    at: ['securityEvents', '0', 'at'],
    type: ['securityEvents', '0', 'type'],
    user_id: ['securityEvents', '0', 'userId'],
    session_id: ['securityEvents', '0', 'sessionId'],
    user_agent: ['securityEvents', '0', 'userAgent'],
    ip_address: ['securityEvents', '0', 'ipAddress'],
    detail: ['securityEvents', '0', 'detail'],
    count: ['securityEvents', '0', 'count'],
    last_at: ['securityEvents', '0', 'lastAt'],
    count_key: 'a hash of what is above',
    actor_id: 'an administrator; "byAdministrator" tells whether there is one',
    xact: 'the order of storing, on PostgreSQL alone',
  },
  one_time_secrets: {
    subject: 'the account, or the key of the address, again',
    purpose: ['pendingConfirmations', '0', 'purpose'],
    token_hash: 'a hash of a secret',
    code_hash: 'a hash of a secret',
    code_guesses: 'how often someone has guessed at a secret',
    user_id: ['account', 'id'],
    email: ['pendingConfirmations', '0', 'email'],
    created_at: ['pendingConfirmations', '0', 'createdAt'],
    expires_at: ['pendingConfirmations', '0', 'expiresAt'],
    ...Object.fromEntries(
      [2, 3].flatMap((place) =>
        ['token_hash', 'code_hash', 'code_guesses', 'email', 'created_at', 'expires_at'].map(
          (column) => [`${column}_${place}`, 'an earlier secret, exported in the same form'],
        ),
      ),
    ),
  },
  recovery_codes: {
    user_id: ['account', 'id'],
    code_hash: 'a hash of a secret',
    created_at: ['recoveryCodes', '0', 'createdAt'],
    used_at: ['recoveryCodes', '0', 'usedAt'],
    recovery_requested_at: ['accountRecoveries', '0', 'requestedAt'],
    recovery_opens_at: ['accountRecoveries', '0', 'opensAt'],
  },
  totp_factors: {
    id: ['authenticatorApps', '0', 'id'],
    user_id: ['account', 'id'],
    secret: 'a secret',
    label: ['authenticatorApps', '0', 'label'],
    created_at: ['authenticatorApps', '0', 'createdAt'],
    confirmed_at: ['authenticatorApps', '0', 'confirmedAt'],
    last_step: 'the time of the last use again',
    last_used_at: ['authenticatorApps', '0', 'lastUsedAt'],
    expires_at: 'empty once it is confirmed; what waits is not exported',
  },
  passkeys: {
    id: ['passkeys', '0', 'id'],
    user_id: ['passkeys', '0', 'userId'],
    credential_id: ['passkeys', '0', 'credentialId'],
    public_key: ['passkeys', '0', 'publicKey'],
    rp_id: ['passkeys', '0', 'rpId'],
    counter: ['passkeys', '0', 'counter'],
    backup_eligible: ['passkeys', '0', 'backupEligible'],
    backed_up: ['passkeys', '0', 'backedUp'],
    transports: ['passkeys', '0', 'transports'],
    aaguid: ['passkeys', '0', 'aaguid'],
    label: ['passkeys', '0', 'label'],
    created_at: ['passkeys', '0', 'createdAt'],
    last_used_at: ['passkeys', '0', 'lastUsedAt'],
  },
  devices: {
    id: 'a hash of what the device is known by',
    user_id: ['account', 'id'],
    session_id: ['devices', '0', 'sessionId'],
    name: ['devices', '0', 'name'],
    first_used_at: ['devices', '0', 'firstUsedAt'],
    last_used_at: ['devices', '0', 'lastUsedAt'],
  },
  device_notices: {
    user_id: ['account', 'id'],
    mails: 'a count of mails that the user has',
    resets_at: 'when the count starts again',
  },
  identities: {
    id: ['identities', '0', 'id'],
    user_id: ['identities', '0', 'userId'],
    provider: ['identities', '0', 'provider'],
    issuer: ['identities', '0', 'issuer'],
    subject: ['identities', '0', 'subject'],
    email: ['identities', '0', 'email'],
    email_verified: ['identities', '0', 'emailVerified'],
    created_at: ['identities', '0', 'createdAt'],
    last_used_at: ['identities', '0', 'lastUsedAt'],
  },
  factor_resets: {
    user_id: ['account', 'id'],
    id: 'names the reset, and nothing else',
    token_hash: 'a hash of a secret',
    actor_id: 'an administrator',
    requested_at: ['factorResets', '0', 'requestedAt'],
    due_at: ['factorResets', '0', 'dueAt'],
  },
  name_holds: {
    key_hash: 'a hash',
    user_id: ['account', 'id'],
    ends_at: ['heldUsernames', '0', 'endsAt'],
    look_alike_hash: 'a hash',
  },
  name_claims: {
    look_alike_key: 'the username again',
    user_id: 'the account again',
  },
};

const ofTheService = [
  'kysely_migration',
  'kysely_migration_lock',
  'authgraph_migration',
  'authgraph_migration_lock',
  // Of hashes that name nobody.
  'backfills',
  'throttle_counters',
  'signing_keys',
  // Counters that name nobody.
  'sign_in_days',
  // Of tokens that say nothing here.
  'used_tokens',
  // Letters on their way: sealed, with masked addresses, and gone when they have been delivered.
  'outbox',
];

/** What the raw value of a column may look like in the export. */
function formsOf(value: unknown): unknown[] {
  if (typeof value === 'number') return [value, value === 1, new Date(value).toISOString()];
  if (typeof value !== 'string') return [value];
  try {
    return [value, JSON.parse(value)];
  } catch {
    return [value];
  }
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], data);
}

describe.each(databases)('exportMyData, on $name', ({ name }) => {
  let server: TestServer;
  let database: OpenDatabase;
  let exported: unknown;
  let userId: string;

  beforeAll(async () => {
    server = await startTestServer({ database: name });
    database = openDatabase({ ...server.database.options, poolSize: 1 });
    userId = await fill();
  });
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  /** A user of whom every column is filled, where it can be. */
  async function fill(): Promise<string> {
    const now = server.clock.now();
    const { user, accessToken: token } = await server.signUp('exported');
    const { id } = user;
    await server.withStorage(async (storage) => {
      await storage.audit.append([
        {
          id: '01890000-0000-7000-8000-000000000001',
          at: now - 5000,
          type: 'user.roles_changed',
          userId: id,
          actorId: null,
          sessionId: uuidv7(),
          userAgent: 'Firefox',
          ipAddress: '192.0.2.9',
          detail: { before: ['a'], after: [] },
        },
      ]);
      await storage.sessions.insert(
        newSession(id, {
          id: '01890000-0000-7000-8000-000000000002',
          generation: 7,
          roles: ['editor'],
          createdAt: now - 9000,
          authenticatedAt: now - 8000,
          rotatedAt: now - 7000,
          lastUsedAt: now - 6000,
          expiresAt: now + 9000,
          revokedAt: now - 5000,
          revokedReason: 'logout',
        }),
      );
      await storage.profiles.update(id, { displayName: 'Ada', publicMetadata: { plan: 'pro' } });
      await storage.profiles.setPrivateMetadata(id, { remark: 'vip' });
      await storage.oneTimeTokens.add({
        subject: id,
        purpose: 'verify-email',
        tokenHash: 'hash-of-token',
        codeHash: 'hash-of-code',
        userId: id,
        email: 'next@example.com',
        createdAt: now - 1000,
        expiresAt: now + 1000,
      });
      const codeHash = createHash('sha256').update(recoveryCode).digest('base64url');
      await storage.recoveryCodes.add(id, [codeHash], now - 2000);
      const recovery = { requestedAt: now - 1500, opensAt: now + 1000 };
      await storage.accountRecoveries.begin({ userId: id, codeHash }, recovery, now);
      const appId = '01890000-0000-7000-8000-000000000003';
      const times = { createdAt: now - 3000, confirmedAt: null, lastUsedAt: null };
      const app = { id: appId, userId: id, secret: 'sealed-secret', label: 'Phone', ...times };
      await storage.totp.add(app, now);
      await storage.totp.confirm(appId, 1, now - 2000);
      await storage.passkeys.add({
        id: '01890000-0000-7000-8000-000000000005',
        userId: id,
        credentialId: 'credential',
        publicKey: 'key',
        rpId: 'example.com',
        counter: 7,
        backupEligible: true,
        backedUp: true,
        transports: ['internal'],
        aaguid: '01890000-0000-7000-8000-000000000004',
        label: 'Phone',
        createdAt: now - 3000,
        lastUsedAt: now - 2000,
      });
      await storage.identities.add({
        id: '01890000-0000-7000-8000-000000000006',
        userId: id,
        provider: 'google',
        issuer: 'https://accounts.google.com',
        subject: '1234',
        email: 'ada@example.com',
        emailVerified: true,
        createdAt: now - 3000,
        lastUsedAt: now - 2000,
      });
      const ids = { id: uuidv7(), userId: id, tokenHash: 'hash-of-reset', actorId: id };
      await storage.factorResets.add({ ...ids, requestedAt: now - 1, dueAt: now + 1000 });
      await storage.reservedUsernames.put('formerly', { userId: id, endsAt: now + 1000 });
    });
    const address = 'ada@example.com';
    const personal = { email: address, email_key: address, email_verified: 1, locale: 'ko' };
    const since = { two_step_since: now - 3000, invited_at: now - 2000 };
    await database
      .tables<{ users: Record<string, unknown> }>()
      .updateTable('users')
      .set({ ...personal, ...since, roles: '["editor"]' })
      .where('id', '=', id)
      .execute();
    const proof = `mutation { stepUp(input: { recoveryCode: "${recoveryCode}" }) { accessToken } }`;
    const { stepUp } = dataOf(
      await server.send<{ stepUp: { accessToken: string } }>(proof, {}, { token }),
    );
    const reply = await server.send<{ exportMyData: unknown }>(
      '{ exportMyData }',
      {},
      { token: stepUp.accessToken },
    );
    exported = dataOf(reply).exportMyData;
    return id;
  }

  const tablesOf = () => database.tables().introspection.getTables();

  test('has decided about every table and every column of the database', async () => {
    const found = (await tablesOf())
      .filter((table) => !ofTheService.includes(table.name))
      .map((table) => {
        const names = table.columns.map((column) => column.name);
        if (name === 'sqlite' && table.name === 'audit_events') names.push('xact');
        return [table.name, names.sort()];
      });
    const decided = Object.entries(columns).map(([table, of]) => [table, Object.keys(of).sort()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(decided));
  });

  const exportedColumns = Object.entries(columns).flatMap(([table, of]) =>
    Object.entries(of).flatMap(([column, path]) =>
      typeof path === 'string' ? [] : [{ table, column, path }],
    ),
  );

  test.each(exportedColumns)('has $table.$column', async ({ table, column, path }) => {
    const owner = table === 'users' ? 'id' : 'user_id';
    const order =
      {
        name_holds: 'ends_at',
        one_time_secrets: 'expires_at',
        recovery_codes: 'code_hash',
        device_notices: 'resets_at',
      }[table] ?? 'id';
    const row = await database
      .tables<Record<string, Record<string, unknown>>>()
      .selectFrom(table)
      .selectAll()
      .where(owner, '=', userId)
      .orderBy(order)
      .limit(1)
      .executeTakeFirstOrThrow();
    const value = row[column];
    if (column !== 'disabled_at') expect(value).not.toBeNull();
    expect(formsOf(value)).toContainEqual(valueAt(exported, path));
  });

  test('has nothing of what is withheld', () => {
    expect(JSON.stringify(exported)).not.toMatch(/argon2|vip|hash-of|sealed/);
  });
});
