import { useEffect, useRef, useState } from 'preact/hooks';
import { failureOf, isPassing, isUnanswered, type Failure } from './failure.js';
import { beginPatience } from './patience.js';

/** Something that a button does, and how far it is. */
export interface Action<Input> {
  /** Does nothing while it is at work. */
  run(input: Input): void;
  /** Tries what failed once more, with the same input. */
  again(): void;
  /** Forgets the failure: what it was about has changed. */
  clear(): void;
  readonly isBusy: boolean;
  /** It takes more than three seconds, without those in which the user is asked for a proof. */
  readonly isSlow: boolean;
  readonly failure: Failure | undefined;
  /** When the next try begins by itself, in milliseconds of the clock; `undefined` if none does. */
  readonly nextTry: number | undefined;
  /** A try before the last one had no answer: what it was for may have happened. */
  readonly isUncertain: boolean;
}

interface ActionOptions {
  /** Tries again by itself after a failure that may pass. Only for what may happen twice. */
  readonly retries?: boolean;
  /** A newer run takes the place of one that is at work, instead of waiting for it. For what only reads. */
  readonly supersedes?: boolean;
}

const firstWait = 5_000;
const longestWait = 60_000;

interface State {
  readonly isBusy: boolean;
  readonly isSlow: boolean;
  readonly failure: Failure | undefined;
  readonly nextTry: number | undefined;
  readonly isUncertain: boolean;
}

const atRest: State = {
  ...{ isBusy: false, isSlow: false, isUncertain: false },
  ...{ failure: undefined, nextTry: undefined },
};

/**
 * An action of a page. What it throws becomes its `failure`.
 * @param work gets the input, and whether an earlier try had no answer (`isUncertain`)
 */
export function useAction<Input = void>(
  work: (input: Input, isUncertain: boolean) => Promise<unknown>,
  { retries = false, supersedes = false }: ActionOptions = {},
): Action<Input> {
  const [state, setState] = useState(atRest);
  const kept = useRef({
    turn: 0,
    isBusy: false,
    tries: 0,
    isGone: false,
    isUnanswered: false,
    work,
  });
  const last = useRef<Input>(undefined);
  kept.current.work = work;

  useEffect(() => {
    kept.current.isGone = false;
    return () => {
      kept.current.isGone = true;
    };
  }, []);

  async function attempt(input: Input): Promise<void> {
    const memory = kept.current;
    if (memory.isBusy && !supersedes) return;
    memory.isBusy = true;
    memory.turn += 1;
    const { turn } = memory;
    last.current = input;
    const isUncertain = memory.isUnanswered;
    setState({ ...atRest, isBusy: true, isUncertain });
    const endPatience = beginPatience((isSlow) => setState((now) => ({ ...now, isSlow })));
    let failure: Failure | undefined;
    try {
      await memory.work(input, isUncertain);
      memory.tries = 0;
      memory.isUnanswered = false;
    } catch (error) {
      failure = failureOf(error);
      memory.isUnanswered ||= isUnanswered(failure);
    } finally {
      endPatience();
    }
    if (turn !== memory.turn) return;
    memory.isBusy = false;
    if (memory.isGone) return;
    const isTried = retries && failure !== undefined && isPassing(failure);
    const wait = Math.min(longestWait, firstWait * 2 ** memory.tries);
    if (isTried) memory.tries += 1;
    const nextTry = isTried ? Date.now() + wait : undefined;
    setState({ ...atRest, failure, nextTry, isUncertain });
  }

  const again = () => void attempt(last.current as Input);
  useNextTry(state, again);

  return {
    ...state,
    run: (input) => void attempt(input),
    again,
    clear: () => setState((now) => (now.failure === undefined ? now : atRest)),
  };
}

/** Tries again when its time has come, and when the network is back. */
function useNextTry({ failure, nextTry }: State, again: () => void): void {
  useEffect(() => {
    if (nextTry === undefined) return undefined;
    const timer = setTimeout(again, Math.max(0, nextTry - Date.now()));
    return () => clearTimeout(timer);
  }, [nextTry]);
  useEffect(() => {
    if (failure?.kind !== 'offline') return undefined;
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [failure?.kind]);
}
