import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage, cookieOf } from '../../support/cookie-page.js';
import { clientClock, openSession } from '../../support/client-session.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword as password, refusalOf } from '../../support/graphql-client.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { MeDocument } from '../../../src/client/index.js';

/** Seconds. */
const idle = 1800;
const lifetime = 7200;
const expired = { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' };

const env = {
  JWT_REFRESH_TOKEN_EXPIRES: String(lifetime),
  COOKIES: 'on',
  PUBLIC_URL: 'https://auth.example.com',
  SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
};

describe.each(databases)('SESSION_IDLE_EXPIRES, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    const limited = { ...env, SESSION_IDLE_EXPIRES: String(idle) };
    server = await startTestServer({ database: name, env: limited });
  });
  afterAll(() => server.close());

  async function aliveOf(token: string): Promise<{ expiresAt: string }[]> {
    const query = '{ me { sessions { expiresAt } } }';
    const reply = await server.send<{ me: { sessions: { expiresAt: string }[] } }>(
      query,
      {},
      { token },
    );
    return dataOf(reply).me.sessions;
  }

  const refreshFor = (at: TestServer, refreshToken: string, expiresIn: number) =>
    at.send<{ refresh: { accessToken: string; expiresIn: number } }>(
      `mutation ($refreshToken: String!, $expiresIn: Int) {
        refresh(refreshToken: $refreshToken, expiresIn: $expiresIn) { accessToken expiresIn } }`,
      { refreshToken, expiresIn },
    );

  test('a session that is not refreshed for so long has expired', async () => {
    const { refreshToken, refreshExpiresIn } = await server.signUp();
    expect(refreshExpiresIn).toBe(idle);
    server.clock.advance(idle - 1);
    const { refresh } = dataOf(await server.refresh(refreshToken));
    server.clock.advance(idle);
    expect(refusalOf(await server.refresh(refresh.refreshToken))).toEqual(expired);
  });

  test('refreshes keep it alive until its own end', async () => {
    let { refreshToken } = await server.signUp();
    let left = idle;
    for (let at = 1500; at < lifetime; at += 1500) {
      server.clock.advance(1500);
      const { refresh } = dataOf(await server.refresh(refreshToken));
      ({ refreshToken, refreshExpiresIn: left } = refresh);
      expect(left).toBe(Math.min(idle, lifetime - at));
    }
    server.clock.advance(left);
    expect(refusalOf(await server.refresh(refreshToken))).toEqual(expired);
  });

  test('a retry of a refresh does not count as a use', async () => {
    const { refreshToken } = await server.signUp();
    dataOf(await server.refresh(refreshToken));
    server.clock.advance(9);
    expect(dataOf(await server.refresh(refreshToken)).refresh.refreshExpiresIn).toBe(idle - 9);
  });

  test('a session of before the limit expires at once, at me, refresh and introspection', async () => {
    const unlimited = await startTestServer({ sharing: server, env });
    const { refreshToken } = await unlimited.signUp('earlier');
    const { refresh } = dataOf(await refreshFor(unlimited, refreshToken, 2 * idle));
    const { refreshToken: latest } = dataOf(await unlimited.refresh(refreshToken)).refresh;
    await unlimited.close();
    server.clock.advance(idle - 1);
    const introspect = async () => {
      const body = new URLSearchParams({ token: refresh.accessToken });
      const headers = { authorization: basic() };
      const reply = await fetch(`${server.url}/introspect`, { method: 'POST', headers, body });
      return (await reply.json()) as { active: boolean };
    };
    dataOf(await server.me(refresh.accessToken));
    expect(await introspect()).toMatchObject({ active: true });
    server.clock.advance(1);
    expect(refusalOf(await server.me(refresh.accessToken))).toEqual(expired);
    expect(await introspect()).toEqual({ active: false });
    expect(refusalOf(await server.refresh(latest))).toEqual(expired);
  });

  test('an access token ends with the idle session at the latest', async () => {
    const { refreshToken } = await server.signUp();
    expect(dataOf(await refreshFor(server, refreshToken, 3600)).refresh.expiresIn).toBe(idle);
  });

  test('lists of sessions show when each ends, and leave out what has been idle', async () => {
    const { accessToken } = await server.signUp('with-two');
    const [first] = await aliveOf(accessToken);
    expect(Date.parse(first?.expiresAt ?? '')).toBe(server.clock.now() + idle * 1000);
    server.clock.advance(idle);
    const { login } = dataOf(await server.login('with-two'));
    expect(await aliveOf(login.accessToken)).toHaveLength(1);
  });

  test('a proof of the password counts as a use', async () => {
    const { accessToken } = await server.signUp();
    server.clock.advance(600);
    const reply = await server.send<{ reauthenticate: { refreshExpiresIn: number } }>(
      `mutation { reauthenticate(password: "${password}") { refreshExpiresIn } }`,
      {},
      { token: accessToken },
    );
    expect(dataOf(reply).reauthenticate.refreshExpiresIn).toBe(idle);
  });

  test('the cookie lasts as long as the session may be idle, and is then taken back', async () => {
    const headers = { 'sec-fetch-site': 'same-origin', 'x-authgraph-cookies': 'on' };
    const page = openPage(server, headers);
    const register = `mutation { register(username: "cookie", password: "${password}") { expiresIn } }`;
    expect(cookieOf(await page.send(register))?.maxAge).toBe(idle);
    server.clock.advance(600);
    const reply = await page.send('mutation { refresh { refreshExpiresIn } }');
    expect(cookieOf(reply)?.maxAge).toBe(idle);
    server.clock.advance(idle);
    const refused = await page.send('mutation { refresh { expiresIn } }');
    expect(refusalOf(refused)).toEqual(expired);
    expect(cookieOf(refused)).toMatchObject({ value: '', maxAge: 0 });
  });

  test('the client signs out when its session has been idle', async () => {
    const session = openSession({ at: server.url, clock: clientClock(server.clock) });
    await session.register({ username: 'client', password });
    server.clock.advance(1200);
    expect((await session.request(MeDocument, {})).me?.username).toBe('client');
    server.clock.advance(idle);
    await expect(session.request(MeDocument, {})).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(session.state().status).toBe('signedOut');
    session.close();
  });
});
