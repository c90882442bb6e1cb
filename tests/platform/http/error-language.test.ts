import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reasons } from '../../../src/app/facts.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { goodPassword } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const hangul = /\p{Script=Hangul}/u;
const placeholders = (sentence: string) => sentence.match(/\{\w+\}/g) ?? [];

test.each(Object.values(reasons))('$reason has a Korean sentence', ({ message, ko }) => {
  expect(ko).toMatch(hangul);
  expect(message).not.toMatch(hangul);
  expect(placeholders(ko).sort()).toEqual(placeholders(message).sort());
});

test('no refusal of ours has a text in one language only', () => {
  const folder = join(import.meta.dirname, '../../../src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('client'));
  expect(sources.length).toBeGreaterThan(200);
  const oneLanguage = /new AuthError\((?:[^()]|\([^()]*\))*\bmessage\b/;
  const withoutComments = (file: string) =>
    readFileSync(join(folder, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  expect(sources.filter((file) => oneLanguage.test(withoutComments(file)))).toEqual([]);
});

test('values stand in the sentence of each language, and other braces stay', () => {
  const sentence = { message: 'At most {max} of {"a":1} and {other}.', ko: '최대 {max}개.' };
  const error = new AuthError('INPUT_TOO_LONG', { sentence, values: { max: 3 } });
  expect(error.message).toBe('At most 3 of {"a":1} and {other}.');
  expect(error.messageIn('ko')).toBe('최대 3개.');
});

test('a text of the application is the same in every language', () => {
  const error = new AuthError('NOT_ALLOWED', {
    message: 'Come back at {nine}.',
    values: { nine: 9 },
  });
  expect([error.messageIn('en'), error.messageIn('ko')]).toEqual([error.message, error.message]);
  expect(error.message).toBe('Come back at {nine}.');
  const own = { reason: 'CLOSED', code: 'FORBIDDEN', message: 'Closed.' } as const;
  expect(new AuthError(own).messageIn('ko')).toBe('Closed.');
});

describe('over HTTP', () => {
  let server: TestServer;
  let accessToken: string;
  beforeAll(async () => {
    const hooks = {
      beforeRegister({ username }: { username: string }) {
        if (username === 'fault') throw new Error('the directory is down');
        return undefined;
      },
    };
    server = await startTestServer({ hooks });
    ({ accessToken } = await server.signUp());
  });
  afterAll(() => server.close());

  const ask = async (language: string | undefined, query: string, token?: string) => {
    const headers = language === undefined ? {} : { 'accept-language': language };
    const options = token === undefined ? { headers } : { headers, token };
    const { errors } = await server.send(query, {}, options);
    return errors[0];
  };
  const wrongLogin = `mutation { login(username: "ada", password: "${goodPassword}") { expiresIn } }`;

  test.each([
    ['ko', true],
    ['ko-KR,ko;q=0.9,en-US;q=0.8', true],
    ['fr, ko;q=0.5', true],
    ['en-GB, ko;q=0.9', false],
    ['fr', false],
    ['*', false],
    ['ko;q=0', false],
    [`ko,${'x'.repeat(5000)}`, false],
    [undefined, false],
  ])('Accept-Language %.40s: Korean is %s', async (language, isKorean) => {
    const error = await ask(language, wrongLogin);
    expect(hangul.test(error?.message ?? '')).toBe(isKorean);
    expect(error?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'INVALID_CREDENTIALS',
    });
  });

  const manyAliases = Array.from({ length: 40 }, (_, at) => `a${at}: serverInfo { version }`);
  test.each([
    ['a rule', '{ me { id } }', undefined, 'TOKEN_MISSING'],
    ['a token that is none', '{ me { id } }', () => 'nonsense', 'TOKEN_INVALID'],
    ['a limit of the document', `{ ${manyAliases.join(' ')} }`, undefined, 'DOCUMENT_TOO_COMPLEX'],
    [
      'the length of a document',
      `{ serverInfo { version } } # ${'x'.repeat(41_000)}`,
      undefined,
      'DOCUMENT_TOO_COMPLEX',
    ],
    [
      'the maximum of an argument',
      `{ node(id: "${'x'.repeat(2000)}") { id } }`,
      () => accessToken,
      'INPUT_TOO_LONG',
    ],
    [
      'a sentence with a value',
      'mutation { register(username: "ada", password: "short") { expiresIn } }',
      undefined,
      'PASSWORD_TOO_SHORT',
    ],
    [
      'a fault of the service',
      `mutation { register(username: "fault", password: "${goodPassword}") { expiresIn } }`,
      undefined,
      'INTERNAL',
    ],
  ])('%s answers in Korean', async (_what, query, tokenOf, reason) => {
    const token = tokenOf?.();
    const error = await ask('ko', query, token);
    expect(error?.extensions['reason']).toBe(reason);
    expect(error?.message).toMatch(hangul);
    const english = await ask('en', query, token);
    expect(english?.extensions['reason']).toBe(reason);
    expect(english?.message).not.toMatch(hangul);
  });
});
