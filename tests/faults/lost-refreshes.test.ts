import { randomBytes } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import { dataOf, refusalOf, type GraphQLClient } from '../support/graphql-client.js';
import { isLongRun } from '../support/long-run.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

/** A sign-in, and the key of its next refresh. */
interface Client {
  readonly refreshToken: string;
  readonly idempotencyKey: string;
}

/** Without a grace, so that a retry is answered by its key or not at all. */
describe.each(databases)('refreshes whose replies are lost, without a grace, on $name', (kind) => {
  let database: TestDatabase;
  let env: Record<string, string> & { DATA_DIR: string };
  let kept: ServerProcess;
  let users = 0;

  beforeAll(async () => {
    database = await kind.createMigrated();
    env = {
      DATA_DIR: database.dataDir,
      PUBLIC_URL: 'http://localhost:4000',
      REFRESH_GRACE: '0',
      ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
    };
    kept = await startServerProcess(env);
  });
  afterAll(async () => {
    await kept.stop();
    await database.drop();
  });

  async function signUp(): Promise<Client> {
    const username = `lost-${(users += 1)}`;
    const { register } = dataOf(await kept.register({ username }));
    const idempotencyKey = randomBytes(16).toString('base64url');
    return { refreshToken: register.refreshToken, idempotencyKey };
  }

  const refresh = (server: GraphQLClient, { refreshToken, idempotencyKey }: Client) =>
    server.refresh(refreshToken, undefined, { idempotencyKey });

  async function refreshed(server: GraphQLClient, client: Client): Promise<string> {
    return dataOf(await refresh(server, client)).refresh.refreshToken;
  }

  const generationOf = (token: string) => Number(decode(token, { json: true })?.['gen']);

  test('40 parallel tries with one key in two processes are one rotation', async () => {
    const other = await startServerProcess(env);
    const client = await signUp();
    const tries = Array.from({ length: 40 }, (_unused, index) =>
      refreshed(index % 2 === 0 ? kept : other, client),
    );
    const tokens = await Promise.all(tries);
    expect(new Set(tokens.map(generationOf))).toEqual(new Set([1]));
    expect((await kept.refresh(tokens[0] ?? '')).errors).toEqual([]);
    await other.stop();
  });

  test('a process killed at any moment leaves every client signed in', async () => {
    for (const answered of isLongRun ? [0, 1, 5, 15] : [0, 5]) {
      const doomed = await startServerProcess(env);
      const clients = await Promise.all(Array.from({ length: 20 }, signUp));
      let replies = 0;
      const sent = Promise.allSettled(
        clients.map(async (client) => {
          await refresh(doomed, client);
          replies += 1;
        }),
      );
      if (answered > 0) await expect.poll(() => replies).toBeGreaterThanOrEqual(answered);
      await doomed.kill();
      await sent;

      for (const client of clients) {
        expect(generationOf(await refreshed(kept, client))).toBe(1);
      }
    }
  });

  test('of a client that was killed with its process, a thief without the key is found', async () => {
    const client = await signUp();
    const doomed = await startServerProcess(env);
    await refresh(doomed, client);
    await doomed.kill();

    const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
    expect(refusalOf(await kept.refresh(client.refreshToken))).toEqual(reused);
    expect(refusalOf(await refresh(kept, client))).toEqual(reused);
  });
});
