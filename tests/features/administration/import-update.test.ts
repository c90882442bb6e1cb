import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import { importUsers, type ImportResult } from '../../../src/features/administration/import.js';
import {
  createUserParser,
  type ParseUser,
} from '../../../src/features/administration/import-line.js';
import { readJsonLines } from '../../../src/features/administration/import-source.js';
import {
  declinedPassword,
  noPassword,
  unusablePassword,
} from '../../../src/platform/password-hashing/hasher.js';
import { newSession } from '../../contract/storage-contract.js';
import {
  argon2Vectors,
  bcryptOfA,
  bcryptOfNothing,
} from '../../platform/password-hashing/vectors.js';
import { chunksOf } from '../../support/chunks.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { recordingOf } from '../../support/recording.js';
import { createTestClock } from '../../support/test-clock.js';

type Line = Record<string, unknown>;
const ada = { username: 'ada', passwordHash: bcryptOfA };
const argon2 = argon2Vectors[0]?.hash ?? '';
const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

describe.each(databases)('an import that updates, on $name', (databaseKind) => {
  const clock = createTestClock();
  let database: TestDatabase;
  let storage: Storage;
  beforeEach(async () => {
    database = await databaseKind.create();
    storage = await openStorage(database.options);
    await storage.migrate();
  });
  afterEach(async () => {
    await storage.close();
    await database.drop();
  });

  function run(
    lines: readonly Line[],
    more: {
      overwritePasswords?: boolean;
      transact?: Storage['transact'];
      parse?: ParseUser;
    } = {},
  ): Promise<ImportResult> {
    const { overwritePasswords = false, ...rest } = more;
    const update = { adminRole: 'admin', overwritePasswords };
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const recording = { ...recordingOf(storage, clock), clock, update, ...rest };
    return importUsers(readJsonLines(chunksOf(text)), recording);
  }
  const credentials = (usernameKey = 'ada') => storage.users.findCredentials({ usernameKey });
  const userOf = async (username?: string) => (await credentials(username))?.user;
  const hashOf = async (username?: string) => (await credentials(username))?.passwordHash;
  const setHash = async (hash: string) =>
    storage.users.setPasswordHash((await userOf())?.id ?? '', hash);
  const eventTypes = async () =>
    (await storage.audit.list({ limit: 100 })).map(({ type }) => type).sort();
  const updated = { inserted: 0, existing: 0, updated: 1, leftOut: { count: 0, first: [] } };
  const unchanged = { ...updated, existing: 1, updated: 0 };
  const leftOut = (problem: string) => ({
    ...updated,
    updated: 0,
    leftOut: { count: 1, first: [{ line: 1, problem }] },
  });

  it('changes what the line says, leaves the rest, and changes nothing twice', async () => {
    const first = {
      ...ada,
      roles: ['editor'],
      displayName: 'Ada',
      createdAt: '2019-03-01T12:00:00Z',
    };
    expect(await run([first])).toEqual({ ...updated, inserted: 1, updated: 0 });
    const before = await userOf();
    const next = {
      username: 'ADA',
      email: 'ada@example.com',
      emailVerified: true,
      locale: 'ko',
      publicMetadata: { plan: 'pro' },
      privateMetadata: { oldId: '17' },
      disabled: true,
      createdAt: '2020-01-01T00:00:00Z',
    };
    expect(await run([next])).toEqual(updated);
    expect(await userOf()).toEqual({
      ...before,
      email: 'ada@example.com',
      emailVerified: true,
      locale: 'ko',
      publicMetadata: { plan: 'pro' },
      disabledAt: clock.now(),
    });
    const known = await storage.profiles.privateMetadataOf([before?.id ?? '']);
    expect([...known.values()]).toEqual([{ oldId: '17' }]);
    expect(await run([next])).toEqual(unchanged);
    expect(await run([{ ...next, roles: ['x'], disabled: false, displayName: null }])).toEqual(
      updated,
    );
    expect(await userOf()).toMatchObject({ roles: ['x'], disabledAt: null, displayName: null });
    expect((await eventTypes()).filter((type) => type !== 'user.imported')).toEqual([
      'user.disabled',
      'user.enabled',
      'user.reimported',
      'user.reimported',
      'user.roles_changed',
    ]);
  });

  it('finds the account by id, else by username, else by address; its username stays', async () => {
    const email = { email: 'ada@example.com', emailVerified: true };
    await run([{ ...ada, id, ...email }]);
    expect(await run([{ username: 'countess', id, locale: 'en' }])).toEqual(updated);
    expect(await run([{ username: 'ada', locale: 'de' }])).toEqual(updated);
    expect(await run([{ username: 'countess', ...email, locale: 'ko' }])).toEqual(updated);
    const parse = createUserParser({ usernames: 'off' });
    expect(await run([{ ...email, displayName: 'Ada' }], { parse })).toEqual(updated);
    expect(await userOf()).toMatchObject({ id, username: 'ada', locale: 'ko', displayName: 'Ada' });
    // With another id it is someone else, whose name or address is taken.
    const otherId = id.replace('3f', '4f');
    expect(await run([{ username: 'ada', id: otherId, locale: 'fr' }])).toEqual(
      leftOut('the account of this username has another id'),
    );
    expect(await run([{ username: 'countess', id: otherId, ...email }])).toEqual(
      leftOut('another account has verified this e-mail address'),
    );
    expect(await userOf()).toMatchObject({ locale: 'ko' });
  });

  it.each([
    ['imported', bcryptOfA],
    ['missing', noPassword],
    ['still open by an invitation', unusablePassword],
  ])('replaces a password that is %s, and ends sessions', async (_title, known) => {
    await run([ada]);
    await setHash(known);
    const session = newSession((await userOf())?.id ?? '');
    await storage.sessions.insert(session);
    expect(await run([{ ...ada, passwordHash: bcryptOfNothing }])).toEqual(updated);
    expect(await hashOf()).toBe(bcryptOfNothing);
    const found = await storage.sessions.findWithUser(session.id);
    expect(found?.session.revokedReason).toBe('password_changed');
  });

  it.each([
    ['a password that was set or used', argon2],
    ['that there is none, as its user decided', declinedPassword],
  ])('keeps %s here, unless it is asked to overwrite it', async (_title, kept) => {
    await run([ada]);
    await setHash(kept);
    expect(await run([{ ...ada, locale: 'ko' }])).toEqual(updated);
    expect(await hashOf()).toBe(kept);
    expect(await run([ada])).toEqual(unchanged);
    expect(
      await run([{ username: 'ada', passwordHash: null }], { overwritePasswords: true }),
    ).toEqual(unchanged);
    expect(await run([ada], { overwritePasswords: true })).toEqual(updated);
    expect(await hashOf()).toBe(bcryptOfA);
  });

  it('does not replace a verified address by one that is not', async () => {
    await run([{ ...ada, email: 'ada@example.com', emailVerified: true }]);
    expect(await run([{ ...ada, email: 'other@example.com' }])).toEqual(unchanged);
    expect(await userOf()).toMatchObject({ email: 'ada@example.com', emailVerified: true });
  });

  it('leaves the whole line out where one thing of it cannot be', async () => {
    await run([
      { ...ada, roles: ['admin'] },
      { ...ada, username: 'bob', email: 'b@example.com', emailVerified: true },
    ]);
    const before = [await credentials(), await credentials('bob')];
    const lastAdmin = 'This is the last administrator. Give the role to someone else first.';
    const more = { locale: 'ko', passwordHash: bcryptOfNothing };
    expect(await run([{ username: 'ada', ...more, roles: [] }])).toEqual(leftOut(lastAdmin));
    expect(await run([{ username: 'ada', ...more, disabled: true }])).toEqual(leftOut(lastAdmin));
    const taken = { email: 'B@example.com', emailVerified: true };
    expect(await run([{ username: 'ada', ...more, ...taken }])).toEqual(
      leftOut('Another account has verified this e-mail address.'),
    );
    expect([await credentials(), await credentials('bob')]).toEqual(before);
  });

  it('goes on where it was interrupted: each line is done once, whole', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `user${index}`);
    const lines = names.map((username) => ({ ...ada, username }));
    await run(lines.slice(0, 6));
    const next = lines.map((line) => ({ ...line, locale: 'ko', roles: ['x'] }));
    let transactions = 0;
    const failing: Storage['transact'] = (work) =>
      storage.transact(async (stores) => {
        const result = await work(stores);
        transactions += 1;
        if (transactions === 4) throw new Error('the connection is lost');
        return result;
      });
    await expect(run(next, { transact: failing })).rejects.toThrow('the connection is lost');
    const half = await Promise.all(names.map(async (name) => userOf(name)));
    expect(half.map((user) => `${user?.locale ?? '-'} ${user?.roles.join() ?? ''}`)).toEqual([
      'ko x',
      'ko x',
      '- ',
      '- ',
      '- ',
      '- ',
      'ko x',
      'ko x',
    ]);
    expect(await run(next)).toEqual({ ...updated, existing: 4, updated: 4 });
  });

  it('may run twice at once: every account ends as the file says', async () => {
    const lines = ['a', 'b', 'c', 'd'].map((username) => ({ ...ada, username }));
    await run(lines);
    const next = lines.map((line) => ({ ...line, locale: 'ko', roles: ['admin'] }));
    const results = await Promise.all([run(next), run([...next].reverse())]);
    expect(results.map((result) => result.leftOut.count)).toEqual([0, 0]);
    for (const username of ['a', 'b', 'c', 'd']) {
      expect(await userOf(username)).toMatchObject({ locale: 'ko', roles: ['admin'] });
    }
  });
});
