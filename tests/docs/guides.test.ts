import { scryptSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from '@node-rs/bcrypt';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { outputOf } from '../cli/run.js';
import { createDatabase, runStatement } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../support/graphql-client.js';
import {
  blocksOf,
  commandsOf,
  followGuide,
  guides,
  readGuide,
  type FollowedGuide,
} from '../support/guide.js';
import { startServerProcess } from '../support/server-process.js';

// A guide is up to a dozen processes, one after the other, beside other test files.
vi.setConfig({ testTimeout: 120_000 });

const followed: FollowedGuide[] = [];
afterEach(async () => {
  await Promise.all(followed.splice(0).map((guide) => guide.remove()));
});

async function follow(name: string, files?: Record<string, string>): Promise<FollowedGuide> {
  const guide = await followGuide(name, files);
  followed.push(guide);
  return guide;
}

/** These have tests of their own below: they need an export of the other system, or say what comes of it. */
const ownTests = [
  'from-auth0-and-firebase.md',
  'from-flask-jwt-extended.md',
  'incident-a-key-leaked.md',
  // In webhooks-guide.test.ts, beside a receiver.
  'webhooks.md',
];
const withCommands = guides.filter((name) => commandsOf(readGuide(name)).length > 0);

test('the table of guides has them all', () => {
  const table = readGuide('README.md');
  const others = guides.filter((name) => name !== 'README.md');
  expect(others.filter((name) => !table.includes(`](${name})`))).toEqual([]);
});

test.each(withCommands.filter((name) => !ownTests.includes(name)))(
  'the commands of %s work, in their order, on a new database',
  async (name) => {
    await expect(follow(name)).resolves.toBeDefined();
  },
);

test('the guides whose commands must work are found', () => {
  expect(withCommands).toEqual(
    expect.arrayContaining([
      ...ownTests,
      'behind-a-proxy.md',
      'key-rotation.md',
      'postgresql-in-production.md',
    ]),
  );
});

test('a command that fails is noticed', async () => {
  // No users.jsonl is there.
  await expect(followGuide('from-flask-jwt-extended.md')).rejects.toThrow('users.jsonl');
});

test('the incident ends with one signing key, all others revoked, and the new secret', async () => {
  const { env } = await follow('incident-a-key-leaked.md');
  const list = await outputOf(['keys', 'list', '--json'], { env });
  const states = (JSON.parse(list) as { state: string }[]).map(({ state }) => state);
  expect(states).toEqual(['revoked', 'signing']);
  await expect(startServerProcess(env)).rejects.toThrow('does not open the signing keys');
});

describe('who moves here', () => {
  /** As Werkzeug writes it. */
  function werkzeugHash(password: string): string {
    const derived = scryptSync(password, 'c0ffee', 64, { N: 32_768, r: 8, maxmem: 2 ** 26 });
    return `scrypt:32768:8:1$c0ffee$${derived.toString('hex')}`;
  }

  test('from Flask signs in with the password of before', async () => {
    const database = await createDatabase('postgres');
    const url = database.url ?? '';
    await runStatement(
      url,
      `CREATE TABLE users (id serial, username text, password_hash text, email text,
         confirmed_at timestamptz, created_at timestamptz DEFAULT now())`,
    );
    const insert = `INSERT INTO users (username, password_hash, email, confirmed_at)
      VALUES ($1, $2, $3, now())`;
    await runStatement(url, insert, ['ada', werkzeugHash(goodPassword), 'ada@mail.example']);
    await runStatement(url, `INSERT INTO users (username, password_hash) VALUES ('bob', $1)`, [
      werkzeugHash('another password'),
    ]);
    const [statement = ''] = blocksOf(readGuide('from-flask-jwt-extended.md'), 'sql');
    const { rows } = await runStatement<{ json_strip_nulls: object }>(url, statement);
    await database.drop();
    const lines = rows.map((row) => JSON.stringify(row.json_strip_nulls));

    const { env } = await follow('from-flask-jwt-extended.md', { 'users.jsonl': lines.join('\n') });
    const service = await startServerProcess(env);
    expect(dataOf(await service.login('ada@mail.example')).login.user.username).toBe('ada');
    expect(refusalOf(await service.login('bob')).reason).toBe('INVALID_CREDENTIALS');
    await service.stop();
  });

  test('from Auth0 and Firebase signs in with the password of before, or by mail', async () => {
    const auth0 = {
      _id: { $oid: '5dea9f9c82dd7c0e76e4ec93' },
      email: 'ada@mail.example',
      email_verified: true,
      passwordHash: await hash(goodPassword, 10),
      connection: 'Username-Password-Authentication',
    };
    const identifiers = [{ type: 'email', value: 'bob@mail.example', verified: false }];
    const bob = { _id: { $oid: '5dea9f9c82dd7c0e76e4ec94' }, passwordHash: auth0.passwordHash };
    const firebase = {
      localId: 'pX3kD0vYh2Q',
      email: 'eve@mail.example',
      emailVerified: true,
      // README of firebase/scrypt.
      passwordHash:
        'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC+ixf3L2lw==',
      createdAt: '1700000000000',
      providerUserInfo: [],
    };
    const project = {
      base64_signer_key:
        'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
      base64_salt_separator: 'Bw==',
      rounds: 8,
      mem_cost: 14,
    };
    const byGoogle = {
      localId: 'gX3kD0vYh2Q',
      email: 'gus@mail.example',
      emailVerified: true,
      displayName: 'Gus',
      createdAt: '1700000000000',
    };
    const { env, folder } = await follow('from-auth0-and-firebase.md', {
      'auth0-export.ndjson': [auth0, { ...bob, identifiers }]
        .map((u) => JSON.stringify(u))
        .join('\n'),
      'firebase-export.json': JSON.stringify({ users: [firebase, byGoogle] }),
      'hash-config.json': JSON.stringify(project),
    });

    const service = await startServerProcess(env);
    const { user } = dataOf(await service.login('ada@mail.example')).login;
    expect(user.username).toBe('5dea9f9c82dd7c0e76e4ec93');
    expect(refusalOf(await service.login('bob@mail.example')).reason).toBe('INVALID_CREDENTIALS');
    expect(refusalOf(await service.login('eve@mail.example')).reason).toBe('INVALID_CREDENTIALS');
    dataOf(await service.login('eve@mail.example', 'user1password'));
    expect(refusalOf(await service.login('gus@mail.example')).reason).toBe('INVALID_CREDENTIALS');
    await service.send('mutation { requestPasswordReset(email: "gus@mail.example") }');
    await service.stop();
    const mails = await readdir(join(env.DATA_DIR, 'mail'));
    expect(mails).toHaveLength(1);
    const accounts = await readFile(join(folder, 'accounts.json'), 'utf8');
    expect(accounts).toContain('pX3kD0vYh2Q');
  });
});

test('TypeScript blocks of the kit guide have file names, so tests/package runs them', () => {
  const blocks = blocksOf(readGuide('protect-your-apollo-server.md'), 'ts');
  expect(blocks.length).toBeGreaterThan(7);
  expect(blocks.filter((code) => !/^\/\/ \S+\.ts\n/.test(code))).toEqual([]);
});
