import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openStorage } from '../../../src/app/storage.js';
import { createPostgres, runStatement, type TestDatabase } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { outputOf, variablesFor } from '../../cli/run.js';
import { hasPooler, startPooler, type Pooler } from '../../support/pooler.js';
import { runsWith } from '../../support/required-tools.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { openStream } from '../../support/viewer-events.js';

describe.runIf(runsWith('pgbouncer', hasPooler))('behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: Pooler;
  let processes: [ServerProcess, ServerProcess];

  beforeAll(async () => {
    database = await createPostgres();
    pooler = await startPooler(inject('postgresUrl'));
    const env = {
      DATABASE_URL: pooler.urlOf(database.url ?? ''),
      DATABASE_PREPARED_STATEMENTS: 'off',
      DATA_DIR: database.dataDir,
      PUBLIC_URL: 'http://localhost:4000',
    };
    // Both find an empty database, and migrate it by way of the pooler.
    processes = await Promise.all([startServerProcess(env), startServerProcess(env)]);
  });
  afterAll(async () => {
    await Promise.all(processes.map((server) => server.stop()));
    await pooler.stop();
    await database.drop();
  });

  test('one of two processes that start at once has migrated the database', async () => {
    const migrated = processes.map(({ output }) =>
      output.some((line) => line.includes('database migrated')),
    );
    expect(migrated.sort()).toEqual([false, true]);
    const { rows } = await runStatement(database.url ?? '', 'select kid from signing_keys');
    expect(rows).toHaveLength(1);
  });

  test('twelve users at once register, sign in, refresh, ask who they are and sign out', async () => {
    const lives = Array.from({ length: 12 }, async (_unused, index) => {
      const [here, there] = index % 2 === 0 ? processes : [processes[1], processes[0]];
      const username = `user${index}`;
      dataOf(await here.register({ username }));
      const { login } = dataOf(await there.login(username));
      const { refresh } = dataOf(await here.refresh(login.refreshToken));
      for (const server of [here, there, here, there]) {
        expect(dataOf(await server.me(refresh.accessToken)).me.username).toBe(username);
      }
      dataOf(await there.send('mutation { logout }', {}, { token: refresh.accessToken }));
      expect(refusalOf(await here.me(refresh.accessToken)).reason).toBe('TOKEN_REVOKED');
      expect(refusalOf(await here.refresh(refresh.refreshToken)).reason).toBe('TOKEN_REVOKED');
    });
    await Promise.all(lives);
    const lines = processes.flatMap(({ output }) => output);
    expect(lines.filter((line) => /"level":[456]0/.test(line))).toEqual([]);
  });

  test('a stream of one process ends when another one disables the account', async () => {
    const [here, there] = processes;
    const { register: user } = dataOf(await here.register({ username: 'follower' }));
    dataOf(await here.register({ username: 'chief' }));
    await outputOf(['user', 'set-roles', 'chief', 'admin'], { env: variablesFor(database) });
    const { accessToken: token } = dataOf(await there.login('chief')).login;
    const stream = await openStream(here.url, { token: user.accessToken });
    const second = dataOf(await there.login('follower')).login;
    dataOf(await there.send('mutation { logout }', {}, { token: second.accessToken }));
    expect(await stream.event()).toMatchObject({ current: false, reason: 'logout' });
    // From the position before that event, at the process that made it.
    const after = stream.position();
    const resumed = await openStream(there.url, { token: user.accessToken, after });
    expect(await resumed.event()).toMatchObject({ current: false, reason: 'logout' });
    const disable = 'mutation ($id: ID!) { disableUser(id: $id) { id } }';
    dataOf(await there.send(disable, { id: user.user.id }, { token }));
    for (const each of [stream, resumed]) {
      expect(await each.rest()).toMatchObject([
        { data: { viewerEvents: { current: true, reason: 'user_disabled' } } },
        'complete',
      ]);
    }
  });

  test('a schema that is not reached stops the start; one of the role is taken', async () => {
    const other = await createPostgres();
    const deaf = await startPooler(inject('postgresUrl'), ['ignore_startup_parameters = options']);
    const options = {
      ...other.options,
      url: deaf.urlOf(other.url ?? ''),
      preparedStatements: false,
      schema: 'mine',
    };
    const first = await openStorage(options);
    await expect(first.migrate()).rejects.toMatchObject({
      name: 'ConfigError',
      faults: [expect.stringContaining('ALTER ROLE') as string],
    });
    await first.close();

    const name = new URL(other.url ?? '').pathname.slice(1);
    await runStatement(other.url ?? '', `alter database ${name} set search_path = mine`);
    await deaf.stop();
    const hearing = await startPooler(inject('postgresUrl'), [
      'ignore_startup_parameters = options',
    ]);
    const second = await openStorage({ ...options, url: hearing.urlOf(other.url ?? '') });
    expect(await second.migrate()).toContain('0001_accounts');
    const { rows } = await runStatement(other.url ?? '', 'select from mine.users');
    expect(rows).toEqual([]);
    await second.close();
    await hearing.stop();
    await other.drop();
  });
});
