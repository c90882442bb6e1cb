import { expect, test } from 'vitest';
import { z } from 'zod';
import { createSealedTokens } from '../../src/platform/encryption/sealed-tokens.js';
import { createTestClock } from '../support/test-clock.js';

const clock = createTestClock();
const options = { secret: 'a secret of 32 characters or more', purpose: 'tests', content: 'it' };
const schema = z.object({ name: z.string(), expiresAt: z.number() });
const tokens = createSealedTokens(schema, { ...options, use: 'one', clock });

test('a token opens until it has expired', () => {
  const claims = { name: 'ada', expiresAt: clock.now() + 1000 };
  const token = tokens.seal(claims);
  expect(tokens.open(token)).toEqual(claims);
  clock.advance(1);
  expect(tokens.open(token)).toBeUndefined();
});

test('a token of another use, version or secret, and what is none, does not open', () => {
  const claims = { name: 'ada', expiresAt: clock.now() + 1000 };
  const others = [
    createSealedTokens(schema, { ...options, use: 'two', clock }),
    createSealedTokens(schema, { ...options, secret: 'x'.repeat(32), use: 'one', clock }),
  ];
  for (const other of others) expect(tokens.open(other.seal(claims))).toBeUndefined();
  const later = z.object({ names: z.array(z.string()), expiresAt: z.number() });
  const version = createSealedTokens(later, { ...options, use: 'one', clock });
  const ofLater = version.seal({ names: ['ada'], expiresAt: clock.now() + 1000 });
  expect(tokens.open(ofLater)).toBeUndefined();
  for (const text of ['', 'junk', '가'.repeat(100)]) expect(tokens.open(text)).toBeUndefined();
});
