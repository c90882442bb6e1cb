import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countWrites, type WriteCount } from '../../support/count-writes.js';
import { unlimited } from '../../support/limits.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

/** A counter of attempts would be a row. */
const limited = Object.fromEntries(Object.keys(unlimited).map((name) => [name, '10']));

/** Root fields of one operation, at most. */
const fields = 20;
const aliases = Array.from({ length: fields }, (_, index) => `a${index}`);
const document = `mutation { ${aliases
  .map((alias) => `${alias}: beginPasskeySignIn { ceremonyId }`)
  .join(' ')} }`;

describe.each([
  { database: 'sqlite', times: 10_000 },
  { database: 'postgres', times: 1_000 },
] as const)('a stranger on $database who begins to sign in by passkey', ({ database, times }) => {
  let server: TestServer;
  let written: WriteCount;
  beforeAll(async () => {
    server = await startTestServer({ database, env: { ...limited, PASSKEYS: 'on' } });
    written = await countWrites(server.database);
  });
  afterAll(async () => {
    await server.close();
  });

  async function begin(clientAddress: string): Promise<string[]> {
    const { data } = await server.auth.execute(document, {}, { clientAddress });
    const begun = (data ?? {}) as Record<string, { ceremonyId: string }>;
    return Object.values(begun).map(({ ceremonyId }) => ceremonyId);
  }

  it('writes nothing, however often', async () => {
    const ceremonies = new Set<string>();
    for (let round = 0; round < times / fields; round += 1) {
      for (const each of await begin(`192.0.2.${round % 3}`)) ceremonies.add(each);
    }
    expect(ceremonies.size).toBe(times);
    expect(await written.read()).toBe(0);
    await server.signUp();
    expect(await written.read()).toBeGreaterThan(0);
  });
});
