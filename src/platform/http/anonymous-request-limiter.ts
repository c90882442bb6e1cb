import { overloaded } from '../errors/overload.js';
import { addressBucket } from '../rate-limits/address.js';

/** How many may begin in one turn of the event loop; each takes a fraction of a millisecond. */
const perTurn = 4;

/** How many may wait, each with its request in memory, of up to 100 kB. */
const maxWaiting = 1000;

/** How many of one address may wait, so that it takes up a part of the room only. */
const maxOfAddress = 500;

/**
 * Who is not signed in gives way: of anonymous requests a few begin in each turn of the event loop, and the others
 * wait for the next turns. Addresses (IPv6 by network) take turns, each with its requests in the order of their arrival, so that one
 * with hundreds does not hold up one with a single request. Where few come at once nobody waits.
 * @throws AuthError `OVERLOADED` if 500 of the address wait already, or 1,000 in all
 * @returns resolves, or answers at once with `undefined`, when the caller may begin
 */
export function createGiveWay(): (address: string | null) => Promise<void> | undefined {
  /** By address; the first one is next. */
  const lines = new Map<string, (() => void)[]>();
  let waiting = 0;
  let begun = 0;

  function count(): void {
    begun += 1;
    if (begun === 1) setImmediate(nextTurn);
  }

  function takeNext(): (() => void) | undefined {
    for (const [address, line] of lines) {
      const begin = line.shift();
      lines.delete(address);
      if (line.length > 0) lines.set(address, line);
      waiting -= 1;
      return begin;
    }
    return undefined;
  }

  function nextTurn(): void {
    begun = 0;
    for (let begin = takeNext(); begin !== undefined; begin = takeNext()) {
      count();
      begin();
      if (begun >= perTurn) return;
    }
  }

  return (address) => {
    if (begun < perTurn) {
      count();
      return undefined;
    }
    const key = addressBucket(address);
    const line = lines.get(key) ?? [];
    if (waiting >= maxWaiting || line.length >= maxOfAddress) throw overloaded();
    lines.set(key, line);
    waiting += 1;
    return new Promise((resolve) => line.push(resolve));
  };
}
