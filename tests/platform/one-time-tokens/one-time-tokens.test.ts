import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  createOneTimeTokens,
  maxGuesses,
  type OneTimeTokenRequest,
} from '../../../src/platform/one-time-tokens/one-time-tokens.js';
import { describeStorage, storedUser } from '../../contract/storage-contract.js';
import { createTestClock } from '../../support/test-clock.js';
import { secretPurposes } from '../../../src/platform/one-time-tokens/store.js';

const codeKey = randomBytes(32);

describeStorage('one-time secrets', (subject) => {
  const clock = createTestClock();
  const oneTimeTokens = createOneTimeTokens({ clock, codeKey });
  const store = () => subject.storage.oneTimeTokens;

  async function request(change: Partial<OneTimeTokenRequest> = {}): Promise<OneTimeTokenRequest> {
    const { id } = await storedUser(subject.storage);
    return {
      purpose: 'sign-in',
      subject: `${id}@example.com`,
      userId: id,
      email: `${id}@example.com`,
      lifetime: 600,
      ...change,
    };
  }

  test('have 256 random bits and eight random digits, and rest as hashes', async () => {
    const wanted = await request();
    const first = await oneTimeTokens.issue(store(), wanted);
    const second = await oneTimeTokens.issue(store(), wanted);
    expect(first.token).toMatch(/^[\w-]{43}$/);
    expect(first.code).toMatch(/^\d{4} \d{4}$/);
    expect(second.token).not.toBe(first.token);
    expect(first.expiresAt).toBe(clock.now() + 600_000);
    const kept = JSON.stringify(await oneTimeTokens.find(store(), 'sign-in', second.token));
    expect(kept).toContain(wanted.userId);
    expect(kept).not.toContain(second.token);
    expect(kept).not.toContain(second.code.replace(' ', ''));
  });

  test('are good once, until they expire', async () => {
    const { token } = await oneTimeTokens.issue(store(), await request());
    expect(await oneTimeTokens.consume(store(), 'sign-in', token)).toBeDefined();
    expect(await oneTimeTokens.consume(store(), 'sign-in', token)).toBeUndefined();

    const late = await oneTimeTokens.issue(store(), await request());
    clock.advance(600);
    expect(await oneTimeTokens.consume(store(), 'sign-in', late.token)).toBeUndefined();
  });

  test.each(secretPurposes)('to %s are refused everywhere else', async (purpose) => {
    const wanted = await request({ purpose });
    const { token, code } = await oneTimeTokens.issue(store(), wanted);
    for (const other of secretPurposes.filter((each) => each !== purpose)) {
      expect(await oneTimeTokens.find(store(), other, token)).toBeUndefined();
      expect(await oneTimeTokens.consume(store(), other, token)).toBeUndefined();
      const shown = { purpose: other, subject: wanted.subject, code };
      expect(await oneTimeTokens.consumeByCode(store(), shown)).toBeUndefined();
    }
    expect(await oneTimeTokens.consume(store(), purpose, token)).toBeDefined();
  });

  test.each(['', 'a\0b', '\ud800', 'x'.repeat(43), 'x'.repeat(100_000), "' or 1=1 --"])(
    'do not exist for the token %#',
    async (token) => {
      await oneTimeTokens.issue(store(), await request());
      expect(await oneTimeTokens.find(store(), 'sign-in', token)).toBeUndefined();
      expect(await oneTimeTokens.consume(store(), 'sign-in', token)).toBeUndefined();
    },
  );

  test('can be typed as a code, however it is spaced, by the one whose it is', async () => {
    const wanted = await request();
    const other = await request();
    const { code, token } = await oneTimeTokens.issue(store(), wanted);
    await oneTimeTokens.issue(store(), other);
    const { purpose } = wanted;
    const type = (subjectOfCode: string, text: string) =>
      oneTimeTokens.consumeByCode(store(), { purpose, subject: subjectOfCode, code: text });

    expect(await type(other.subject, code)).toBeUndefined();
    expect(await type(wanted.subject, '0000 0000')).toBeUndefined();
    const fullWidth = code.replace(/\d/g, (digit) =>
      String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
    );
    expect(await type(wanted.subject, ` ${fullWidth.replace(' ', '-')}\n`)).toBeDefined();
    expect(await oneTimeTokens.consume(store(), purpose, token)).toBeUndefined();
  });

  test('allow a few guesses at the code, after which the token is still good', async () => {
    const { purpose, subject: whose, ...rest } = await request();
    const { token } = await oneTimeTokens.issue(store(), { purpose, subject: whose, ...rest });
    const allowed = [];
    for (let guess = 0; guess < maxGuesses + 2; guess += 1) {
      allowed.push(await oneTimeTokens.countAttempt(store(), purpose, whose));
    }
    expect(allowed.filter(Boolean)).toHaveLength(maxGuesses);
    expect(await oneTimeTokens.consume(store(), purpose, token)).toBeDefined();
  });

  test('of another key have other hashes: the database alone does not tell a code', async () => {
    const wanted = await request();
    const { code } = await oneTimeTokens.issue(store(), wanted);
    const elsewhere = createOneTimeTokens({ clock, codeKey: randomBytes(32) });
    expect(await elsewhere.consumeByCode(store(), { ...wanted, code })).toBeUndefined();
    expect(await oneTimeTokens.consumeByCode(store(), { ...wanted, code })).toBeDefined();
  });
});
