import { createTabLock, type Exclusive, type LockManager } from './tab-lock.js';

/** The tabs that share one session, as a tab sees them. */
export interface Tabs {
  /** Runs `work` while no other work of this name runs, in this tab or another. */
  readonly exclusive: Exclusive;
  /** Tells the other tabs. */
  publish(message: unknown): void;
  /** Hears what other tabs publish. */
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** What may be there: browsers have it, Node has a part, and React Native has none of it. */
interface Host {
  readonly document?: unknown;
  readonly navigator?: { readonly locks?: LockManager };
  readonly BroadcastChannel?: new (name: string) => Channel;
}

interface Channel {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** What goes over the channel. */
interface News {
  readonly name: string | undefined;
  readonly message: unknown;
}

/**
 * The tabs of a browser, by Web Locks and a BroadcastChannel. Without locks, two tabs may refresh at once,
 * and the service's grace gives both the same successor; without a channel, a tab learns at its next refresh.
 * On a server there are no tabs: Node's channel would hand one user's session to another's.
 */
export function createTabs(name: string): Tabs {
  const { document, navigator, BroadcastChannel } = globalThis as unknown as Host;
  const alone = createSingleTab();
  if (document === undefined) return alone;

  const lock = navigator?.locks && createTabLock(name, navigator.locks);
  const channel = BroadcastChannel && new BroadcastChannel(name);
  return {
    exclusive: (work) => (lock ? lock.exclusive(work, alone.exclusive) : alone.exclusive(work)),
    publish(message) {
      channel?.postMessage({ name: lock?.announce(), message } satisfies News);
    },
    onMessage(listener) {
      channel?.addEventListener('message', ({ data }) => {
        const news = data as News;
        listener(news.message);
        if (news.name !== undefined) lock?.hear(news.name);
      });
    },
    close: () => channel?.close(),
  };
}

/** No other tab: works take turns. */
export function createSingleTab(): Tabs {
  let last: Promise<unknown> = Promise.resolve();
  return {
    exclusive(work) {
      const turn = last.then(work);
      last = turn.catch(() => undefined);
      return turn;
    },
    publish: () => undefined,
    onMessage: () => undefined,
    close: () => undefined,
  };
}
