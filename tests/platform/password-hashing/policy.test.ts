import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import type { PlatformReason } from '../../../src/platform/errors/reasons.js';
import { createPasswordHasher } from '../../../src/platform/password-hashing/hasher.js';
import { createPasswordPolicy } from '../../../src/platform/password-hashing/policy.js';
import { costOf } from '../../support/event-loop.js';

const policy = createPasswordPolicy();

function refusal(password: string, context: readonly string[] = []): AuthError | undefined {
  try {
    policy.check(password, context);
    return undefined;
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

function expectRefusal(error: AuthError | undefined, reason: PlatformReason): void {
  expect(error?.reason).toBe(reason);
  expect(error?.code).toBe('BAD_USER_INPUT');
}

describe('the length of a password', () => {
  it('is refused as missing when empty', () => {
    expectRefusal(refusal(''), 'PASSWORD_MISSING');
  });

  it('is at least 8 characters, and the message says so', () => {
    expectRefusal(refusal('kR7 vq2'), 'PASSWORD_TOO_SHORT');
    expect(refusal('kR7 vq2')?.message).toBe(
      'The password is too short: it needs at least 8 characters.',
    );
    expect(refusal('kR7 vq2z')).toBeUndefined();
  });

  it('is at most 256 characters, and the message says so', () => {
    expect(refusal('kR7 vq2z'.repeat(32))).toBeUndefined();
    expectRefusal(refusal(`${'kR7 vq2z'.repeat(32)}.`), 'PASSWORD_TOO_LONG');
    expect(refusal('.'.repeat(257))?.message).toBe(
      'The password is too long: it may have at most 256 characters.',
    );
  });

  it('counts code points, so that an emoji is one character', () => {
    expectRefusal(refusal('🐎🔋🔗🐎🔋🔗🐎'), 'PASSWORD_TOO_SHORT');
    expect(refusal('🐎🔋🔗🐎🔋🔗🐎🔋')).toBeUndefined();
    expect(refusal('🐎'.repeat(256))).toBeUndefined();
  });

  it('counts after NFKC: a decomposed letter is one, a ligature several', () => {
    expectRefusal(refusal('a\u0308'.repeat(7)), 'PASSWORD_TOO_SHORT');
    expect(refusal('a\u0308'.repeat(256))).toBeUndefined();
    // U+FDFA becomes 18 characters.
    expect(refusal('\ufdfa'.repeat(14))).toBeUndefined();
    expectRefusal(refusal('\ufdfa'.repeat(15)), 'PASSWORD_TOO_LONG');
  });

  it('is told for 10 MB without reading them', () => {
    const endless = '\ufdfa'.repeat(10_000_000);
    const refuse = () => expectRefusal(refusal(endless), 'PASSWORD_TOO_LONG');
    expect(costOf(refuse, 500)).toBeLessThan(500);
  });

  it('is what the options say', () => {
    const strict = createPasswordPolicy({ minLength: 15, maxLength: 64 });
    expect(() => strict.check('fourteen chars', [])).toThrow(/at least 15 characters/);
    expect(() => strict.check('fifteen chars..', [])).not.toThrow();
    expect(() => strict.check('x'.repeat(65), [])).toThrow(/at most 64 characters/);
  });
});

describe('any Unicode', () => {
  it.each([
    ['spaces', 'vier kurze wörter hier'],
    ['NUL', 'with\0a NUL inside'],
    ['right-to-left text', 'סיסמה ארוכה מאוד'],
    ['stacked marks', 'z\u0300\u0301\u0302\u0303a\u0304\u0305l\u0306\u0307g\u0308o'],
    ['one kind of character only', 'qzjxkvbwpfghymucldrotans'],
  ])('is a password: %s', (_, password) => {
    expect(refusal(password)).toBeUndefined();
  });

  it.each(['half a pair \ud83d', '\udc0e half a pair', 'two halves \udc0e\ud83d'])(
    'is not text with half of a surrogate pair: %j',
    (password) => {
      expectRefusal(refusal(password), 'PASSWORD_INVALID');
    },
  );

  it('that the policy accepts can be hashed, up to the longest', async () => {
    const widest = createPasswordPolicy({ maxLength: 1024 });
    const parameters = { memoryCost: 8, timeCost: 1, parallelism: 1 };
    const hasher = createPasswordHasher({ concurrency: 1, queueLimit: 0, parameters });
    // Four units each as typed, one character after NFKC (U+1F82).
    const password = '\u03b1\u0313\u0300\u0345'.repeat(1024);
    expect(() => widest.check(password, [])).not.toThrow();
    const hash = await hasher.hash(password);
    expect(await hasher.verify(hash, '\u1f82'.repeat(1024))).toEqual({
      matches: true,
      outdated: false,
    });
  });
});

describe('a common password', () => {
  it.each(['12345678', 'password', 'PassWord', 'qwertyuiop', 'ｐａｓｓｗｏｒｄ'])(
    'is refused in any case and width: %s',
    (password) => {
      expectRefusal(refusal(password), 'PASSWORD_TOO_COMMON');
    },
  );

  it('is refused for every entry of the list that is long enough', () => {
    const long = dictionary['passwords-common'].filter(({ length }) => length >= 8);
    expect(long.length).toBeGreaterThan(15_000);
    expect(long.filter((password) => refusal(password)?.reason !== 'PASSWORD_TOO_COMMON')).toEqual(
      [],
    );
  });

  it('is compared as a whole: a passphrase may contain it', () => {
    expect(refusal('my password is a sentence')).toBeUndefined();
  });
});

describe('a password that is little more than a word that everyone knows', () => {
  const context = ['Marguerite', 'm.dupont@example.com'];

  it.each([
    ['the username', 'marguerite'],
    ['the username with a few characters', 'Marguerite2024'],
    ['a few characters around it', '12MARGUERITE!!'],
    ['the username twice', 'MargueriteMarguerite'],
    ['the username and a common password', 'Marguerite123456'],
    ['the username in another width', 'Ｍａｒｇｕｅｒｉｔｅ1'],
    ['the name in the e-mail address', 'm.dupont1990'],
    ['the whole e-mail address', 'M.Dupont@example.com'],
    ['the name of the service', 'Authgraph1!'],
  ])('is refused: %s', (_, password) => {
    const error = refusal(password, context);
    expectRefusal(error, 'PASSWORD_TOO_COMMON');
    expect(error?.message).toMatch(/^The password is too similar to the username/);
  });

  it.each(['Marguerite likes chess', 'graph theory 101', 'example.com rocks'])(
    'is accepted with enough besides: %s',
    (password) => {
      expect(refusal(password, context)).toBeUndefined();
    },
  );

  it('ignores words so short that any password may contain them', () => {
    expect(refusal('tomato soup', ['to', 'a@b.example', '', '@'])).toBeUndefined();
    expect(refusal('ababababab', ['ab'])).toBeUndefined();
    expectRefusal(refusal('bob-2024', ['bob']), 'PASSWORD_TOO_COMMON');
  });
});

describe('createPasswordPolicy', () => {
  it.each([
    { minLength: 0 },
    { minLength: 8.5 },
    { minLength: 300 },
    { maxLength: 7 },
    { maxLength: 1025 },
    { maxLength: Number.NaN },
  ])('refuses %j at start-up', (options) => {
    expect(() => createPasswordPolicy(options)).toThrow(TypeError);
  });
});
