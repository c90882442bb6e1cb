import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputOf, variablesFor } from '../cli/run.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import {
  startServerProcess,
  type ServerProcess,
  type ServiceVariables,
} from '../support/server-process.js';
import { openStream } from '../support/viewer-events.js';

/** Streams of a process, and another one that changes the same database: the command line. */
let database: TestDatabase;
let env: ServiceVariables;
let server: ServerProcess;
beforeAll(async () => {
  const sqlite = databases.find(({ name }) => name === 'sqlite');
  if (sqlite === undefined) throw new TypeError('these tests need SQLite');
  database = await sqlite.createMigrated();
  // Longer than a test may take: a process that waited for its streams would not come to its end.
  env = { ...variablesFor(database), SHUTDOWN_TIMEOUT: '300' };
  server = await startServerProcess(env);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

const signUp = async (username: string): Promise<TokenPair> =>
  dataOf(await server.register({ username })).register;
const follow = ({ accessToken: token }: TokenPair, after?: string) =>
  openStream(server.url, { token, after });
const end = (reason: string) => ({
  data: { viewerEvents: { __typename: 'SessionEnded', current: true, reason } },
});

test.each([
  ['disable', [], 'user_disabled'],
  ['delete', ['--yes'], 'user_deleted'],
])('authgraph user %s ends a stream of a running service', async (command, options, reason) => {
  const stream = await follow(await signUp(command));
  await outputOf(['user', command, command, ...options], { env });
  expect(await stream.rest()).toMatchObject([end(reason), 'complete']);
});

test('100 streams end with their process, and go on at the next one', async () => {
  const users = await Promise.all(Array.from({ length: 20 }, (_, index) => signUp(`idle${index}`)));
  const tokens = users.flatMap((user) => Array.from({ length: 5 }, () => user));
  const open = await Promise.all(tokens.map((user) => follow(user)));
  const rests = Promise.all(open.map((stream) => stream.rest()));
  expect(await server.stop()).toBe(0);
  expect(new Set((await rests).flat())).toEqual(new Set(['cut']));
  expect(server.output.filter((line) => /"level":[456]0/.test(line))).toEqual([]);

  await outputOf(['user', 'set-roles', 'idle7', 'editor'], { env });
  server = await startServerProcess(env);
  const again = await Promise.all(
    tokens.map((user, index) => follow(user, open[index]?.position())),
  );
  await outputOf(['user', 'set-roles', 'idle7', 'author'], { env });
  for (const [index, stream] of again.entries()) {
    if (tokens[index] === users[7]) {
      expect([await stream.event(), await stream.event()]).toMatchObject([
        { __typename: 'RolesChanged', roles: ['editor'] },
        { __typename: 'RolesChanged', roles: ['author'] },
      ]);
    }
    await stream.leave();
  }
});

test('authgraph keys rotate --revoke-all ends all streams of a running service', async () => {
  const users = [await signUp('first'), await signUp('second')];
  const streams = await Promise.all(users.map((user) => follow(user)));
  await outputOf(['keys', 'rotate', '--revoke-all'], { env });
  for (const stream of streams) {
    expect(await stream.rest()).toMatchObject([end('keys_revoked'), 'complete']);
  }
});
