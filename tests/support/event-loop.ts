import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Times that work is measured before its lag counts: this process is not the only one on the machine. */
const attempts = 3;

/** The longest that `work` kept the event loop, in milliseconds; the best of a few attempts. */
export async function lagOf(work: () => Promise<unknown>, goodEnough: number): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least >= goodEnough; attempt += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await work();
    // The monitor is a timer itself: it learns of a block when it fires after it.
    await new Promise((resolve) => setTimeout(resolve, 2));
    delay.disable();
    least = Math.min(least, delay.max / 1e6);
  }
  return least;
}

/** Bytes of the heap that are really in use. */
export function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
