import { overloaded } from '../overload.js';

/** How many may begin in one turn of the event loop; each takes a fraction of a millisecond. */
const perTurn = 4;

/** How many may wait, each with its request in memory, of up to 100 kB. */
const maxWaiting = 1000;

/**
 * Who is not signed in gives way: of strangers a few requests begin in each turn of the event loop, and the
 * others wait, in the order of their arrival, for the next turns. Without it a burst of sign-ins holds up
 * everyone for as long as all of it takes. Where few come at once nobody waits.
 * @throws AuthError `OVERLOADED` if 1,000 wait already
 * @returns resolves, or answers at once with `undefined`, when the caller may begin
 */
export function createGiveWay(): () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  let begun = 0;

  function count(): void {
    begun += 1;
    if (begun === 1) setImmediate(nextTurn);
  }

  function nextTurn(): void {
    begun = 0;
    for (const begin of waiting.splice(0, perTurn)) {
      count();
      begin();
    }
  }

  return () => {
    if (begun >= perTurn) {
      if (waiting.length >= maxWaiting) throw overloaded();
      return new Promise((resolve) => waiting.push(resolve));
    }
    count();
    return undefined;
  };
}
