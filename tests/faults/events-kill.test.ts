import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import { dataOf } from '../support/graphql-client.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { openStream } from '../support/viewer-events.js';

describe.each(databases)('a node that follows events is killed ($name)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await kind.create();
  });
  afterAll(() => database.drop());

  const start = (): Promise<ServerProcess> =>
    startServerProcess({
      DATA_DIR: database.dataDir,
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
    });

  test('a reader that comes again has each event once, after any kill', async () => {
    let node = await start();
    // SQLite has one process; PostgreSQL a second one, which makes changes while the first one is gone.
    let other = kind.name === 'postgres' ? await start() : node;
    const { register } = dataOf(await node.register({ username: 'reader' }));
    const token = register.accessToken;
    const ended: string[] = [];
    async function endOne(at: ServerProcess): Promise<void> {
      const { accessToken } = dataOf(await at.login('reader')).login;
      dataOf(await at.send('mutation { logout }', {}, { token: accessToken }));
      const [, claims = ''] = accessToken.split('.');
      ended.push((JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sid: string }).sid);
    }
    const seen: (string | null | undefined)[] = [];
    let position: string | undefined;
    for (let round = 0; round < 4; round += 1) {
      const stream = await openStream(node.url, { token, after: position });
      if (round === 0) await endOne(other);
      await endOne(other);
      while (seen.length < ended.length - (round % 2)) {
        const event = await stream.event();
        seen.push(event.sessionId);
        ({ position } = event);
      }
      await endOne(other);
      await node.kill();
      expect((await stream.rest()).at(-1)).toBe('cut');
      if (kind.name === 'postgres') {
        await endOne(other);
        [node, other] = [other, await start()];
      } else {
        other = node = await start();
        await endOne(node);
      }
    }
    const last = await openStream(node.url, { token, after: position });
    while (seen.length < ended.length) seen.push((await last.event()).sessionId);
    expect(seen).toEqual(ended);
    await last.leave();
    await Promise.all([node.stop(), other.stop()]);
  });
});
