import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import {
  emailKey,
  normaliseEmail,
  normaliseUsername,
  usernameKey,
} from '../../src/features/accounts/identifiers.js';
import { hostileText } from './naughty.js';
import { runs } from './runs.js';

/** Letters, marks and digits of all scripts, which most names of this generator are accepted for. */
const nameCharacters = fc.oneof(
  { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), weight: 2 },
  {
    arbitrary: fc.constantFrom(
      ...Array.from('abzABZ019._-ςΣσİıẞßKÅﬁǆ각ａ\u0301\u0327\u0345\u3164\ufe0f\u034f'),
    ),
    weight: 2,
  },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), weight: 1 },
);
const names = fc.oneof(fc.string({ unit: nameCharacters, maxLength: 70 }), hostileText());

function accepted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    expect(error.code).toBe('BAD_USER_INPUT');
    return undefined;
  }
}

/** Inside a name, or around it, none of these can be seen; so none may tell two names apart. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\u2800]/u;

describe('a username', () => {
  test('any text is accepted or refused, and accepted text stays the same when repeated', () => {
    let taken = 0;
    const property = fc.property(names, (name) => {
      const username = accepted(() => normaliseUsername(name));
      if (username === undefined) return;
      taken += 1;
      expect(username).toBe(name.normalize('NFKC'));
      expect(normaliseUsername(username)).toBe(username);
    });
    const { numRuns, ...rest } = runs(3_000);
    fc.assert(property, { numRuns, ...rest });
    expect(taken).toBeGreaterThan(numRuns / 50);
  });

  test('that is taken holds no character that cannot be seen, no markup and no "@"', () => {
    const hidden = fc.oneof(
      fc.constantFrom(
        ...Array.from(
          '\u3164\u115f\u1160\uffa0\u034f\u17b4\u180b\u180e\ufe00\ufe0f\u{e0100}\u{e0061}\u200b\u202e\u00ad',
        ),
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const spiked = fc
      .tuple(fc.string({ unit: nameCharacters, maxLength: 5 }), hidden)
      .map(([name, odd]) => `a${odd}${name}b${odd}`);
    const property = fc.property(fc.oneof(names, spiked), (name) => {
      const username = accepted(() => normaliseUsername(name));
      if (username === undefined) return;
      expect(username).not.toMatch(unseen);
      expect(username).not.toMatch(/[<>&"'`@\\/%$(){}[\]|;:,=+*?!#~^]/);
      expect(Array.from(username).length).toBeLessThanOrEqual(64);
    });
    fc.assert(property, runs(5_000));
  });

  test("any text has a key, equal to its own key and to the stored name's key", () => {
    const property = fc.property(names, (name) => {
      const key = usernameKey(name);
      expect(usernameKey(key)).toBe(key);
      const username = accepted(() => normaliseUsername(name));
      if (username !== undefined) expect(usernameKey(username)).toBe(key);
      expect(usernameKey(name.normalize('NFD'))).toBe(key);
      expect(usernameKey(name.normalize('NFKD'))).toBe(key);
    });
    fc.assert(property, runs(3_000));
  });
});

describe('an e-mail address', () => {
  const plainAddresses = fc
    .tuple(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_'+-]{0,20}[a-z]$/), fc.domain())
    .map((parts) => parts.join('@'));
  const international = fc
    .tuple(fc.stringMatching(/^[a-z&=']{1,9}$/), fc.string({ unit: 'grapheme', maxLength: 9 }))
    .map(([local, label]) => `${local}@${label}.рф`);
  const addresses = fc.oneof(
    { arbitrary: plainAddresses, weight: 3 },
    { arbitrary: fc.emailAddress(), weight: 1 },
    { arbitrary: international, weight: 1 },
    {
      arbitrary: fc
        .tuple(hostileText(20), fc.constantFrom('@', ''), hostileText(20))
        .map((parts) => parts.join('')),
      weight: 2,
    },
    { arbitrary: plainAddresses.map((email) => `\u3000${email}\ufeff\n`), weight: 1 },
    { arbitrary: plainAddresses.chain((email) => fc.mixedCase(fc.constant(email))), weight: 1 },
  );

  test('is stored as it was given, in ASCII and without blanks around it, or refused', () => {
    let taken = 0;
    const property = fc.property(addresses, (address) => {
      const email = accepted(() => normaliseEmail(address));
      if (email === undefined) return;
      taken += 1;
      const isAscii = /^[\x21-\x7e]*$/.test(address.trim()) && !/@.*xn--/i.test(address);
      if (isAscii) expect(email).toBe(address.trim());
      expect(normaliseEmail(email)).toBe(email);
      expect(emailKey(address.trim())).toBe(emailKey(email));
      // Nothing in it can end a line or a header of a mail, or start markup.
      expect(email).toMatch(/^[\x21-\x7e]{3,254}$/);
      expect(email).not.toMatch(/[<>",;:\\()[\]]/);
    });
    const { numRuns, ...rest } = runs(2_000);
    fc.assert(property, { numRuns, ...rest });
    expect(taken).toBeGreaterThan(numRuns / 10);
  });

  test('has a key for any text: that of the stored address, in any case of its letters', () => {
    const property = fc.property(addresses, (address) => {
      expect(emailKey(emailKey(address))).toBe(emailKey(address));
      const email = accepted(() => normaliseEmail(address));
      if (email === undefined) return;
      expect(emailKey(email.toUpperCase())).toBe(emailKey(email));
    });
    fc.assert(property, runs(2_000));
  });
});
