import type { Operation } from './accounts.js';
import type { Result } from './operations.js';

/** What can be waited for: an end of requests, or the acknowledgement of one kind of them. */
export type Event = Result | Operation['kind'];

/** Counts how requests end, and what was promised and not kept; others wait for its numbers. */
export interface Tally {
  readonly results: Readonly<Record<Result, number>>;
  readonly violations: readonly string[];
  count(result: Result, kind: Operation['kind'] | 'me'): void;
  violate(violation: string): void;
  /**
   * Resolves after `count` more of such events; rejects with the first violation. `act` is called at the
   * very moment, before anything else can happen in this process.
   */
  more(event: Event, count: number, act?: () => void): Promise<void>;
}

interface Waiting {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function createTally(): Tally {
  const results = { acknowledged: 0, unanswered: 0, unavailable: 0, refused: 0 };
  const acknowledged = new Map<string, number>();
  const violations: string[] = [];
  const waiting = new Set<Waiting>();

  const countOf = (event: Event) =>
    event in results ? results[event as Result] : (acknowledged.get(event) ?? 0);

  function tell(): void {
    const [violation] = violations;
    for (const each of waiting) {
      if (violation !== undefined) each.reject(new Error(violation));
      else if (each.isOver()) each.resolve();
      else continue;
      waiting.delete(each);
    }
  }

  return {
    results,
    violations,
    count(result, kind) {
      results[result] += 1;
      if (result === 'acknowledged') acknowledged.set(kind, (acknowledged.get(kind) ?? 0) + 1);
      tell();
    },
    violate(violation) {
      violations.push(violation);
      tell();
    },
    more(event, count, act) {
      const goal = countOf(event) + count;
      return new Promise((resolve, reject) => {
        waiting.add({
          isOver: () => countOf(event) >= goal,
          resolve() {
            act?.();
            resolve();
          },
          reject,
        });
        tell();
      });
    },
  };
}
