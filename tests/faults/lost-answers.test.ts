import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GraphQLClient } from '../support/graphql-client.js';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { aliveSessions, type Operation, type SessionRecord } from './accounts.js';
import { startLosingProxy, type LosingProxy } from './losing-proxy.js';
import { createRandom } from './random.js';
import { createSupervisor, type Supervisor } from './supervisor.js';

const commit = 'commit\0';
/** The name of a prepared statement. */
const rotation = 'rotate_session\0';
const revocation = 'update "sessions" set "revoked_at"';

describe('an answer of PostgreSQL that is lost after the work is done', () => {
  let database: TestDatabase;
  let proxy: LosingProxy;
  let servers: ServerProcess[];
  /** Whom the clients ask. */
  let asked: GraphQLClient;
  let supervisor: Supervisor;
  let users = 0;
  let username: string;

  beforeAll(async () => {
    database = await createMigratedDatabase('postgres');
    proxy = await startLosingProxy(database.url ?? '');
    const env = { DATA_DIR: database.dataDir, PUBLIC_URL: 'http://localhost:4000' };
    servers = [await startServerProcess({ ...env, DATABASE_URL: proxy.url })];
    // The first one gives a silent network up three seconds before the default grace ends; a slow host takes longer.
    const patient = { REFRESH_GRACE: '60', DATABASE_URL: database.url ?? '' };
    servers.push(await startServerProcess({ ...env, ...patient }));
    const folder = database.dataDir;
    supervisor = createSupervisor({ folder, random: createRandom(1), service: () => asked });
  });
  beforeEach(() => {
    ask('by the proxy');
    username = `user${(users += 1)}`;
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    supervisor.close();
    await proxy.close();
    await database.drop();
  });

  function ask(which: 'by the proxy' | 'directly'): void {
    asked = servers[which === 'directly' ? 1 : 0] as ServerProcess;
  }

  /** Signs up, and in once more; returns the first of the two sessions. */
  async function signUp(): Promise<{ password: string; session: SessionRecord }> {
    const password = supervisor.passwords.next();
    await supervisor.operations.perform({ kind: 'signUp', username, password });
    await supervisor.operations.perform({ kind: 'signIn', username, password });
    const account = supervisor.ledger.accounts.get(username);
    const [session] = account === undefined ? [] : aliveSessions(account);
    if (session === undefined) throw new Error('nobody could sign up');
    return { password, session };
  }

  type Ask = (who: { password: string; session: SessionRecord }) => Operation;

  test.each<[string, string, Ask]>([
    [
      'a sign-up',
      commit,
      () => ({
        kind: 'signUp',
        username: `${username}-late`,
        password: supervisor.passwords.next(),
      }),
    ],
    ['a sign-in', commit, ({ password }) => ({ kind: 'signIn', username, password })],
    [
      'a password change',
      commit,
      ({ password: from, session }) => {
        const to = supervisor.passwords.next();
        return { kind: 'changePassword', username, sessionId: session.id, from, to };
      },
    ],
    [
      'a refresh',
      rotation,
      ({ session }) => {
        const [token = ''] = session.tokens;
        return { kind: 'refresh', username, sessionId: session.id, token };
      },
    ],
    [
      'a logout',
      revocation,
      ({ session }) => ({ kind: 'logOut', username, sessionId: session.id }),
    ],
    [
      'a logout everywhere',
      revocation,
      ({ session }) => ({ kind: 'logOutEverywhere', username, sessionId: session.id }),
    ],
  ])('makes %s unavailable; it is whole, and asking again is safe', async (_what, text, of) => {
    const who = await signUp();
    const lost = proxy.loseAnswer(text, 'cut');
    const outcome = await supervisor.operations.perform(of(who), who.session);
    expect(outcome).toEqual({ result: 'unavailable' });
    await lost;

    await supervisor.check();
    expect(supervisor.violations).toEqual([]);
  });

  test('a silent network is given up within the grace, and a retry elsewhere works', async () => {
    const { session } = await signUp();
    const lost = proxy.loseAnswer(rotation, 'silence');
    const outcome = await supervisor.operations.refresh(username, session);
    expect(outcome).toEqual({ result: 'unavailable' });
    await lost;

    ask('directly');
    await supervisor.check();
    expect(supervisor.violations).toEqual([]);

    proxy.restore();
    ask('by the proxy');
    await supervisor.checkAll();
    expect(supervisor.violations).toEqual([]);
  });
});
