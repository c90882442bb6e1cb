import type { Result } from './operations.js';

/** Counts how requests end, and what was promised and not kept; others wait for its numbers. */
export interface Tally {
  readonly results: Readonly<Record<Result, number>>;
  readonly violations: readonly string[];
  count(result: Result): void;
  violate(violation: string): void;
  /** Resolves after `count` more requests have ended like this; rejects with the first violation. */
  more(result: Result, count: number): Promise<void>;
}

interface Waiting {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function createTally(): Tally {
  const results = { acknowledged: 0, unanswered: 0, unavailable: 0, refused: 0 };
  const violations: string[] = [];
  const waiting = new Set<Waiting>();

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
    count(result) {
      results[result] += 1;
      tell();
    },
    violate(violation) {
      violations.push(violation);
      tell();
    },
    more(result, count) {
      const goal = results[result] + count;
      return new Promise((resolve, reject) => {
        waiting.add({ isOver: () => results[result] >= goal, resolve, reject });
        tell();
      });
    },
  };
}
