import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { startLosingProxy, type LosingProxy } from './losing-proxy.js';

/** What the tests of lost answers rest on. */
let database: TestDatabase;
let proxy: LosingProxy;
beforeAll(async () => {
  database = await createMigratedDatabase('postgres');
  proxy = await startLosingProxy(database.url ?? '');
});
afterAll(async () => {
  await proxy.close();
  await database.drop();
});

const text = 'select $1::int as one';
const ways = {
  'that is not prepared': { times: 0, query: { text, values: [1] } },
  'that is prepared now': { times: 0, query: { name: 'one', text, values: [1] } },
  'that its connection has prepared': { times: 2, query: { name: 'one', text, values: [1] } },
};

test.each(Object.entries(ways))('a statement %s is lost', async (_, { times, query }) => {
  for (const how of ['statement', 'answer'] as const) {
    const client = new pg.Client({ connectionString: proxy.url });
    client.on('error', () => undefined);
    await client.connect();
    for (let done = 0; done < times; done += 1) await client.query(query);
    const lost = how === 'answer' ? proxy.loseAnswer(text, 'cut') : proxy.loseStatement(text);
    const answer = client.query(query);
    const refused = expect(answer).rejects.toThrow('Connection terminated');
    await lost;
    proxy.restore();
    await refused;
  }
});
