import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GraphQLClient, Reply } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { aliveSessions, latestToken, type AccountRecord, type SessionRecord } from './accounts.js';
import { createRandom, type Random } from './random.js';
import { createSupervisor, type Supervisor } from './supervisor.js';

/** Checks all that a check may do. */
const thorough: Random = { ...createRandom(1), chance: () => true, fork: () => thorough };

type Send = GraphQLClient['send'];

/** A supervisor that never finds anything proves nothing: here the service lies. */
describe('the supervisor notices', () => {
  const username = 'ada';
  let server: TestServer;
  let supervisor: Supervisor;
  let account: AccountRecord;
  let session: SessionRecord;
  /** How the service lies: what it does instead of sending a request on, if anything. */
  let lie: (send: Send, ...request: Parameters<Send>) => Promise<Reply<unknown>> | undefined;

  beforeEach(async () => {
    lie = () => undefined;
    server = await startTestServer({ realTime: true });
    const send = ((...request) => lie(server.send, ...request) ?? server.send(...request)) as Send;
    supervisor = createSupervisor({
      folder: server.database.dataDir,
      random: thorough,
      service: () => ({ ...server, send }),
    });
    await perform({ kind: 'signUp', username, password: supervisor.passwords.next() });
    account = supervisor.ledger.accounts.get(username) as AccountRecord;
    [session] = aliveSessions(account) as [SessionRecord];
  });
  afterEach(async () => {
    supervisor.close();
    await server.close();
  });

  const perform: Supervisor['operations']['perform'] = (...request) =>
    supervisor.operations.perform(...request);
  const refresh = () => supervisor.operations.refresh(username, session);

  function reply(data: unknown, errors: Reply<unknown>['errors'] = []): Promise<Reply<unknown>> {
    const text = JSON.stringify({ data, errors });
    return Promise.resolve({ status: 200, headers: new Headers(), data, errors, text });
  }

  async function violations(): Promise<string> {
    await supervisor.checkAll();
    return supervisor.violations.join('\n');
  }

  test('nothing where nothing is wrong', async () => {
    await refresh();
    await refresh();
    await perform({ kind: 'logOut', username, sessionId: session.id }, session);
    expect(await violations()).toBe('');
  });

  test('(a) a logout that was acknowledged and did not happen', async () => {
    lie = (_send, document) => (document.includes('logout') ? reply({ answer: true }) : undefined);
    await perform({ kind: 'logOut', username, sessionId: session.id }, session);
    expect(await violations()).toMatch(/\(a\) session \S+ has ended, and its access token works/);
  });

  test('(a) a password change that was acknowledged and did not happen', async () => {
    const { accessToken } = session;
    const change = { from: account.passwords[0] ?? '', to: supervisor.passwords.next() };
    lie = (_send, document) =>
      document.includes('changePassword')
        ? reply({ answer: { accessToken, refreshToken: latestToken(session) } })
        : undefined;
    await perform({ kind: 'changePassword', username, sessionId: session.id, ...change }, session);
    expect(await violations()).toMatch(
      /\(a\) ada cannot sign in with its password[^]*\(a\) an earlier password of ada works/,
    );
  });

  test('(b) an acknowledged refresh token that does not work', async () => {
    await refresh();
    await server.withStorage(({ sessions }) =>
      sessions.revoke(session.id, idOf(session), { at: Date.now(), reason: 'logout' }),
    );
    expect(await violations()).toMatch(/\(b\) the latest token of session \S+ does not work/);
  });

  test('(c) a spent token that is taken', async () => {
    await refresh();
    await refresh();
    lie = (send, document, variables, options) =>
      document.includes('refresh(')
        ? send(document, { ...variables, token: latestToken(session) }, options)
        : undefined;
    expect(await violations()).toMatch(/\(c\) a dead token of session \S+ is taken/);
  });

  test('(d) a second successor', async () => {
    lie = (send, document, variables) =>
      document.includes('refresh(')
        ? send<{ answer: { refreshToken: string } }>(document, variables).then((first) =>
            send(document, { token: first.data?.answer.refreshToken }),
          )
        : undefined;
    await refresh();
    expect(supervisor.violations.join()).toMatch(/\(d\) session \S+ went from generation 0 to 2/);
  });

  test('(e) an unanswered refresh that has signed its user out', async () => {
    lie = () => Promise.reject(new Error('the connection broke'));
    await refresh();
    lie = () => undefined;
    await server.withStorage(({ sessions }) =>
      sessions.revoke(session.id, idOf(session), { at: Date.now(), reason: 'logout' }),
    );
    expect(await violations()).toMatch(/\(e\) an unanswered refresh has signed out/);
  });

  test('(f) a service that is not back, and one that has a fault', async () => {
    const extensions = { code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' };
    lie = (_send, document) => {
      if (document.includes('me {')) return Promise.reject(new Error('the connection broke'));
      return document.includes('login(') ? reply(null, [{ message: 'x', extensions }]) : undefined;
    };
    expect(await violations()).toMatch(
      /\(f\) a fault of the service[^]*\(f\) 1 requests had no answer after the recovery/,
    );
  });
});

/** The user that a session's tokens are of. */
function idOf({ accessToken }: SessionRecord): string {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { sub: string }).sub;
}
