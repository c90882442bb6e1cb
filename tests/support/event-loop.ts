import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Times that something is measured before it counts: the garbage of what came before may be collected meanwhile. */
const attempts = 3;

/** The least that a few attempts measure; no further one once that is less than `goodEnough`. */
export async function leastOf(measure: () => Promise<number>, goodEnough: number): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least >= goodEnough; attempt += 1) {
    least = Math.min(least, await measure());
  }
  return least;
}

/**
 * The longest that `work` kept the event loop at work, in milliseconds; the best of a few attempts. A loop that only
 * waits, for a file that it reads synchronously, does not count.
 */
export function lagOf(work: () => Promise<unknown>, goodEnough: number): Promise<number> {
  return leastOf(async () => {
    let longest = 0;
    let sinceLast = startStopwatch();
    const ticker = setInterval(() => {
      longest = Math.max(longest, sinceLast());
      sinceLast = startStopwatch();
    }, 1);
    try {
      await work();
      // What follows the answer counts, too.
      await delay(2);
    } finally {
      clearInterval(ticker);
    }
    return Math.max(longest, sinceLast());
  }, goodEnough);
}

/** The milliseconds that `work` took, of which none is spent waiting; the best of a few attempts. */
export function costOf(work: () => void, goodEnough: number): number {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least >= goodEnough; attempt += 1) {
    const elapsed = startStopwatch();
    work();
    least = Math.min(least, elapsed());
  }
  return least;
}

/**
 * Tells the milliseconds since its start for which this process was really at work. Other processes, which a busy
 * host runs in between, cannot add to the time on the CPU; other threads of this one cannot to that on the wall.
 */
export function startStopwatch(): () => number {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - start, (user + system) / 1000);
  };
}

/** Bytes of the heap that are really in use. */
export function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
