import { createHash } from 'node:crypto';
import { AuthError } from '../errors/auth-error.js';
import type { Increment, CounterValue } from './store.js';
import { addressBuckets } from '../address.js';

/** How many in which time; 0 points: no limit. */
export interface Limit {
  readonly points: number;
  /** Seconds. */
  readonly window: number;
}

/** A counter in the database, and how far it may go. */
export interface Counter extends Increment {
  readonly points: number;
}

/** Milliseconds for which an attempt may be under way. A hash that waits that long is of no use to anyone. */
const lease = 60_000;

/** None for a limit that is off. Keys are hashed: they are of one length, and name nobody. */
export function counterOf(kind: string, limit: Limit, ...parts: readonly string[]): Counter[] {
  const { points, window } = limit;
  if (points === 0) return [];
  const key = createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('base64url');
  return [{ key, points, window: window * 1000 }];
}

/** One for each network that the address is in, with the allowance of that network. */
export function addressCounters(kind: string, limit: Limit, address: string | null): Counter[] {
  return addressBuckets(address).flatMap(({ key, allowance }) =>
    counterOf(kind, { ...limit, points: limit.points * allowance }, key),
  );
}

/** The same counters, for what is not decided yet. */
export function reserved(counters: readonly Counter[]): Counter[] {
  return counters.map((counter) => ({ ...counter, lease }));
}

/** The first counter that was charged beyond its limit, and its value, as the increment gave it. */
export function exceededOf(
  counters: readonly Counter[],
  counterValues: readonly CounterValue[],
): { readonly key: string; readonly counterValue: CounterValue } | undefined {
  for (const [index, { key, points }] of counters.entries()) {
    const counterValue = counterValues[index];
    if (counterValue !== undefined && counterValue.points > points) return { key, counterValue };
  }
  return undefined;
}

/** Whether this increment was the last that one of the counters allows. */
export function isUsedUp(
  counters: readonly Counter[],
  counterValues: readonly CounterValue[],
): boolean {
  return counters.some(({ points }, index) => counterValues[index]?.points === points);
}

export function tooManyAttempts(
  { resetsAt }: Pick<CounterValue, 'resetsAt'>,
  now: number,
): AuthError {
  const retryAfter = secondsUntil(resetsAt, now);
  const values = { retryAfter };
  return new AuthError('TOO_MANY_ATTEMPTS', { sentence: waitFor, values, retryAfter });
}

const waitFor = {
  message: 'Too many attempts from your network. Try again in {retryAfter} seconds.',
  ko: '사용 중인 네트워크에서 시도가 너무 많았습니다. {retryAfter}초 후에 다시 시도해 주세요.',
};

/** Of one account, whatever network they come from. */
export function tooManyProofs(
  { resetsAt }: Pick<CounterValue, 'resetsAt'>,
  now: number,
): AuthError {
  const retryAfter = secondsUntil(resetsAt, now);
  const sentence = {
    message: 'Too many attempts. Try again in {retryAfter} seconds, or use another method.',
    ko: '시도가 너무 많았습니다. {retryAfter}초 후에 다시 시도하거나 다른 방법을 사용해 주세요.',
  };
  return new AuthError('TOO_MANY_ATTEMPTS', { sentence, values: { retryAfter }, retryAfter });
}

export function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}

/** What `settle` and `refund` need to find the counters again. */
export function countedOf(counters: readonly Counter[], counterValues: readonly CounterValue[]) {
  return counters.map(({ key }, index) => ({ key, resetsAt: counterValues[index]?.resetsAt ?? 0 }));
}
