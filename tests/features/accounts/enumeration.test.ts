import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Services } from '../../../src/app/features.js';
import { loadConfig } from '../../../src/app/config.js';
import { openCore, type Core } from '../../../src/app/core.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { createTestClock } from '../../support/test-clock.js';
import { openServices, watchCore, type WatchedCore } from '../../support/watched-calls.js';

const client = { userAgent: null, ipAddress: '192.0.2.1' };
const asking = { client, locales: [] };

/**
 * What an answer does tells in its time what it does not say. So the database has to be asked the same,
 * in the same order, whether or not anyone has the address.
 */
describe.each(databases)('what is asked of the database, on $name', (kind) => {
  let database: TestDatabase;
  let core: Core;
  let callsOf: WatchedCore['callsOf'];
  let email: Services['email'];

  beforeEach(async () => {
    database = await kind.createMigrated();
    const config = loadConfig({
      DATA_DIR: database.dataDir,
      ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
    });
    const logger = pino({ level: 'silent' });
    core = await openCore(config, { clock: createTestClock(), logger });
    await core.users.create({
      username: 'known',
      password: 'correct horse battery staple',
      email: 'known@example.com',
      emailVerified: true,
    });
    const watched = watchCore(core);
    ({ callsOf } = watched);
    ({ email } = await openServices(watched.core));
  });
  afterEach(async () => {
    await core.close();
    await database.drop();
  });

  test.each<[string, (address: string) => Promise<unknown>]>([
    [
      'requestPasswordReset',
      (address) => email.requestPasswordReset({ email: address, ...asking }),
    ],
    ['requestLoginEmail', (address) => email.requestSignIn({ email: address, ...asking })],
    [
      'loginWithEmailCode',
      (address) => email.signInWithCode({ email: address, code: '0000 0000', client }),
    ],
  ])('%s asks the same for a known and an unknown address', async (_name, act) => {
    const known = await callsOf(() => act('known@example.com'));
    const unknown = await callsOf(() => act('nobody@example.com'));
    expect(known).not.toEqual([]);
    expect(unknown).toEqual(known);
  });

  test('a wrong code costs the same queries after a mail request and after a decoy', async () => {
    const { id } = (await core.users.list({ limit: 1 }))[0] ?? { id: '' };
    const asked = [];
    for (const [who, userId] of [
      ['known@example.com', id],
      ['nobody@example.com', null],
    ] as const) {
      const now = core.clock.now();
      await core.storage.oneTimeTokens.add({
        subject: who,
        purpose: 'sign-in',
        tokenHash: who,
        codeHash: who,
        userId,
        email: who,
        createdAt: now,
        expiresAt: now + 600_000,
      });
      asked.push(
        await callsOf(() => email.signInWithCode({ email: who, code: '0000 0000', client })),
      );
    }
    expect(asked[0]).toContain('oneTimeTokens.consumeByCode');
    expect(asked[1]).toEqual(asked[0]);
  });

  test('a mail beyond the allowance asks the same for a known and an unknown address', async () => {
    const asked = [];
    for (const who of ['known@example.com', 'nobody@example.com']) {
      const request = () => email.requestPasswordReset({ email: who, ...asking });
      for (let count = 0; count < 5; count += 1) await request();
      asked.push([...(await callsOf(request))]);
    }
    expect(asked[0]).toEqual(['throttle.increment', 'sessions.addressesOf']);
    expect(asked[1]).toEqual(asked[0]);
  });

  test('requests do not look for the user at all', async () => {
    const asked = await callsOf(() =>
      email.requestPasswordReset({ email: 'known@example.com', ...asking }),
    );
    expect(asked).toEqual(['throttle.increment', 'transact', 'outbox.add']);
  });
});
