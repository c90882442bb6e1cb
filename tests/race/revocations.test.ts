import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  AuthError,
  createAccessTokenVerifier,
  createRevocationFeed,
  type RevocationFeed,
} from '../../src/resource-server/index.js';
import { outputOf, variablesFor } from '../cli/run.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { followRevocations } from '../support/follow-revocations.js';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import { clientEntry, serviceClient } from '../support/service-client.js';
import { settleEvents } from '../support/settled-events.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

/** Two real processes on one PostgreSQL: sessions end on one of them, and services follow the other. */
let database: TestDatabase;
let first: ServerProcess;
let second: ServerProcess;
let feed: RevocationFeed;
/** Where the connections of the feed go, as those of a load balancer. */
let target: ServerProcess;

beforeAll(async () => {
  const postgres = databases.find(({ name }) => name === 'postgres');
  if (postgres === undefined) throw new TypeError('these tests need PostgreSQL');
  database = await postgres.createMigrated();
  const env = {
    ...variablesFor(database),
    PUBLIC_URL: 'http://localhost:4000',
    SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
  };
  [first, second] = await Promise.all([startServerProcess(env), startServerProcess(env)]);
  target = second;
  feed = createRevocationFeed({
    url: 'http://localhost:4000/revocations',
    clientId: serviceClient.id,
    clientSecret: serviceClient.secret,
    fetch: (url, init) => fetch(url.replace('http://localhost:4000', target.url), init),
  });
  await vi.waitUntil(() => feed.status === 'live', { timeout: 20_000 });
});
afterAll(async () => {
  feed.close();
  await Promise.all([first.stop(), second.stop()]);
  await database.drop();
});

/** Who the token is of, or why it is refused. */
async function judge({ accessToken }: TokenPair): Promise<string> {
  const verifier = createAccessTokenVerifier({
    jwksUri: `${first.url}/.well-known/jwks.json`,
    issuer: 'http://localhost:4000',
    audience: 'authgraph',
    revocations: feed,
  });
  try {
    return (await verifier.verify(accessToken)).sub;
  } catch (error) {
    return error instanceof AuthError ? error.reason : String(error);
  }
}

let users = 0;
const signUp = async () =>
  dataOf(await first.register({ username: `user${(users += 1)}` })).register;
const operation = (query: string) => async (pair: TokenPair) =>
  dataOf(await first.send(`mutation { ${query} }`, {}, { token: pair.accessToken }));
const command =
  (...args: string[]) =>
  ({ user }: TokenPair) =>
    outputOf(['user', args[0] ?? '', user.username, ...args.slice(1)], {
      env: variablesFor(database),
    });

test.each<[string, (pair: TokenPair) => Promise<unknown>]>([
  ['a sign-out', operation('logout')],
  ['a sign-out everywhere', operation('logoutEverywhere')],
  ['a change of roles', command('set-roles', 'editor')],
  ['disabling the account', command('disable')],
])('after %s, the token is refused by services of the other process', async (_what, act) => {
  const pair = await signUp();
  expect(await judge(pair)).toBe(pair.user.id);
  await act(pair);
  await expect.poll(() => judge(pair)).toBe('TOKEN_REVOKED');
});

test('after a kill -9 everything is told once, by the other process', async () => {
  const before = await signUp();
  await settleEvents(database);
  const followed = await followRevocations(second.url);
  await followed.untilHeartbeat();
  await operation('logout')(before);
  await followed.revocation();

  const [during, after] = [await signUp(), await signUp()];
  target = first;
  await second.kill();
  await operation('logout')(during);
  await expect(followed.next()).rejects.toThrow();
  const again = await followRevocations(first.url, { after: followed.position() });
  await operation('logout')(after);
  const sid = ({ accessToken }: TokenPair) =>
    (
      JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as object & {
        sid: string;
      }
    ).sid;
  const told = [await again.revocation(), await again.revocation()];
  expect(told).toEqual([{ sid: sid(during) }, { sid: sid(after) }]);
  await again.leave();

  for (const pair of [before, during, after]) {
    await expect.poll(() => judge(pair)).toBe('TOKEN_REVOKED');
  }
  await expect.poll(() => feed.status).toBe('live');
});
