import { randomBytes } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
const invalidKey = { code: 'BAD_USER_INPUT', reason: 'IDEMPOTENCY_KEY_INVALID' };
const hour = 3600;

function newKey(): string {
  return randomBytes(16).toString('base64url');
}

function generationOf({ refreshToken }: TokenPair): number {
  return Number(decode(refreshToken, { json: true })?.['gen']);
}

describe.each(databases)('a refresh whose reply is lost, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  const refresh = async ({ refreshToken }: TokenPair, idempotencyKey?: string, asked = server) =>
    asked.refresh(refreshToken, undefined, idempotencyKey === undefined ? {} : { idempotencyKey });
  const refreshed = async (pair: TokenPair, key?: string, asked = server) =>
    dataOf(await refresh(pair, key, asked)).refresh;

  test('is answered with the same generation for a day, by the same key', async () => {
    const first = await server.signUp();
    const key = newKey();
    await refreshed(first, key);
    for (const wait of [1, hour, 22 * hour]) {
      server.clock.advance(wait);
      expect(generationOf(await refreshed(first, key))).toBe(1);
    }
    const second = await refreshed(first, key);
    expect(generationOf(await refreshed(second, newKey()))).toBe(2);
  });

  test('is reuse once REFRESH_RETRY has passed since the rotation', async () => {
    const first = await server.signUp();
    const key = newKey();
    await refreshed(first, key);
    server.clock.advance(24 * hour);
    expect(refusalOf(await refresh(first, key))).toEqual(reused);
  });

  test('is answered after each of several losses in a row', async () => {
    let pair = await server.signUp();
    for (let generation = 1; generation <= 4; generation += 1) {
      const key = newKey();
      await refreshed(pair, key);
      server.clock.advance(hour);
      pair = await refreshed(pair, key);
      expect(generationOf(pair)).toBe(generation);
    }
  });

  test.each([
    ['without a key', () => undefined],
    ['with another key', newKey],
  ])('does not hide a thief %s', async (_title, theirs) => {
    const first = await server.signUp();
    const second = await refreshed(first, newKey());
    server.clock.advance(11);
    expect(refusalOf(await refresh(first, theirs()))).toEqual(reused);
    expect(refusalOf(await refresh(second)).reason).toBe('TOKEN_REVOKED');
  });

  test('is reuse once a later rotation has happened, with a key or without', async () => {
    for (const next of [newKey(), undefined]) {
      const first = await server.signUp();
      const key = newKey();
      const second = await refreshed(first, key);
      await refreshed(second, next);
      expect(refusalOf(await refresh(first, key))).toEqual(reused);
    }
  });

  test('is reuse once the session was renewed by a new password', async () => {
    const first = await server.signUp();
    const key = newKey();
    const second = await refreshed(first, key);
    const change = `mutation { changePassword(currentPassword: "${goodPassword}",
      newPassword: "another long phrase") { expiresIn } }`;
    dataOf(await server.send(change, {}, { token: second.accessToken }));
    expect(refusalOf(await refresh(second, key))).toEqual(reused);
  });

  test('needs no grace: both options are independent', async () => {
    const env = { REFRESH_GRACE: '0', REFRESH_RETRY: '60' };
    const strict = await startTestServer({ database: name, env });
    const key = newKey();
    const first = await strict.signUp();
    await refreshed(first, key, strict);
    strict.clock.advance(59);
    expect(generationOf(await refreshed(first, key, strict))).toBe(1);
    expect(refusalOf(await refresh(first, newKey(), strict))).toEqual(reused);
    await strict.close();
  });

  test('has only the grace where retries are off', async () => {
    const off = await startTestServer({ database: name, env: { REFRESH_RETRY: '0' } });
    const key = newKey();
    const first = await off.signUp();
    await refreshed(first, key, off);
    off.clock.advance(9);
    expect(generationOf(await refreshed(first, key, off))).toBe(1);
    off.clock.advance(1);
    expect(refusalOf(await refresh(first, key, off))).toEqual(reused);
    await off.close();
  });

  test('is answered by another process, which has only the database', async () => {
    const first = await server.signUp();
    const key = newKey();
    await refreshed(first, key);
    server.clock.advance(hour);
    const other = await startTestServer({ database: name, sharing: server });
    expect(generationOf(await refreshed(first, key, other))).toBe(1);
    await other.close();
  });

  test('a key of the refresh before is refused, and nothing is spent', async () => {
    const key = newKey();
    const second = await refreshed(await server.signUp(), key);
    for (const wait of [0, hour]) {
      server.clock.advance(wait);
      expect(refusalOf(await refresh(second, key))).toEqual(invalidKey);
    }
    expect(generationOf(await refreshed(second, newKey()))).toBe(2);
  });

  test.each([
    ['empty', ''],
    ['21 characters', 'A'.repeat(21)],
    ['44 characters', 'A'.repeat(44)],
    ['95 kB', 'A'.repeat(95_000)],
    ['padding', `${'A'.repeat(22)}==`],
    ['characters of base64', `${'A'.repeat(20)}+/`],
    ['a blank', `${'A'.repeat(21)} `],
    ['a line break', `${'A'.repeat(22)}\n`],
    ['full-width digits', '１'.repeat(22)],
  ])('a key that is wrong by %s is refused, and nothing is spent', async (_title, key) => {
    const first = await server.signUp();
    const { code } = refusalOf(await refresh(first, key));
    expect(code).toBe('BAD_USER_INPUT');
    expect(generationOf(await refreshed(first, newKey()))).toBe(1);
  });

  test('a retry after the grace is recorded, one within it is not; no key is logged', async () => {
    const first = await server.signUp();
    const key = newKey();
    await refreshed(first, key);
    const recorded = () =>
      server.logs.filter(
        (line) => line.includes('session.refresh_retried') && line.includes(first.user.id),
      );
    await refreshed(first, key);
    expect(recorded()).toHaveLength(0);
    server.clock.advance(hour);
    await refreshed(first, key);
    expect(recorded()).toHaveLength(1);
    expect(server.logs.join('')).not.toContain(key);
  });

  test('20 parallel tries with one key are one rotation', async () => {
    const first = await server.signUp();
    const key = newKey();
    const replies = await Promise.all(Array.from({ length: 20 }, () => refreshed(first, key)));
    expect(new Set(replies.map(generationOf))).toEqual(new Set([1]));
  });
});
