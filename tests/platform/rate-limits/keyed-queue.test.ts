import { expect, test } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { createKeyedQueue } from '../../../src/platform/rate-limits/password-attempts.js';

const busy = [{ key: 'busy', concurrency: 1 }];
const quiet = [{ key: 'quiet', concurrency: 1 }];

test('beyond 100 waiting for one key the next must come later, and other keys go on', async () => {
  const turns = createKeyedQueue();
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const held = Array.from({ length: 101 }, () => turns.take(busy, () => gate));

  const refusal: unknown = await turns.take(busy, () => gate).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'SERVICE_UNAVAILABLE', reason: 'OVERLOADED' });
  expect([1, 2, 3]).toContain((refusal as AuthError).extensions.retryAfter);
  expect(await turns.take(quiet, () => Promise.resolve('done'))).toBe('done');
  open();
  await Promise.all(held);
  expect(await turns.take(busy, () => Promise.resolve('done'))).toBe('done');
});

test('work that fails gives its turn away', async () => {
  const turns = createKeyedQueue();
  const failing = turns.take(busy, () => Promise.reject(new AuthError('OVERLOADED')));
  await expect(failing).rejects.toThrow(AuthError);
  expect(await turns.take(busy, () => Promise.resolve('done'))).toBe('done');
});

test('work that needs two turns waits for both, and gives both away', async () => {
  const turns = createKeyedQueue();
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const order: string[] = [];
  const held = turns.take(quiet, () => gate);
  const both = turns.take([...busy, ...quiet], () => Promise.resolve(order.push('both')));
  const after = turns.take(busy, () => Promise.resolve(order.push('after')));
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([]);
  open();
  await Promise.all([held, both, after]);
  expect(order).toEqual(['both', 'after']);
});
