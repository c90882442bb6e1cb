import { randomInt } from 'node:crypto';
import { isLongRun } from '../support/long-run.js';
import { createRandom, type Random } from './random.js';

/** How often the random faults strike. */
export const rounds = Number(process.env['FAULT_ROUNDS'] ?? (isLongRun ? 20 : 3));

/** How often what takes ten seconds happens. */
export const outages = Math.ceil(rounds / 10);

const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31));

/** The chance of one test. It prints the seed that repeats it. */
export function seededRandom(test: string): Random {
  process.stdout.write(`${test}: FAULT_SEED=${seed} FAULT_ROUNDS=${rounds}\n`);
  return createRandom(seed).fork(test);
}

/** Milliseconds a test may take in which `times` faults strike: an honest round takes two or three seconds. */
export function timeoutFor(times: number): number {
  return 120_000 + times * 30_000;
}
