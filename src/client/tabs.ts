/** The tabs that share one session, as a tab sees them. */
export interface Tabs {
  /** Runs `work` while no other work of this name runs, in this tab or another. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Tells the other tabs. */
  publish(message: unknown): void;
  /** Hears what other tabs publish. */
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** How long a tab that had to wait for another one waits for its news, too, in milliseconds. */
const newsTimeout = 500;

/** What may be there: browsers have it, Node has a part, and React Native has none of it. */
interface Host {
  readonly document?: unknown;
  readonly navigator?: { readonly locks?: LockManager };
  readonly BroadcastChannel?: new (name: string) => Channel;
}

interface LockManager {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

interface Channel {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  close(): void;
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

  const { locks } = navigator ?? {};
  const channel = BroadcastChannel && new BroadcastChannel(name);
  let heard = 0;
  let wake = () => {};
  const news = () => {
    heard += 1;
    wake();
  };

  return {
    ...alone,
    ...(locks && { exclusive: (work) => exclusive(locks, work) }),
    publish(message) {
      channel?.postMessage(message);
      news();
    },
    onMessage(listener) {
      channel?.addEventListener('message', ({ data }) => {
        listener(data);
        news();
      });
    },
    close: () => channel?.close(),
  };

  async function exclusive<T>(manager: LockManager, work: () => Promise<T>): Promise<T> {
    const before = heard;
    const trace = { began: false };
    const begin = () => {
      trace.began = true;
      return work();
    };
    try {
      const done = await manager.request(name, { ifAvailable: true }, async (lock) =>
        lock === null ? undefined : { result: await begin() },
      );
      if (done !== undefined) return done.result;
      return await manager.request(name, async () => {
        // The lock may be here before the news of the tab that held it, and then all would be done twice.
        if (heard === before) await nextNews();
        return begin();
      });
    } catch (error) {
      if (trace.began) throw error;
      // No locks for this page: it is a sandboxed frame, or is being left.
      return alone.exclusive(work);
    }
  }

  function nextNews(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, newsTimeout);
    });
  }
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
