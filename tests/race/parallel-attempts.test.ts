import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createRateLimits,
  type Locks,
  type RateLimits,
} from '../../src/platform/rate-limits/rate-limits.js';
import { databases, withPatience, type TestDatabase } from '../support/databases.js';
import { dataOf, type Reply } from '../support/graphql-client.js';
import { tokenOf } from '../support/mailed-server.js';
import { openMailbox, type Mailbox } from '../support/mailbox.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { rateLimitSettings } from '../support/throttle-limits.js';
import { createTestClock } from '../support/test-clock.js';
import { openStorage, type Storage } from '../../src/app/storage.js';

/** Attempts that come at once, half of them at each of two instances or processes on one database. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

describe.each(databases)('parallel attempts at two instances on one $name', (kind) => {
  let database: TestDatabase;
  let storages: Storage[];
  let throttles: RateLimits[];
  const clock = createTestClock();

  beforeEach(async () => {
    database = withPatience(await kind.createMigrated());
    storages = await Promise.all([openStorage(database.options), openStorage(database.options)]);
  });
  afterEach(async () => {
    await Promise.all(storages.map((storage) => storage.close()));
    await database.drop();
  });

  function limit(limits: Parameters<typeof rateLimitSettings>[0]): void {
    throttles = storages.map(({ throttle: store }) =>
      createRateLimits({ store, clock, limits: rateLimitSettings(limits) }),
    );
  }
  const throttleOf = (index: number): RateLimits => throttles[index % 2] as RateLimits;

  /** Runs attempts at once. How many of them were looked at, and what became of each. */
  async function attempts(
    count: number,
    of: (index: number) => { account: string; address: string },
    isRight: (index: number) => boolean = () => false,
  ) {
    let looked = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: count }, (_unused, index) =>
        throttleOf(index).passwordAttempt(
          of(index),
          async ({ addressLocked: here, unknownAddressesLocked: forStrangers }: Locks) => {
            const looks = !here && !forStrangers;
            if (looks) looked += 1;
            await pause();
            return looks && isRight(index) ? true : undefined;
          },
        ),
      ),
    );
    const succeeded = outcomes.filter((each) => each.status === 'fulfilled' && each.value).length;
    const refused = outcomes.filter((each) => each.status === 'rejected');
    const reasons = new Set(refused.map((each) => (each.reason as { reason: string }).reason));
    return { looked, succeeded, refused: refused.length, reasons: [...reasons] };
  }
  const oneAddress = (index: number) => ({ account: `name-${index}`, address: '192.0.2.1' });
  const oneAccount = (index: number) => ({ account: 'one', address: `192.0.2.${index}` });

  test.each([60, 160])('of %i names from one address 10 are looked at', async (count) => {
    limit({ address: 10 });
    const { looked, refused, reasons } = await attempts(count, oneAddress);
    expect({ looked, refused, reasons }).toEqual({
      looked: 10,
      refused: count - 10,
      reasons: ['TOO_MANY_ATTEMPTS'],
    });
  });

  test.each([60, 160])(
    'of %i guesses at one account from its addresses 5 are looked at',
    async (n) => {
      limit({ account: 5 });
      expect(await attempts(n, oneAccount)).toMatchObject({ looked: 5, refused: 0 });
    },
  );

  test('of 60 guesses at one account from one address 3 are looked at', async () => {
    limit({ accountAndAddress: 3, account: 5, address: 100 });
    const same = () => ({ account: 'one', address: '192.0.2.1' });
    expect(await attempts(60, same)).toMatchObject({ looked: 3, refused: 0 });
  });

  test('a right password among guesses of 60 addresses is looked at no more often', async () => {
    limit({ account: 5 });
    const { looked, succeeded } = await attempts(60, oneAccount, (index) => index === 59);
    expect(looked - succeeded).toBe(5);
  });

  test('60 good sign-ins at once are not refused, and leave the counters as they were', async () => {
    limit({ accountAndAddress: 10, account: 10, address: 10 });
    const same = () => ({ account: 'one', address: '192.0.2.1' });
    expect(await attempts(9, same)).toMatchObject({ looked: 9 });
    expect(await attempts(60, same, () => true)).toMatchObject({ succeeded: 60, refused: 0 });
    expect(await attempts(20, same)).toMatchObject({ looked: 1, refused: 19 });
  });

  test('attempts that fail for want of room or of a database are no failures', async () => {
    limit({ accountAndAddress: 10, account: 10, address: 10 });
    const same = { account: 'one', address: '192.0.2.1' };
    const away = () => Promise.reject(new Error('the database is away'));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_unused, index) => throttleOf(index).passwordAttempt(same, away)),
    );
    for (const each of outcomes) {
      expect(each).toMatchObject({ status: 'rejected', reason: { message: /away/ } });
    }
    expect(await attempts(20, () => same)).toMatchObject({ looked: 10 });
  });

  test('of 160 sign-ups from one address 10 are begun', async () => {
    limit({ registration: 10 });
    let begun = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 160 }, (_unused, index) =>
        throttleOf(index).registration('192.0.2.1', async () => {
          begun += 1;
          await pause();
        }),
      ),
    );
    expect(begun).toBe(10);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });
});

describe.each(databases)('parallel attempts at two processes on one $name', (kind) => {
  let database: TestDatabase;
  let processes: [ServerProcess, ServerProcess];
  let mailbox: Mailbox;

  beforeAll(async () => {
    database = withPatience(await kind.createMigrated());
    mailbox = await openMailbox();
    const env = {
      ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
      DATA_DIR: database.dataDir,
      PUBLIC_URL: 'http://localhost:4000',
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'no-reply@example.com',
      LIMIT_LOGIN_FAILURES_PER_ADDRESS: '10',
      LIMIT_REGISTRATIONS_PER_ADDRESS: '10',
      PASSWORD_HASH_QUEUE: '1000',
      TRUST_PROXY: 'loopback',
    };
    processes = await Promise.all([startServerProcess(env), startServerProcess(env)]);
  });
  afterAll(async () => {
    await Promise.all(processes.map((server) => server.stop()));
    await mailbox.close();
    await database.drop();
  });

  async function inParallel(
    act: (server: ServerProcess, index: number) => Promise<Reply<unknown>>,
    attempts = 160,
  ): Promise<string[]> {
    const replies = await Promise.all(
      Array.from({ length: attempts }, (_unused, index) =>
        act(processes[index % 2 === 0 ? 0 : 1], index),
      ),
    );
    return replies.map(({ errors }) => errors[0]?.extensions.reason ?? 'done');
  }
  const countOf = (reasons: string[], reason: string) =>
    reasons.filter((each) => each === reason).length;

  test('at 160 names from one address: no more are looked at than the limit', async () => {
    const options = { headers: { 'x-forwarded-for': '203.0.113.1' } };
    const reasons = await inParallel((server, index) =>
      server.login(`guess-${index}`, 'wrong wrong', options),
    );
    expect(countOf(reasons, 'INVALID_CREDENTIALS')).toBe(10);
    expect(countOf(reasons, 'TOO_MANY_ATTEMPTS')).toBe(150);
  });

  test('to sign up from one address: no more get an account than the limit', async () => {
    const options = { headers: { 'x-forwarded-for': '203.0.113.2' } };
    const query = `mutation ($username: String!) {
      register(username: $username, password: "correct horse battery staple") { expiresIn } }`;
    const reasons = await inParallel((server, index) =>
      server.send(query, { username: `crowd-${index}` }, options),
    );
    expect(countOf(reasons, 'done')).toBe(10);
    expect(countOf(reasons, 'TOO_MANY_ATTEMPTS')).toBe(150);
  });

  test('100 uses of the last three links: confirmed once, signed in once', async () => {
    const email = 'linked@example.com';
    const headers = { 'x-forwarded-for': '203.0.113.3' };
    const { register } = dataOf(await processes[0].register({ username: 'linked', email }));
    const options = { headers, token: register.accessToken };
    const link = tokenOf(await mailbox.next(email));
    const verify = `mutation { verifyEmail(token: "${link}") }`;
    const confirmed = await inParallel((server) => server.send(verify, {}, options), 100);
    expect(confirmed).toEqual(Array.from({ length: 100 }, () => 'done'));

    const tokens: string[] = [];
    for (let ask = 0; ask < 3; ask += 1) {
      await processes[1].send(`mutation { requestLoginEmail(email: "${email}") }`, {}, { headers });
      tokens.push(tokenOf(await mailbox.next(email)));
    }
    const signIn =
      'mutation ($token: String!) { loginWithEmailToken(token: $token) { expiresIn } }';
    const reasons = await inParallel(
      (server, index) => server.send(signIn, { token: tokens[index % 3] }, { headers }),
      100,
    );
    expect(countOf(reasons, 'done')).toBe(1);
    expect(countOf(reasons, 'LINK_INVALID')).toBe(99);
    const storage = await openStorage(database.options);
    const events = await storage.audit.list({ userId: register.user.id, limit: 200 });
    await storage.close();
    const times = (type: string) => events.filter((event) => event.type === type).length;
    expect([times('email.verified'), times('login.succeeded')]).toEqual([1, 1]);
  });
});
