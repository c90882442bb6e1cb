import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.js';
import { createLogger } from '../../src/platform/logger.js';
import { createAuthServer } from '../../src/app/create-auth-server.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { startServerProcess, type ServiceVariables } from '../support/server-process.js';
import { authgraph, outputOf, runHere, variablesFor } from './run.js';
import { openStorage } from '../../src/app/storage.js';

interface ListedKey {
  kid: string;
  algorithm: string;
  state: string;
  publicJwk: Record<string, string>;
  activatesAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
}

const randomSecret = () => randomBytes(48).toString('base64');

describe.each(databases)('on $name', (kind) => {
  let database: TestDatabase;
  let env: ServiceVariables;

  beforeEach(async () => {
    database = await kind.createMigrated();
    env = variablesFor(database);
  });

  afterEach(() => database.drop());

  const listed = async () =>
    JSON.parse(await outputOf(['keys', 'list', '--json'], { env })) as ListedKey[];
  const states = async () => (await listed()).map(({ state }) => state);

  /** The service makes the first key, which signs at once. */
  async function makeFirstKey(): Promise<void> {
    const logger = createLogger('silent');
    const service = await createAuthServer(loadConfig(env), { logger });
    await service.close();
  }

  test('a rotation adds a key that is published before it signs', async () => {
    await makeFirstKey();
    expect(await states()).toEqual(['signing']);
    const output = await outputOf(['keys', 'rotate'], { env }, authgraph);
    const [first, second] = await listed();
    expect([first?.state, second?.state]).toEqual(['signing', 'published']);
    expect(output).toContain(`Added key ${second?.kid ?? '?'}. It signs from`);
    expect(first?.expiresAt).not.toBeNull();
    // Thirty days of the longest token, and a minute for the new key to become known, twice.
    const lifetime = Date.parse(first?.expiresAt ?? '') - Date.parse(second?.activatesAt ?? '');
    expect(lifetime).toBe((2_592_000 + 60) * 1000);
  });

  test('the lists show no private key', async () => {
    await makeFirstKey();
    const [key] = await listed();
    expect(Object.keys(key?.publicJwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    expect(Object.keys(key ?? {})).not.toContain('encryptedPrivateKey');
    const table = await outputOf(['keys', 'list'], { env }, authgraph);
    expect(table).toMatch(/^KID +ALGORITHM +STATE +CREATED +SIGNS FROM +EXPIRES\n/);
    expect(table).toMatch(new RegExp(`${key?.kid ?? '?'} +ES256 +signing `));
  });

  test('revoking all keys ends every session of a running service at once', async () => {
    const server = await startServerProcess(env);
    const names = ['ada', 'bob'];
    const tokens = [];
    for (const username of names) {
      tokens.push((await server.register({ username })).data?.register.accessToken);
    }
    const output = await outputOf(['keys', 'rotate', '--revoke-all'], { env });
    expect(output).toContain('Ended sessions: 2.');
    // At once: the service reads its keys again every 15 seconds, and then knows none of these tokens any more.
    for (const token of tokens) {
      const reply = await server.me(token);
      expect(reply.errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
    }
    expect(await states()).toEqual(['revoked', 'signing']);
    expect(await server.stop()).toBe(0);

    const restarted = await startServerProcess(env);
    const reply = await restarted.me(tokens[0]);
    expect(reply.errors[0]?.extensions.reason).toBe('TOKEN_INVALID');
    expect((await restarted.login('ada')).errors).toEqual([]);
    await restarted.stop();
  });

  test('another secret rotates nothing: the running processes could not open the new key', async () => {
    await makeFirstKey();
    const wrong = { ...env, AUTHGRAPH_SECRET: randomSecret() };
    for (const args of [
      ['keys', 'rotate'],
      ['keys', 'rotate', '--revoke-all'],
    ]) {
      const { code, stderr } = await runHere(args, { env: wrong });
      expect(code).toBe(2);
      expect(stderr).toContain('AUTHGRAPH_SECRET does not open the signing keys');
    }
    expect((await authgraph(['serve'], { env: { ...wrong, PORT: '0' } })).code).toBe(2);
    expect(await states()).toEqual(['signing']);
  });

  test('after the secret was lost, --new-secret lets the service start again', async () => {
    await makeFirstKey();
    env = { ...env, AUTHGRAPH_SECRET: randomSecret() };
    await outputOf(['keys', 'rotate', '--revoke-all', '--new-secret'], { env });
    const server = await startServerProcess(env);
    expect((await server.register({ username: 'ada' })).errors).toEqual([]);
    await server.stop();
  });

  test('rotations are on record, those that were refused are not', async () => {
    await makeFirstKey();
    await outputOf(['keys', 'rotate'], { env });
    await runHere(['keys', 'rotate'], { env: { ...env, AUTHGRAPH_SECRET: randomSecret() } });
    await outputOf(['keys', 'rotate', '--revoke-all'], { env });
    const kids = (await listed()).map(({ kid }) => kid);
    const storage = await openStorage(database.options);
    const events = await storage.audit.list({ limit: 10 });
    await storage.close();
    expect(events.map(({ type, detail }) => ({ type, detail }))).toEqual([
      { type: 'keys.rotated', detail: { kid: kids[1] } },
      { type: 'keys.revoked', detail: { kid: kids[2] } },
    ]);
  });

  test('with HS256 there is no key to rotate, and the answer says what to change', async () => {
    const hs256 = { ...env, JWT_SECRET_KEY: randomSecret() };
    const { code, stderr } = await runHere(['keys', 'rotate'], { env: hs256 });
    expect(code).toBe(2);
    expect(stderr).toContain('change JWT_SECRET_KEY');
    expect(stderr).not.toContain(hs256.JWT_SECRET_KEY);
    const list = await outputOf(['keys', 'list'], { env: hs256 });
    expect(list).toContain('signs with HS256 and JWT_SECRET_KEY');
    expect(await listed()).toEqual([]);
  });
});
