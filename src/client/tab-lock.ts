/** Web Locks, as far as they are used here. */
export interface LockManager {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** Runs works one after the other. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/** Milliseconds that news may be on the way to the other tabs, at most. */
const newsLifetime = 1_000;
/** Milliseconds that a tab waits for news which it knows to be on the way. */
const newsTimeout = 500;

/**
 * Turns for all tabs, in which whoever has the turn has heard the news of those before. A channel alone does
 * not give that: the lock may arrive before the message that was sent first. So a tab that publishes holds,
 * for a second, a lock with the name of the news; and a tab that gets its turn asks the lock manager, which
 * knows what came first, for news it has not heard.
 */
export function createTabLock(name: string, locks: LockManager) {
  const prefix = `${name}#`;
  const heard = new Set<string>();
  let wake = () => {};

  return {
    /** Runs `work` in its turn; or by `otherwise` in a page that gets no locks, as a sandboxed frame. */
    async exclusive<T>(work: () => Promise<T>, otherwise: Exclusive): Promise<T> {
      const turn = { came: false };
      try {
        return await locks.request(name, async () => {
          turn.came = true;
          await hearAll();
          return work();
        });
      } catch (error) {
        if (turn.came) throw error;
        return otherwise(work);
      }
    },

    /** Tells that there is news. @returns its name, to be sent along */
    announce(): string {
      const news = prefix + String(Math.random());
      heard.add(news);
      locks.request(news, () => delay(newsLifetime)).catch(() => undefined);
      return news;
    },

    hear(news: string): void {
      heard.add(news);
      wake();
    },
  };

  async function hearAll(): Promise<void> {
    const { held = [] } = await locks.query();
    const names = held.map((lock) => lock.name ?? '').filter((lock) => lock.startsWith(prefix));
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
