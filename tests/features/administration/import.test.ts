import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  formatOf,
  passwordHashProblem,
} from '../../../src/platform/password-hashing/formats/index.js';
import {
  createPasswordHasher,
  noPassword,
  unusablePassword,
} from '../../../src/platform/password-hashing/hasher.js';
import {
  checkImport,
  importUsers,
  type ImportCheck,
  type ImportOptions,
} from '../../../src/features/administration/import.js';
import { emptyProfile, type User } from '../../../src/features/accounts/user.js';
import { bcryptOfA, foreignVectors, type Vector } from '../../platform/password-hashing/vectors.js';
import { readJsonLines } from '../../../src/features/administration/import-source.js';
import {
  createUserParser,
  type SourceRecord,
} from '../../../src/features/administration/import-line.js';
import { chunksOf } from '../../support/chunks.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { createTestClock } from '../../support/test-clock.js';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import { recordingOf } from '../../support/recording.js';

type Line = Record<string, unknown> | string;

function linesOf(lines: readonly Line[]): AsyncGenerator<SourceRecord> {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return readJsonLines(chunksOf(texts.join('\n')));
}

function check(...lines: Line[]): Promise<ImportCheck> {
  return checkImport(linesOf(lines));
}

async function problemOf(line: Line): Promise<string | undefined> {
  const { faults } = await check(line);
  return faults.first[0]?.problem;
}

const ada = { username: 'ada', passwordHash: bcryptOfA };
const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

describe('checkImport', () => {
  it('finds no fault in lines with all fields, and in lines with the needed ones', async () => {
    const full = {
      username: 'Grace.Hopper',
      passwordHash: bcryptOfA,
      email: 'grace@example.com',
      emailVerified: true,
      roles: ['admin', 'editor'],
      createdAt: '2019-03-01T12:00:00.123456+01:00',
      disabled: true,
    };
    expect(await check(ada, full)).toEqual({ total: 2, faults: { count: 0, first: [] } });
  });

  it('an import ignores blank lines, CR and a BOM, and counts lines from 1', async () => {
    const result = await check(`\ufeff${JSON.stringify(ada)}\r`, '', '  \r', '{}', '');
    expect(result.total).toBe(2);
    expect(result.faults.first.map(({ line }) => line)).toEqual([4]);
  });

  it.each<[string, Line, string]>([
    ['text', 'ada,hash', 'not JSON'],
    ['a list', '[]', 'expected object, received array'],
    ['a number', '17', 'expected object, received number'],
    ['no username', { passwordHash: bcryptOfA }, 'username: expected string, received undefined'],
    ['an empty username', { ...ada, username: ' ' }, 'username: Enter a username.'],
    [
      'a hash that is a number',
      { ...ada, passwordHash: 17 },
      'passwordHash: expected string, received number',
    ],
    ['an e-mail address of null', { ...ada, email: null }, 'email: expected string, received null'],
    ['roles that are text', { ...ada, roles: 'admin' }, 'roles: expected array, received string'],
    ['text for a flag', { ...ada, disabled: 'no' }, 'disabled: expected boolean, received string'],
    ['a key of another name', { ...ada, is_staff: true }, 'unknown key is_staff'],
    [
      '__proto__',
      '{"username":"ada","passwordHash":"x","__proto__":{"roles":["admin"]}}',
      '__proto__',
    ],
    [
      'a verified address that is not there',
      { ...ada, emailVerified: true },
      'emailVerified: true without an e-mail address',
    ],
    [
      'a time without a zone',
      { ...ada, createdAt: '2024-05-01T12:00:00' },
      'createdAt: not a time with a zone, such as 2024-05-01T12:00:00Z',
    ],
    [
      'a day that does not exist',
      { ...ada, createdAt: '2024-02-30T12:00:00Z' },
      'createdAt: not a time with a zone, such as 2024-05-01T12:00:00Z',
    ],
    [
      'a time before 1970, which no UUID can hold',
      { ...ada, createdAt: '1969-12-31T23:59:59Z' },
      'createdAt: not a time since 1970',
    ],
    [
      'an id that is no UUID',
      { ...ada, id: 'auth0|5f7c8ec7c33c6c004bbafe82' },
      'id: not a UUID; leave it out, and keep the old id in privateMetadata',
    ],
    [
      'the nil UUID',
      { ...ada, id: '00000000-0000-0000-0000-000000000000' },
      'id: not a UUID; leave it out, and keep the old id in privateMetadata',
    ],
    [
      'a locale that is none',
      { ...ada, locale: 'en_US!' },
      'locale: not a BCP 47 tag, such as en-US',
    ],
    ['a display name that is not seen', { ...ada, displayName: ' \u202e ' }, 'displayName: '],
    ['metadata that is a list', { ...ada, publicMetadata: [] }, 'publicMetadata: Metadata must be'],
    [
      'metadata that is too large',
      { ...ada, privateMetadata: { text: 'x'.repeat(2048) } },
      'privateMetadata: The metadata is too large',
    ],
    [
      'a credential of Keycloak that is damaged',
      { ...ada, passwordHash: { secretData: '{}', credentialData: '{}' } },
      'passwordHash: not a password of Keycloak with PBKDF2 or argon2',
    ],
    [
      'a hash too dear to check',
      { ...ada, passwordHash: bcryptOfA.replace('$05$', '$31$') },
      'bcrypt with a cost above 15',
    ],
  ])('names the fault of a line with %s', async (_, line, problem) => {
    expect(await problemOf(line)).toContain(problem);
  });

  it.each([
    ['username', { ...ada, username: 'ada lovelace' }],
    ['username', { ...ada, username: 'a\0b' }],
    ['username', { ...ada, username: 'a\ud800' }],
    ['email', { ...ada, email: 'ada' }],
    ['roles', { ...ada, roles: ['no spaces please'] }],
    ['roles', { ...ada, roles: Array.from({ length: 33 }, (_, index) => `role${index}`) }],
  ])('refuses the %s that registration would refuse', async (field, line) => {
    expect(await problemOf(line)).toMatch(new RegExp(`^${field}: [A-Z]`));
  });

  it('tells all faults of a line at once', async () => {
    const problem = await problemOf({ username: '', passwordHash: 'x', email: 'x', colour: 1 });
    expect(problem?.split('; ').map((part) => part.split(/[: ]/)[0])).toEqual([
      'username',
      'passwordHash',
      'email',
      'unknown',
    ]);
  });

  it('refuses a line that is far too long without parsing it', async () => {
    expect(await problemOf(`{"username":"${'a'.repeat(65_536)}"}`)).toBe(
      'longer than 65536 characters',
    );
  });

  it.each<[string, Line]>([
    ['as a value that is damaged', { ...ada, passwordHash: `${bcryptOfA}x` }],
    ['as a name', { ...ada, username: bcryptOfA }],
    ['as an address', { ...ada, email: bcryptOfA }],
    ['as a role', { ...ada, roles: [bcryptOfA] }],
    ['as a time', { ...ada, createdAt: bcryptOfA }],
    ['as a key', { ...ada, [bcryptOfA]: true }],
    ['as a line', bcryptOfA],
    ['in a line that is not JSON', `{"passwordHash":"${bcryptOfA}",}`],
  ])('never repeats a hash: %s', async (_, line) => {
    const problem = await problemOf(line);
    expect(problem).toMatch(/\w/);
    expect(problem).not.toContain('$');
    expect(problem).not.toContain('abcdef');
  });

  it('finds a username twice in any case and width, and says where', async () => {
    const { faults } = await check(
      ada,
      { ...ada, username: 'bob' },
      { ...ada, username: 'ＡＤＡ' },
    );
    expect(faults).toEqual({
      count: 1,
      first: [{ line: 3, problem: 'the same username as on line 1' }],
    });
  });

  it('finds an id twice in any case', async () => {
    const { faults } = await check({ ...ada, id }, { username: 'b', id: id.toUpperCase() });
    expect(faults.first).toEqual([{ line: 2, problem: 'the same id as on line 1' }]);
  });

  describe('where accounts need no username', () => {
    const usernames = { parse: createUserParser({ usernames: 'off' }) };
    const faultsOf = async (...lines: Line[]) =>
      (await checkImport(linesOf(lines), usernames)).faults.first;
    const email = 'ada@example.com';

    it('takes a line by its verified address, or by its id and an address', async () => {
      const given = { username: 'grace', passwordHash: bcryptOfA };
      expect(await faultsOf({ email, emailVerified: true }, { id, email }, given)).toEqual([]);
    });

    it.each([
      [{}, /^username: a line without one needs/],
      [{ email }, /^username: a line without one needs/],
      [{ id }, /^username: a line without one needs/],
      [{ username: ' ', email, emailVerified: true }, /^username: Enter a username/],
    ])('refuses %j', async (line, problem) => {
      expect(await faultsOf(line)).toEqual([
        { line: 1, problem: expect.stringMatching(problem) as string },
      ]);
    });

    it('finds what is twice by address and id', async () => {
      const verified = { email, emailVerified: true };
      expect(await faultsOf(verified, { id, email }, { id, email }, verified)).toEqual([
        { line: 3, problem: 'the same id as on line 2' },
        { line: 4, problem: 'the same verified e-mail address as on line 1' },
      ]);
    });
  });

  it('counts who has neither a password nor a verified address', async () => {
    const email = 'bob@example.com';
    const reachable = { username: 'b', email, emailVerified: true };
    const result = await check(ada, reachable, { username: 'c', email }, { username: 'd' });
    expect(result).toMatchObject({ faults: { count: 0 }, unreachable: 2 });
  });

  it('finds a verified address twice, and lets many name one that is not verified', async () => {
    const email = 'Shared@example.com';
    const { faults } = await check(
      { ...ada, email },
      { ...ada, username: 'b', email },
      { ...ada, username: 'c', email, emailVerified: true },
      { ...ada, username: 'd', email: email.toLowerCase(), emailVerified: true },
    );
    expect(faults).toEqual({
      count: 1,
      first: [{ line: 4, problem: 'the same verified e-mail address as on line 3' }],
    });
  });

  it('counts every fault and keeps the first hundred', async () => {
    const { total, faults } = await check(...Array<Line>(250).fill('{'));
    expect(total).toBe(250);
    expect(faults.count).toBe(250);
    expect(faults.first.map(({ line }) => line)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });
});

/** The last of each: the first of some are dear. */
function onePerFormat(vectors: readonly Vector[]): Vector[] {
  return [...new Map(vectors.map((vector) => [formatOf(vector.hash), vector])).values()];
}

describe.each(databases)('importUsers on $name', (databaseKind) => {
  const clock = createTestClock();
  const hasher = createPasswordHasher({ concurrency: 2, queueLimit: 100 });
  let database: TestDatabase;
  let storage: Storage;

  beforeEach(async () => {
    database = await databaseKind.createMigrated();
    storage = await openStorage(database.options);
  });
  afterEach(async () => {
    await storage.close();
    await database.drop();
  });

  function run(
    lines: readonly Line[],
    options: Pick<Partial<ImportOptions>, 'transact' | 'batchSize' | 'parse' | 'generate'> = {},
  ) {
    return importUsers(linesOf(lines), { ...recordingOf(storage, clock), clock, ...options });
  }

  async function usernames(): Promise<string[]> {
    const users = await storage.users.list({ limit: 1000 });
    return users.map(({ username }) => username).sort();
  }

  const find = (usernameKey: string): Promise<User | undefined> =>
    storage.users.find({ usernameKey });

  async function expectSignIn(username: string, password: string): Promise<void> {
    const credentials = await storage.users.findCredentials({ usernameKey: username });
    expect(await hasher.verify(credentials?.passwordHash ?? '', password)).toEqual({
      matches: true,
      outdated: true,
    });
  }

  /** One user of each kind of hash: more than a few batches. */
  const everyFormat = onePerFormat(foreignVectors).map(({ hash, password }, index) => ({
    line: { username: `user${index}`, passwordHash: hash },
    password,
  }));
  const lines = everyFormat.map(({ line }) => line);

  it('adds every field as it is given', async () => {
    const line = {
      username: 'Grace.Hopper',
      passwordHash: bcryptOfA,
      email: 'Grace@example.com',
      emailVerified: true,
      roles: ['editor', 'admin', 'editor'],
      createdAt: '2019-03-01T13:00:00.5+01:00',
      disabled: true,
    };
    expect(await run([line])).toEqual({
      inserted: 1,
      existing: 0,
      leftOut: { count: 0, first: [] },
    });
    const createdAt = Date.UTC(2019, 2, 1, 12, 0, 0, 500);
    const user = await storage.users.find({ verifiedEmailKey: 'grace@example.com' });
    expect(user).toEqual({
      id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/,
      ) as string,
      username: 'Grace.Hopper',
      email: 'Grace@example.com',
      emailVerified: true,
      roles: ['admin', 'editor'],
      createdAt,
      disabledAt: clock.now(),
      ...emptyProfile,
    });
    // RFC 9562 §5.7: the first 48 bits are the time, so that users list in the order of creation.
    expect(Number.parseInt(user?.id.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(createdAt);
  });

  it('keeps an id, a display name, a locale and metadata', async () => {
    const publicMetadata = { plan: 'pro', nested: [1, { a: null }] };
    const privateMetadata = { oldId: 'auth0|5f7c8ec7c33c6c004bbafe82' };
    const more = {
      displayName: ' Ada Lovelace ',
      locale: 'EN-us',
      publicMetadata,
      privateMetadata,
    };
    await run([{ ...ada, id: id.toUpperCase(), ...more }]);
    const user = await find('ada');
    expect(user).toMatchObject({
      id,
      displayName: 'Ada Lovelace',
      locale: 'en-US',
      publicMetadata,
    });
    const known = await storage.profiles.privateMetadataOf([id]);
    expect(known.get(id)).toEqual(privateMetadata);
  });

  it('knows an account by its id, and leaves a name out that has another id', async () => {
    await run([{ ...ada, id }]);
    const otherId = id.replace('3f', '4f');
    const renamed = { ...ada, id, username: 'ada2' };
    expect(await run([{ ...ada, id }])).toMatchObject({ inserted: 0, existing: 1 });
    expect(await run([renamed])).toMatchObject({ inserted: 0, existing: 1 });
    expect(await run([{ ...ada, id: otherId }])).toMatchObject({
      inserted: 0,
      existing: 0,
      leftOut: {
        count: 1,
        first: [{ line: 1, problem: 'the account of this username has another id' }],
      },
    });
    expect(await usernames()).toEqual(['ada']);
  });

  it.each([{}, { passwordHash: null }])('adds an account without a password: %j', async (none) => {
    const email = { email: 'ada@example.com', emailVerified: true };
    await run([{ username: 'ada', ...email, ...none }]);
    const { passwordHash = '' } =
      (await storage.users.findCredentials({ usernameKey: 'ada' })) ?? {};
    expect(passwordHash).toBe(noPassword);
    // It is not what an invitation looks for, and an older version can check it.
    expect(passwordHash).not.toBe(unusablePassword);
    expect(passwordHashProblem(passwordHash)).toBeUndefined();
    for (const guess of ['', passwordHash, 'no password here', '\0'.repeat(32)]) {
      expect(await hasher.verify(passwordHash, guess)).toEqual({ matches: false, outdated: false });
    }
  });

  it('an import line defaults to now, no roles and an unverified address', async () => {
    await run([{ ...ada, email: 'ada@example.com' }]);
    expect(await find('ada')).toMatchObject({
      email: 'ada@example.com',
      emailVerified: false,
      roles: [],
      createdAt: clock.now(),
      disabledAt: null,
    });
  });

  it('lets every user sign in with the old password, whatever the format of the hash', async () => {
    expect((await run(lines)).inserted).toBe(lines.length);
    for (const [index, { password }] of everyFormat.entries()) {
      await expectSignIn(`user${index}`, password);
    }
  });

  it('leaves an account of the same username untouched, and counts it', async () => {
    await run([{ ...ada, roles: ['admin'] }]);
    const before = await storage.users.findCredentials({ usernameKey: 'ada' });
    const other = { username: 'ADA', passwordHash: foreignVectors[0]?.hash, roles: [] };
    expect(await run([other, { ...ada, username: 'bob' }])).toMatchObject({
      inserted: 1,
      existing: 1,
    });
    expect(await storage.users.findCredentials({ usernameKey: 'ada' })).toEqual(before);
  });

  it('an import skips lines whose address another account has verified, and names them', async () => {
    const email = 'ada@example.com';
    await run([{ ...ada, email, emailVerified: true }]);
    const result = await run([
      { ...ada, username: 'bob' },
      { ...ada, username: 'eve', email: 'ADA@example.com', emailVerified: true },
      { ...ada, username: 'mallory', email },
    ]);
    expect(result).toEqual({
      inserted: 2,
      existing: 0,
      leftOut: {
        count: 1,
        first: [{ line: 2, problem: 'another account has verified this e-mail address' }],
      },
    });
    expect(await usernames()).toEqual(['ada', 'bob', 'mallory']);
  });

  it('gives a line without a username a generated one, and knows its account again', async () => {
    const parse = createUserParser({ usernames: 'optional' });
    const verified = { email: 'ada@example.com', emailVerified: true };
    const unproved = { id, email: 'grace@example.com' };
    expect(await run([verified, unproved, ada], { parse })).toMatchObject({ inserted: 3 });
    expect(await usernames()).toEqual(['ada', expect.stringMatching(/^user-/), expect.anything()]);
    expect(await run([{ ...verified, email: 'ADA@example.com' }, unproved], { parse })).toEqual({
      inserted: 0,
      existing: 2,
      leftOut: { count: 0, first: [] },
    });
    const otherId = { ...verified, id: id.replace('3f', '4f') };
    expect((await run([otherId], { parse })).leftOut.first).toEqual([
      { line: 1, problem: 'another account has verified this e-mail address' },
    ]);
    expect(await usernames()).toHaveLength(3);
    // It must not count as an account that is there.
    const taken = run([{ id: otherId.id, email: 'x@example.com' }], {
      parse,
      generate: () => 'ada',
    });
    await expect(taken).rejects.toThrow('a generated username is taken');
  });

  it('reports progress after each transaction, in lines', async () => {
    const done: number[] = [];
    await importUsers(linesOf(['', ...lines.slice(0, 7)]), {
      ...recordingOf(storage, clock),
      clock,
      batchSize: 3,
      onProgress: (count) => done.push(count),
    });
    expect(done).toEqual([3, 6, 7]);
  });

  it('imports everyone exactly once when it is interrupted and run again', async () => {
    async function* interrupted() {
      yield* linesOf(lines.slice(0, 8));
      throw new Error('interrupted');
    }
    const options = { ...recordingOf(storage, clock), clock, batchSize: 3 };
    await expect(importUsers(interrupted(), options)).rejects.toThrow('interrupted');
    expect(await usernames()).toEqual(['user0', 'user1', 'user2', 'user3', 'user4', 'user5']);

    expect(await run(lines, { batchSize: 3 })).toMatchObject({
      inserted: lines.length - 6,
      existing: 6,
    });
    expect(await usernames()).toEqual(lines.map(({ username }) => username).sort());
    for (const [index, { password }] of everyFormat.entries()) {
      await expectSignIn(`user${index}`, password);
    }
    expect(await run(lines)).toMatchObject({ inserted: 0, existing: lines.length });
  });

  it('leaves nothing of a transaction that fails in the middle', async () => {
    let transactions = 0;
    const failing: Storage['transact'] = (work) =>
      storage.transact(async (stores) => {
        const result = await work(stores);
        transactions += 1;
        if (transactions === 2) throw new Error('the connection is lost');
        return result;
      });
    await expect(run(lines, { transact: failing, batchSize: 4 })).rejects.toThrow(
      'the connection is lost',
    );
    expect(await usernames()).toEqual(['user0', 'user1', 'user2', 'user3']);
    expect(await run(lines, { batchSize: 4 })).toMatchObject({
      inserted: lines.length - 4,
      existing: 4,
    });
  });

  it('lets two imports of one file run at once: everyone is there exactly once', async () => {
    const results = await Promise.all([run(lines, { batchSize: 2 }), run(lines, { batchSize: 2 })]);
    expect(results.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(lines.length);
    expect(results.reduce((sum, { existing }) => sum + existing, 0)).toBe(lines.length);
  });

  it('stops at a line that has become faulty since the check, and does not quote it', async () => {
    const damaged = { ...ada, passwordHash: 'hunter2' };
    await expect(run([...lines.slice(0, 4), damaged], { batchSize: 4 })).rejects.toThrow(
      /^line 5: passwordHash: not a hash of a known format \([^)]*\)$/,
    );
    expect(await usernames()).toEqual(['user0', 'user1', 'user2', 'user3']);
  });

  it.each([0, 1.5, Number.NaN])('refuses a batch size of %d', async (batchSize) => {
    await expect(run(lines, { batchSize })).rejects.toThrow(TypeError);
  });
});
