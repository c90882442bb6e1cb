import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction, type Action } from './action.js';

/** Something that a page shows, and how far it is. */
export interface Load<Data> extends Pick<Action<void>, 'isSlow' | 'failure' | 'nextTry' | 'again'> {
  /** `undefined` until it has come. The last one stays while it is read again. */
  readonly data: Data | undefined;
  readonly isBusy: boolean;
  /** Puts another one in its place, such as after a change. */
  set(data: Data): void;
  /** Reads it again, and nothing is seen of it but what has changed. A failure changes nothing. */
  renew(): void;
}

/**
 * Reads something when the page is shown, and again when `key` changes. A failure that may pass is tried again by
 * itself, and what it shows meanwhile is the page's affair (`FailureBanner`, `EmptyState`).
 */
export function useLoad<Data>(read: () => Promise<Data>, key: string = ''): Load<Data> {
  const [data, setData] = useState<Data>();
  const turn = useRef(0);
  const readInTurn = async () => {
    const mine = (turn.current += 1);
    const found = await read();
    if (mine === turn.current) setData(() => found);
  };
  const set = (next: Data) => {
    // What is being read may be older.
    turn.current += 1;
    setData(() => next);
  };
  const renew = () => void readInTurn().catch(() => undefined);
  const action = useAction(readInTurn, { retries: true, supersedes: true });
  useEffect(() => action.run(), [key]);
  return { ...action, data, set, renew };
}

const patience = 200;

/** Shows its children after 200 ms: what comes sooner needs no skeleton. */
export function Late({ children }: { readonly children: ComponentChildren }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? <>{children}</> : null;
}
