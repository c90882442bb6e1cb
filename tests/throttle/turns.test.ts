import { expect, test } from 'vitest';
import { AuthError } from '../../src/errors.js';
import { createThrottle } from '../../src/throttle/throttle.js';
import { createTurns } from '../../src/throttle/turns.js';
import { describeStorage, now } from '../contract/storage-contract.js';

const off = { points: 0, window: 60 };
const limits = {
  accountAndAddress: { points: 3, window: 60 },
  account: off,
  address: off,
  registration: off,
  refresh: off,
  mailFrom: off,
  mailTo: off,
  profile: off,
  exports: off,
};

describeStorage('a burst of guesses', (subject) => {
  test('meets the lock that its first ones cause', async () => {
    const store = subject.storage.throttle;
    const throttle = createThrottle({ store, clock: { now: () => now }, limits });
    const locked: boolean[] = [];
    const guess = () =>
      throttle.passwordAttempt({ account: 'burst', address: '192.0.2.1' }, async ({ here }) => {
        locked.push(here);
        await new Promise((resolve) => setImmediate(resolve));
        return undefined;
      });
    await Promise.all(Array.from({ length: 12 }, guess));

    // Three may be under way when the third failure is counted.
    expect(locked.slice(0, 3)).toEqual([false, false, false]);
    expect(locked.filter((here) => !here).length).toBeLessThanOrEqual(5);
    expect(locked.at(-1)).toBe(true);
  });
});

test('beyond 100 waiting for one key the next is told to come later, and other keys go on', async () => {
  const turns = createTurns(1);
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const held = Array.from({ length: 101 }, () => turns.take('busy', () => gate));

  const refusal: unknown = await turns.take('busy', () => gate).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'SERVICE_UNAVAILABLE', reason: 'OVERLOADED' });
  expect([1, 2, 3]).toContain((refusal as AuthError).extensions.retryAfter);
  expect(await turns.take('quiet', () => Promise.resolve('done'))).toBe('done');
  open();
  await Promise.all(held);
  expect(await turns.take('busy', () => Promise.resolve('done'))).toBe('done');
});

test('work that fails gives its turn away', async () => {
  const turns = createTurns(1);
  const failing = turns.take('key', () => Promise.reject(new AuthError('OVERLOADED')));
  await expect(failing).rejects.toThrow(AuthError);
  expect(await turns.take('key', () => Promise.resolve('done'))).toBe('done');
});
