import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
const tooMany = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_ATTEMPTS' };

/** Every test has addresses of its own: the server believes X-Forwarded-For from the test. */
let networks = 0;
function newAddress(): string {
  networks += 1;
  return `203.0.${networks >> 8}.${networks & 255}`;
}
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

describe.each(databases)('throttling, on $name', ({ name }) => {
  let server: TestServer;
  /** Another process on the same database. */
  let other: TestServer;
  beforeAll(async () => {
    const env = {
      TRUST_PROXY: 'loopback',
      LIMIT_LOGIN_FAILURES: '3',
      LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '6',
      LIMIT_LOGIN_FAILURES_PER_ADDRESS: '20',
      LIMIT_REGISTRATIONS_PER_ADDRESS: '4',
      LIMIT_REFRESHES_PER_ADDRESS: '5',
    };
    server = await startTestServer({ database: name, env });
    other = await startTestServer({ database: name, env, sharing: server });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  async function signUp(username: string, address = newAddress()): Promise<TokenPair> {
    const query = `mutation ($username: String!, $password: String!) {
      register(username: $username, password: $password) {
        accessToken refreshToken tokenType expiresIn refreshExpiresIn user { id username } } }`;
    const variables = { username, password: goodPassword };
    return dataOf(await server.send<{ register: TokenPair }>(query, variables, from(address)))
      .register;
  }

  async function failAt(username: string, times: number, address: string): Promise<void> {
    for (let failed = 0; failed < times; failed += 1) {
      const reply = await server.login(username, 'wrong wrong', from(address));
      expect(refusalOf(reply)).toEqual(invalid);
    }
  }

  test('after too many failures from one address even the right password reads as wrong', async () => {
    await signUp('locked');
    const address = newAddress();
    await failAt('locked', 3, address);

    const wrong = await server.login('locked', 'wrong wrong', from(address));
    const right = await server.login('locked', goodPassword, from(address));
    expect(refusalOf(right)).toEqual(invalid);
    expect(right.text).toBe(wrong.text);
  });

  test('a lock holds for one address and a quarter of an hour, in all processes', async () => {
    await signUp('unlocked');
    const address = newAddress();
    await failAt('unlocked', 3, address);

    expect(refusalOf(await other.login('unlocked', goodPassword, from(address)))).toEqual(invalid);
    dataOf(await server.login('unlocked', goodPassword, from(newAddress())));
    server.clock.advance(900);
    dataOf(await server.login('unlocked', goodPassword, from(address)));
  });

  test('a success resets nothing: failures before it still count', async () => {
    await signUp('patient');
    const address = newAddress();
    await failAt('patient', 2, address);
    dataOf(await server.login('patient', goodPassword, from(address)));
    await failAt('patient', 1, address);

    expect(refusalOf(await server.login('patient', goodPassword, from(address)))).toEqual(invalid);
  });

  test("failures from many addresses lock unknown addresses, not the owner's known one", async () => {
    const home = newAddress();
    await signUp('victim', home);
    for (let attacker = 0; attacker < 7; attacker += 1) await failAt('victim', 1, newAddress());

    expect(refusalOf(await server.login('victim', goodPassword, from(newAddress())))).toEqual(
      invalid,
    );
    dataOf(await server.login('victim', goodPassword, from(home)));
    server.clock.advance(3600);
    dataOf(await server.login('victim', goodPassword, from(newAddress())));
  });

  test('unknown users are counted alike: nothing tells them from locked ones', async () => {
    const address = newAddress();
    await failAt('nobody-here', 5, address);
    await signUp('somebody');
    await failAt('somebody', 5, address);

    const unknown = await server.login('nobody-here', 'wrong wrong', from(address));
    const locked = await server.login('somebody', goodPassword, from(address));
    expect(locked.text).toBe(unknown.text);
  });

  test('an address that fails at many accounts has to wait, and is told for how long', async () => {
    const address = newAddress();
    for (let account = 0; account < 20; account += 1) await failAt(`account${account}`, 1, address);
    server.clock.advance(60);

    const reply = await server.login('account-x', 'wrong wrong', from(address));
    expect(refusalOf(reply)).toEqual(tooMany);
    expect(reply.errors[0]?.extensions.retryAfter).toBe(840);
    expect(reply.headers.get('retry-after')).toBe('840');
    server.clock.advance(840);
    await failAt('account-x', 1, address);
  });

  test('an IPv6 client counts with its whole /64', async () => {
    for (let host = 0; host < 20; host += 1) {
      await failAt(`six${host}`, 1, `2001:db8:7:${networks}::${host.toString(16)}`);
    }
    const neighbour = `2001:db8:7:${networks}:ffff::1`;
    expect(refusalOf(await server.login('six', 'wrong wrong', from(neighbour)))).toEqual(tooMany);
    await failAt('six', 1, `2001:db8:8:${networks}::1`);
  });

  test('all /64s of one /56 or /48 count together, with 4 and 16 times the allowance', async () => {
    const small = await startTestServer({
      database: name,
      env: { TRUST_PROXY: 'loopback', LIMIT_LOGIN_FAILURES_PER_ADDRESS: '2' },
    });
    const failFrom = async (address: string) =>
      refusalOf(await small.login('six', 'wrong wrong', from(address)));
    const hex = (value: number) => value.toString(16);
    for (let network = 0; network < 8; network += 1) {
      expect(await failFrom(`2001:db8:a:${hex(network)}::1`)).toEqual(invalid);
    }
    expect(await failFrom('2001:db8:a:ff::1')).toEqual(tooMany);
    for (let network = 1; network < 25; network += 1) {
      expect(await failFrom(`2001:db8:a:${hex(network)}00::1`)).toEqual(invalid);
    }
    expect(await failFrom('2001:db8:a:ff00::1')).toEqual(tooMany);
    expect(await failFrom('2001:db8:b::1')).toEqual(invalid);
    await small.close();
  });

  test('one address has its passwords looked at so many times, right ones too', async () => {
    const small = await startTestServer({
      database: name,
      env: { TRUST_PROXY: 'loopback', LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: '4' },
    });
    await small.signUp('frequent');
    const address = newAddress();
    for (let count = 0; count < 4; count += 1) {
      dataOf(await small.login('frequent', goodPassword, from(address)));
    }
    const reply = await small.login('frequent', goodPassword, from(address));
    expect(refusalOf(reply)).toEqual(tooMany);
    expect(reply.errors[0]?.extensions.retryAfter).toBe(900);
    dataOf(await small.login('frequent', goodPassword, from(newAddress())));
    small.clock.advance(900);
    dataOf(await small.login('frequent', goodPassword, from(address)));
    await small.close();
  });

  test('aliases give no more guesses: the first wrong one ends its document and counts', async () => {
    const address = newAddress();
    const document = (round: number) => {
      const guess = (alias: number) =>
        `a${alias}: login(username: "r${round}u${alias}", password: "x") { expiresIn }`;
      return `mutation { ${[0, 1, 2, 3, 4].map(guess).join(' ')} }`;
    };
    for (let round = 0; round < 20; round += 1) {
      const reply = await server.send(document(round), {}, from(address));
      expect(refusalOf(reply)).toEqual(invalid);
    }
    expect(refusalOf(await server.send(document(20), {}, from(address)))).toEqual(tooMany);
  });

  test('aliases give no more sign-ups: each of them is counted', async () => {
    const address = newAddress();
    const one = (alias: number) =>
      `a${alias}: register(username: "alias${networks}n${alias}", password: "${goodPassword}") { expiresIn }`;
    const reply = await server.send(
      `mutation { ${[0, 1, 2, 3, 4].map(one).join(' ')} }`,
      {},
      from(address),
    );
    expect(refusalOf(reply)).toEqual(tooMany);
    expect(reply.errors[0]?.path).toEqual(['a4']);
  });

  test('a burst of good sign-ins is no burst of failures', async () => {
    await signUp('popular');
    const address = newAddress();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => server.login('popular', goodPassword, from(address))),
    );
    for (const reply of replies) dataOf(reply);
  });

  test('10 parallel guesses are counted, over two processes', async () => {
    await signUp('parallel');
    const address = newAddress();
    const guesses = await Promise.all(
      Array.from({ length: 10 }, (_unused, index) =>
        (index % 2 === 0 ? server : other).login('parallel', 'wrong wrong', from(address)),
      ),
    );
    for (const guess of guesses) expect(refusalOf(guess)).toEqual(invalid);
    expect(refusalOf(await server.login('parallel', goodPassword, from(address)))).toEqual(invalid);
  });

  test('the current password of changePassword and of reauthenticate count too', async () => {
    const address = newAddress();
    const { accessToken } = await signUp('insider', address);
    const options = { token: accessToken, ...from(address) };
    const change =
      'mutation ($p: String!) { changePassword(currentPassword: $p, newPassword: "another long phrase") { expiresIn } }';
    const prove = 'mutation ($p: String!) { reauthenticate(password: $p) { expiresIn } }';
    for (const query of [change, prove, change]) {
      expect(refusalOf(await server.send(query, { p: 'wrong wrong' }, options))).toEqual(invalid);
    }

    expect(refusalOf(await server.send(change, { p: goodPassword }, options))).toEqual(invalid);
    expect(refusalOf(await server.send(prove, { p: goodPassword }, options))).toEqual(invalid);
    expect(refusalOf(await server.login('insider', goodPassword, from(address)))).toEqual(invalid);
  });

  test('sign-ups from one address are limited, and only good ones count', async () => {
    const address = newAddress();
    const register = (username: string) =>
      server.send(
        `mutation { register(username: "${username}", password: "${goodPassword}") { expiresIn } }`,
        {},
        from(address),
      );
    await register('not a name');
    for (const username of ['crowd1', 'crowd2', 'crowd3', 'crowd4'])
      dataOf(await register(username));

    expect(refusalOf(await register('crowd5'))).toEqual(tooMany);
    await signUp('crowd5');
  });

  test("a sign-up that fails without the caller's fault is not counted, a taken name is", async () => {
    let isBroken = true;
    const small = await startTestServer({
      database: name,
      env: { TRUST_PROXY: 'loopback', LIMIT_REGISTRATIONS_PER_ADDRESS: '2' },
      hooks: {
        beforeRegister() {
          if (isBroken) throw new Error('the application is away');
        },
      },
    });
    const address = newAddress();
    const register = (username: string) =>
      small.send(
        `mutation { register(username: "${username}", password: "${goodPassword}") { expiresIn } }`,
        {},
        from(address),
      );
    for (let count = 0; count < 5; count += 1) {
      expect(refusalOf(await register('unlucky')).code).toBe('INTERNAL_SERVER_ERROR');
    }
    isBroken = false;
    dataOf(await register('unlucky'));
    expect(refusalOf(await register('unlucky')).reason).toBe('USERNAME_TAKEN');
    expect(refusalOf(await register('late'))).toEqual(tooMany);
    await small.close();
  });

  test('refreshes from one address are limited, without spending the token', async () => {
    const address = newAddress();
    const pair = await signUp('refresher');
    let latest = pair.refreshToken;
    for (let refreshed = 0; refreshed < 5; refreshed += 1) {
      latest = dataOf(await server.refresh(latest, undefined, from(address))).refresh.refreshToken;
    }
    const refused = await server.refresh(latest, undefined, from(address));
    expect(refusalOf(refused)).toEqual(tooMany);
    server.clock.advance(60);
    dataOf(await server.refresh(latest, undefined, from(address)));
  });

  test('overload is no wrong password: what was never looked at is not counted', async () => {
    const narrow = await startTestServer({
      database: name,
      expensiveHashes: true,
      env: {
        PASSWORD_HASH_CONCURRENCY: '1',
        PASSWORD_HASH_QUEUE: '1',
        LIMIT_LOGIN_FAILURES: '3',
      },
    });
    await narrow.signUp('crowded');
    const replies = await Promise.all(Array.from({ length: 20 }, () => narrow.login('crowded')));
    const overloaded = replies.filter((reply) => reply.errors.length > 0);
    expect(overloaded.length).toBeGreaterThan(3);
    for (const reply of overloaded) {
      expect(refusalOf(reply)).toEqual({ code: 'SERVICE_UNAVAILABLE', reason: 'OVERLOADED' });
      expect(reply.headers.get('retry-after')).toMatch(/^[123]$/);
    }
    dataOf(await narrow.login('crowded'));
    await narrow.close();
  });
});
