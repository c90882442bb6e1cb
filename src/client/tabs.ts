import {
  createTurns,
  heldNames,
  nothing,
  unique,
  withinBound,
  type LockManager,
  type TabHost,
} from './turns.js';

export type { LockManager };

/** The tabs that share one session, as a tab sees them. */
export interface Tabs {
  /** Runs `work` while no other work of this name runs, in this tab or another. */
  readonly exclusive: Exclusive;
  /** Informs the other tabs. */
  publish(message: unknown): void;
  /** Hears what other tabs publish. */
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** What goes over the channel. */
interface News {
  readonly name: string | undefined;
  readonly message: unknown;
}

/**
 * The tabs of a browser, by Web Locks and a BroadcastChannel. Workers are tabs, too. Without locks, two tabs may
 * refresh at once, and the service's grace gives both the same successor; without a channel, a tab learns at its
 * next refresh. On a server there are no tabs: Node's channel would hand one user's session to another's.
 */
export function createTabs(name: string): Tabs {
  const { document, WorkerGlobalScope, navigator, BroadcastChannel } =
    globalThis as unknown as TabHost<LockManager>;
  const alone = createSingleTab();
  // Servers have workers with a part of this, and no page.
  const isWorker = [WorkerGlobalScope, navigator?.locks, BroadcastChannel].every(Boolean);
  if (document === undefined && !isWorker) return alone;

  const lock = navigator?.locks && createTabLock(name, navigator.locks);
  const channel = BroadcastChannel && new BroadcastChannel(name);
  return {
    exclusive: (work) => (lock ? lock.exclusive(work, alone.exclusive) : alone.exclusive(work)),
    publish(message) {
      try {
        channel?.postMessage({ name: lock?.emit(), message } satisfies News);
      } catch {
        // Closed: the others learn it from the storage.
      }
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
      last = withinBound(turn);
      return turn;
    },
    publish: () => undefined,
    onMessage: () => undefined,
    close: () => undefined,
  };
}

/** Runs works one after the other. */
type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/** Milliseconds that news may be on the way to the other tabs, at most. */
const newsLifetime = 1_000;
/** Milliseconds that a tab waits for news which it knows to be on the way. */
const newsTimeout = 500;

/**
 * Turns for all tabs, in which the tab that has the turn has heard the news of those before. A channel alone does
 * not give that: the lock may arrive before the message that was sent first. So a tab that publishes holds,
 * for a second, a lock with the name of the news; and a tab that gets its turn asks the lock manager, which
 * knows what came first, for news it has not heard. */
export function createTabLock(name: string, locks: LockManager) {
  const prefix = `${name}#`;
  const turns = createTurns(name, locks);
  const heard = new Set<string>();
  let wake = () => {};

  return {
    /** Runs `work` in its turn; or by `otherwise` in a page that gets no locks, as a sandboxed frame. */
    exclusive<T>(work: () => Promise<T>, otherwise: Exclusive): Promise<T> {
      return new Promise((resolve) => {
        let came = false;
        const turn = (began = nothing): Promise<void> => {
          if (came) return Promise.resolve();
          came = true;
          stopWatching();
          const done = hearAll().catch(nothing).then(work);
          resolve(done);
          const over = withinBound(done);
          turns.show(over, began);
          return over;
        };
        const stopWatching = turns.watch(turn);
        locks
          .request(name, () => turn())
          .catch(() => {
            // Taken away in the middle: the work goes on.
            if (came) return;
            came = true;
            stopWatching();
            resolve(otherwise(work));
          });
      });
    },

    /** Announces news to the tabs. @returns its name, to be sent with it */
    emit(): string {
      const news = unique(prefix);
      heard.add(news);
      locks.request(news, () => delay(newsLifetime)).catch(nothing);
      return news;
    },

    hear(news: string): void {
      heard.add(news);
      wake();
    },
  };

  async function hearAll(): Promise<void> {
    const names = await heldNames(locks, prefix);
    const isUpToDate = () => names.every((news) => heard.has(news));
    if (isUpToDate()) return;
    const arrival = new Promise<void>((resolve) => {
      wake = () => {
        if (isUpToDate()) resolve();
      };
    });
    await Promise.race([arrival, delay(newsTimeout)]);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
