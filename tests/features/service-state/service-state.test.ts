import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { haveTwoSteps } from '../../support/two-step-account.js';

interface SignInDay {
  date: string;
  succeeded: number;
  failed: number;
  registered: number;
  byMethod: { method: string; count: number }[];
}
interface SigningKey {
  kid: string;
  algorithm: string;
  createdAt: string;
  activatesAt: string;
  expiresAt: string | null;
  state: string;
}
interface Delivery {
  id: string;
  kind: string;
  subject: string;
  to: string;
  state: string;
  attempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
}
interface Deliveries {
  edges: { node: Delivery; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const day = 86_400;

describe.each(databases)('the service itself, on $name', ({ name }) => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    token = (await signUpAdministrator(server, 'operator')).accessToken;
  });
  afterAll(() => server.close());

  const renew = async () => (token = dataOf(await server.login('operator')).login.accessToken);

  async function statistics(days?: number): Promise<SignInDay[]> {
    const fields = 'date succeeded failed registered byMethod { method count }';
    const text = `query ($days: Int) { signInStatistics(days: $days) { ${fields} } }`;
    const reply = await server.send<{ signInStatistics: SignInDay[] }>(text, { days }, { token });
    return dataOf(reply).signInStatistics;
  }

  async function keys(): Promise<SigningKey[]> {
    const text = '{ signingKeys { kid algorithm createdAt activatesAt expiresAt state } }';
    return dataOf(await server.send<{ signingKeys: SigningKey[] }>(text, {}, { token }))
      .signingKeys;
  }

  const rotate = () =>
    server.send<{ rotateSigningKeys: SigningKey }>(
      'mutation { rotateSigningKeys { kid algorithm createdAt activatesAt expiresAt state } }',
      {},
      { token },
    );

  async function deliveries(args = ''): Promise<Deliveries> {
    const fields = 'id kind subject to state attempts nextAttemptAt lastError';
    const text = `{ deliveries${args} { edges { node { ${fields} } cursor } pageInfo { hasNextPage endCursor } } }`;
    return dataOf(await server.send<{ deliveries: Deliveries }>(text, {}, { token })).deliveries;
  }

  const retry = (id: string) =>
    server.send<{ retryDelivery: Delivery }>(
      'mutation ($id: ID!) { retryDelivery(id: $id) { id kind subject to state attempts } }',
      { id },
      { token },
    );

  test('sign-ins are counted by day and method, days without any included', async () => {
    server.clock.advance(day);
    await renew();
    await server.signUp('counted');
    await server.login('counted');
    await server.login('counted', 'a wrong passphrase');

    const [before, today, ...others] = await statistics(2);
    expect(others).toEqual([]);
    expect(before?.registered).toBe(1);
    expect(today).toEqual({
      date: new Date(server.clock.now()).toISOString().slice(0, 10),
      succeeded: 2,
      failed: 1,
      registered: 1,
      byMethod: [{ method: 'PASSWORD', count: 2 }],
    });
    server.clock.advance(day);
    await renew();
    expect((await statistics()).slice(-3).map(({ failed }) => failed)).toEqual([0, 1, 0]);
    expect(await statistics()).toHaveLength(30);
  });

  test('a wrong second step is a sign-in that was refused', async () => {
    const failed = async () => (await statistics(1))[0]?.failed ?? 0;
    const { user } = await server.signUp('of-two-steps');
    await haveTwoSteps(server, user.id);
    const before = await failed();
    const first = await server.send<{ signIn: { mfaToken: string } }>(
      'mutation ($password: PasswordSignIn!) { signIn(input: { password: $password }) { ... on MfaChallenge { mfaToken } } }',
      { password: { username: 'of-two-steps', password: goodPassword } },
    );
    const { mfaToken } = dataOf(first).signIn;
    const wrong = await server.send(
      'mutation ($mfaToken: String!) { completeMfa(mfaToken: $mfaToken, input: { recoveryCode: "ABCDEFGH234567ZZ" }) { ... on TokenPair { expiresIn } } }',
      { mfaToken },
    );
    expect(refusalOf(wrong).reason).toBe('CODE_INVALID');
    expect(await failed()).toBe(before + 1);
  });

  test('other numbers of days than 1 to 366 are refused', async () => {
    for (const days of [0, -1, 367, 2_147_483_647]) {
      const text = 'query ($days: Int) { signInStatistics(days: $days) { date } }';
      const reply = await server.send(text, { days }, { token });
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'DAYS_INVALID' });
    }
  });

  test('a key is rotated as "authgraph keys rotate" does it, once in a minute', async () => {
    const [first, ...earlier] = await keys();
    expect(earlier).toEqual([]);
    expect(first).toMatchObject({ algorithm: 'ES256', state: 'SIGNING', expiresAt: null });

    const replies = await Promise.all([rotate(), rotate(), rotate()]);
    const added = replies.filter(({ errors }) => errors.length === 0).map(dataOf);
    expect(added).toHaveLength(1);
    for (const reply of replies.filter(({ errors }) => errors.length > 0)) {
      expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'ROTATION_UNDER_WAY' });
    }
    const { kid } = added[0]?.rotateSigningKeys ?? {};
    expect((await keys()).map((key) => [key.kid, key.state])).toEqual([
      [kid, 'PENDING'],
      [first?.kid, 'SIGNING'],
    ]);

    server.clock.advance(61);
    expect((await keys()).map(({ state }) => state)).toEqual(['SIGNING', 'VERIFYING']);
    await server.withStorage(async ({ directory }) => {
      const filter = { types: ['keys.rotated'] };
      const window = { limit: 10, fromEnd: false };
      const events = await directory.events({ filter, window });
      expect(events).toMatchObject([{ detail: { kid }, actorId: expect.any(String) as string }]);
    });
  });

  test('deliveries are listed without contents, and those given up can be retried once', async () => {
    const base = {
      payload: 'sealed',
      attempts: 1,
      createdAt: server.clock.now(),
      dueAt: server.clock.now() + day * 1000,
      expiresAt: null,
      finishedAt: null,
      lastError: 'connection refused',
    };
    const mail = { mail: 'verify-email', to: 'm…@example.com' };
    const webhook = { event: 'user.created', endpoint: 'crm' };
    const ids = [1, 2, 3, 4].map((n) => `019a0000-0000-7000-8000-00000000000${n}`);
    const [one = '', two = '', three = '', four = ''] = ids;
    await server.withStorage(async ({ outbox }) => {
      await outbox.add({ ...base, id: one, kind: 'mail', label: mail, status: 'waiting' });
      await outbox.add({ ...base, id: two, kind: 'webhook', label: webhook, status: 'failed' });
      await outbox.add({ ...base, id: three, kind: 'mail', label: mail, status: 'failed' });
      await outbox.add({ ...base, id: four, kind: 'factor-reset', label: {}, status: 'failed' });
    });

    const listed = await deliveries();
    expect(listed.edges.map(({ node }) => [node.id, node.kind, node.subject, node.to])).toEqual([
      [three, 'MAIL', 'verify-email', 'm…@example.com'],
      [two, 'WEBHOOK', 'user.created', 'crm'],
      [one, 'MAIL', 'verify-email', 'm…@example.com'],
    ]);
    const page = await deliveries('(first: 1, filter: { kind: MAIL })');
    expect(page.edges.map(({ node }) => node.id)).toEqual([three]);
    expect(page.pageInfo.hasNextPage).toBe(true);
    const next = await deliveries(`(after: "${page.pageInfo.endCursor}", filter: { kind: MAIL })`);
    expect(next.edges.map(({ node }) => node.id)).toEqual([one]);
    const failed = await deliveries('(filter: { state: FAILED })');
    expect(failed.edges.map(({ node }) => node.id)).toEqual([three, two]);

    await renew();
    const retried = await Promise.all([retry(two), retry(two), retry(two)]);
    expect(retried.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    for (const id of [two, one, four, 'nothing']) {
      const refusal = { code: 'NOT_FOUND', reason: 'DELIVERY_NOT_FOUND' };
      expect(refusalOf(await retry(id))).toEqual(refusal);
    }
  });
});

test('with HS256 there is no key to list or to rotate', async () => {
  const secret = 'rotate me by hand, 8f2c1d7e5b3a9604';
  const server = await startTestServer({ env: { JWT_SECRET_KEY: secret } });
  const { accessToken: token } = await signUpAdministrator(server);
  const listed = await server.send('{ signingKeys { kid } }', {}, { token });
  expect(dataOf(listed)).toEqual({ signingKeys: [] });
  const rotated = await server.send('mutation { rotateSigningKeys { kid } }', {}, { token });
  expect(refusalOf(rotated)).toEqual({ code: 'FORBIDDEN', reason: 'SIGNING_KEY_FIXED' });
  await server.close();
});
