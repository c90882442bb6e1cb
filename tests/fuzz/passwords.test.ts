import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import {
  formatOf,
  passwordHashProblem,
} from '../../src/platform/password-hashing/formats/index.js';
import { createPasswordHasher } from '../../src/platform/password-hashing/hasher.js';
import { createPasswordPolicy } from '../../src/platform/password-hashing/policy.js';
import { argon2Vectors, foreignVectors } from '../platform/password-hashing/vectors.js';
import { costOf } from '../support/event-loop.js';
import { hostileText, isWellFormed } from './naughty.js';
import { answered, runs } from './runs.js';

/** The cheapest that argon2 computes: what is tried here is text, not cost. */
const hasher = createPasswordHasher({
  concurrency: 1,
  queueLimit: 10,
  parameters: { memoryCost: 8, timeCost: 1, parallelism: 1 },
});
const policy = createPasswordPolicy();

const texts = fc.oneof(
  hostileText(256),
  fc.string({ unit: 'grapheme', minLength: 8, maxLength: 100 }),
  fc.string({ unit: 'binary', minLength: 8, maxLength: 256 }),
);

describe('a password', () => {
  test('of any text is taken or refused with a reason of its own, in no time', () => {
    const context = fc.array(hostileText(), { maxLength: 3 });
    const property = fc.property(texts, context, (password, words) => {
      const check = () => {
        try {
          policy.check(password, words);
          const length = Array.from(password.normalize('NFKC')).length;
          expect(length).toBeGreaterThanOrEqual(8);
          expect(length).toBeLessThanOrEqual(256);
          expect(isWellFormed(password)).toBe(true);
        } catch (error) {
          if (!(error instanceof AuthError)) throw error;
          expect(error.reason).toMatch(/^PASSWORD_/);
          // Of any length that could be told from the words of the sentence.
          if (password.length > 12) expect(error.message).not.toContain(password);
        }
      };
      // The best of a few, so without the list of common passwords that the first question loads.
      expect(costOf(check, 1_000)).toBeLessThan(1_000);
    });
    fc.assert(property, runs(1_500));
  });

  test('a hashed password verifies in every normal form of its text, and no other text', async () => {
    const forms = fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD' as const);
    const property = answered(texts, forms, texts, async (password, form, other) => {
      fc.pre(isWellFormed(password) && password !== '' && password.length <= 4_096);
      const hashed = await hasher.hash(password);
      expect(passwordHashProblem(hashed)).toBeUndefined();
      expect(hashed).not.toContain(password);
      expect(await hasher.verify(hashed, password.normalize(form))).toEqual({
        matches: true,
        outdated: false,
      });
      const same = isWellFormed(other) && other.normalize('NFKC') === password.normalize('NFKC');
      expect((await hasher.verify(hashed, other)).matches).toBe(same);
    });
    await fc.assert(property, runs(150));
  });

  test('that differs in one character, anywhere, does not verify', async () => {
    const changes = fc.constantFrom('\u0000', ' ', '\u200b', '\ufeff', 'x', '\u0301', '\ud800');
    const property = answered(texts, fc.nat(), changes, async (password, at, added) => {
      fc.pre(isWellFormed(password) && password !== '' && password.length < 4_000);
      const characters = Array.from(password);
      characters.splice(at % (characters.length + 1), 0, added);
      const changed = characters.join('');
      // A mark can be one that the character before it has already.
      fc.pre(changed.normalize('NFKC') !== password.normalize('NFKC'));
      const { matches } = await hasher.verify(await hasher.hash(password), changed);
      expect(matches).toBe(false);
    });
    await fc.assert(property, runs(150));
  });
});

/** Hashes of every format that are right, and what mutations leave of them. */
const realHashes = fc.constantFrom(
  ...[...foreignVectors, ...argon2Vectors].map(({ hash }) => hash),
);
const damagedHashes = fc
  .tuple(
    realHashes,
    fc.nat(),
    fc.nat(12),
    fc.oneof(
      fc.constantFrom('', '$', ',', '=', '0', '9'.repeat(20), '-1', '\u0000', '\n'),
      hostileText(10),
    ),
  )
  .map(([encoded, at, removed, added]) => {
    const index = at % (encoded.length + 1);
    return encoded.slice(0, index) + added + encoded.slice(index + removed);
  });
const prefixes = fc.constantFrom(
  '$argon2id$',
  '$2b$',
  '$2y$12$',
  'pbkdf2_sha256$',
  'pbkdf2:sha256:',
  'scrypt:',
  'scrypt:32768:8:1$',
  '$argon2i$',
);
const encodedTexts = fc.oneof(
  damagedHashes,
  fc.tuple(prefixes, hostileText()).map((parts) => parts.join('')),
  hostileText(),
);

describe('the text of a stored hash', () => {
  test('of any kind is known or not, usable or not, and never throws or takes time', () => {
    const property = fc.property(encodedTexts, (encoded) => {
      const look = () => [formatOf(encoded), passwordHashProblem(encoded)] as const;
      expect(costOf(look, 100)).toBeLessThan(100);
      const [format, problem] = look();
      if (format === undefined) expect(problem).toMatch(/^not a hash of a known format/);
      if (problem !== undefined && encoded.length > 20) expect(problem).not.toContain(encoded);
    });
    fc.assert(property, runs(3_000));
  });

  test('of a megabyte is refused as fast', () => {
    const property = fc.property(
      prefixes,
      fc.constantFrom('a', '$', '0', '1,', '=', 'm=1,'),
      (prefix, piece) => {
        const encoded = prefix + piece.repeat(1_000_000 / piece.length);
        const refuse = () => expect(passwordHashProblem(encoded)).toBeDefined();
        expect(costOf(refuse, 200)).toBeLessThan(200);
      },
    );
    fc.assert(property, runs(40));
  });

  test('that passes for usable can be verified against any password, without a throw', async () => {
    // As cheap as each format gets, or the run would take hours.
    const cheap = fc
      .oneof(
        fc.tuple(
          fc.constantFrom('$2a$04$', '$2b$04$', '$2y$05$'),
          fc.stringMatching(/^[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/),
        ),
        fc.tuple(
          fc.constantFrom('pbkdf2_sha256$1$', 'pbkdf2_sha256$1000$'),
          fc.stringMatching(/^[!-#%-~]{1,40}\$[A-Za-z0-9+/]{43}=$/),
        ),
        fc.tuple(
          fc.constantFrom('pbkdf2:sha1:1$', 'pbkdf2:sha256:7$', 'pbkdf2:sha512:9$'),
          fc.stringMatching(/^[!-#%-~]{1,40}\$([0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/),
        ),
        fc.tuple(
          fc.constantFrom(
            'scrypt:2:1:1$',
            'scrypt:16:8:2$',
            'scrypt:1:1:1$',
            'scrypt:3:1:1$',
            'scrypt:65536:1:1$',
          ),
          fc.stringMatching(/^[!-#%-~]{1,40}\$[0-9a-f]{128}$/),
        ),
        fc.tuple(
          fc.constantFrom(
            '$argon2id$v=19$m=8,t=1,p=1$',
            '$argon2id$v=19$m=64,t=2,p=8$',
            '$argon2id$v=19$m=8,t=1,p=2$',
          ),
          fc.stringMatching(/^[A-Za-z0-9+/]{1,60}\$[A-Za-z0-9+/]{1,60}$/),
        ),
      )
      .map((parts) => parts.join(''));
    let usable = 0;
    const property = answered(cheap, texts, async (encoded, password) => {
      if (passwordHashProblem(encoded) !== undefined) return;
      usable += 1;
      expect(await hasher.verify(encoded, password)).toEqual({ matches: false, outdated: false });
    });
    const { numRuns, ...rest } = runs(400);
    await fc.assert(property, { numRuns, ...rest });
    expect(usable).toBeGreaterThan(numRuns / 5);
  });
});
