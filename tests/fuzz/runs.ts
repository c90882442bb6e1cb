import fc from 'fast-check';
import { vi } from 'vitest';
import { isLongRun } from '../support/long-run.js';

/**
 * `FUZZ_RUNS=20` makes every property try twenty times as many inputs as a property asks for; without it the
 * long run takes as many as asked for, and `npm test` a tenth. `FUZZ_SEED=random` makes them other ones than
 * the fixed ones of CI, and `FUZZ_SEED=<number>` those of a failure, whose report names its seed.
 */
const factor = Number(process.env['FUZZ_RUNS'] ?? (isLongRun ? 1 : 0.1));
const seed = process.env['FUZZ_SEED'] ?? '20260115';

/** Milliseconds a property may take, and one of its inputs: longer counts as hanging. */
const propertyTimeout = 120_000 * Math.max(1, factor);
const inputTimeout = 20_000;

vi.setConfig({ testTimeout: propertyTimeout, hookTimeout: propertyTimeout });

/**
 * How a property is tried: `count` times, unless `FUZZ_RUNS` says otherwise.
 * @param atLeast how often at any rate, for a property that says something only of many inputs
 */
export function runs(count: number, atLeast = 1): { numRuns: number; seed?: number } {
  const numRuns = Math.max(atLeast, Math.ceil(count * factor));
  return seed === 'random' ? { numRuns } : { numRuns, seed: Number(seed) };
}

/** A property over the network: an answer that does not come is a failure, not a test that never ends. */
export function answered<Inputs extends [unknown, ...unknown[]]>(
  ...property: [
    ...{ [Key in keyof Inputs]: fc.Arbitrary<Inputs[Key]> },
    (...inputs: Inputs) => Promise<void>,
  ]
): fc.IAsyncProperty<Inputs> {
  const arbitraries = property.slice(0, -1) as [fc.Arbitrary<unknown>];
  const predicate = property.at(-1) as (...inputs: unknown[]) => Promise<void>;
  return fc.asyncProperty(...arbitraries, (...inputs) =>
    within(inputTimeout, predicate(...inputs)),
  ) as unknown as fc.IAsyncProperty<Inputs>;
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer: the server hangs')), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
