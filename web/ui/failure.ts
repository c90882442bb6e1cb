import { AuthgraphError } from '../../src/client/index.js';

/** Why something did not happen, by what its page can do about it. */
export type Failure =
  /** The device has no network. */
  | { readonly kind: 'offline' }
  /** Nobody answered, or the service could not. */
  | { readonly kind: 'unavailable' }
  /** Too many sign-ins at once, all over the service. */
  | { readonly kind: 'overloaded' }
  /** Too often. `reason` is `TOO_MANY_…`; `until` in milliseconds of the clock. */
  | { readonly kind: 'throttled'; readonly reason: string; readonly until: number }
  /** The service said no. `message` is its sentence, in the language of the page. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

/** Seconds, where the service does not say how long. */
const usualWait = 30;

export function failureOf(error: unknown): Failure {
  if (!(error instanceof AuthgraphError)) {
    return { kind: navigator.onLine ? 'unavailable' : 'offline' };
  }
  const { code, reason = '', message, retryAfter = usualWait } = error;
  if (code === 'TOO_MANY_REQUESTS') {
    return { kind: 'throttled', reason, until: Date.now() + retryAfter * 1000 };
  }
  if (reason === 'OVERLOADED') return { kind: 'overloaded' };
  if (code === 'SERVICE_UNAVAILABLE' || code === 'INTERNAL_SERVER_ERROR') {
    return { kind: 'unavailable' };
  }
  return { kind: 'refused', reason, message };
}

/** Whether the service refused for one of these reasons. */
export function isRefusal(failure: Failure | undefined, ...reasons: readonly string[]): boolean {
  return failure?.kind === 'refused' && reasons.includes(failure.reason);
}

/** Removes something. What is not there is removed: by a try whose answer was lost, or in another tab. */
export function removing<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  return work.catch((error: unknown) => {
    if (!(error instanceof AuthgraphError) || error.code !== 'NOT_FOUND') throw error;
    return undefined;
  });
}

/** Whether trying again, with nothing changed, may help. */
export function isPassing(failure: Failure): boolean {
  return failure.kind === 'unavailable' || failure.kind === 'overloaded';
}

/** Whether nobody knows what has happened: the answer was lost, or the service could not say. */
export function isUnanswered(failure: Failure): boolean {
  return failure.kind === 'unavailable' || failure.kind === 'offline';
}
