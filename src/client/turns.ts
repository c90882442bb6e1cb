/** Web Locks, as far as they are used here. */
export interface LockManager {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** What may be there: browsers have it, Node has a part, and React Native has none of it. */
export interface TabHost<Locks> {
  readonly document?: unknown;
  readonly WorkerGlobalScope?: unknown;
  readonly navigator?: { readonly locks?: Locks };
  readonly BroadcastChannel?: new (name: string) => Channel;
}

interface Channel {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  close(): void;
}

interface StealingLockManager {
  request(name: string, options: { steal: true }, work: () => Promise<void>): Promise<void>;
}

/** Begins the work that waits, and tells when other tabs can see that it has begun. */
type Turn = (began?: () => void) => Promise<void>;

/** Milliseconds of a turn. A refresh is given up after ten seconds, too. */
const turnBound = 10_000;
/** Milliseconds after which a tab that waits looks again whether the tab before is stuck. */
const lookEvery = 1_000;

/** Ends with the work, and after ten seconds at the latest. */
export function withinBound(work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, turnBound);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });
}

/**
 * A page that is stuck, as by `alert()`, cannot end its turn. Those who wait for it take the lock away after ten
 * seconds. Each turn holds a lock of its own beside, by which they tell one turn from the next.
 */
export function createTurns(name: string, locks: LockManager) {
  const prefix = `${name}@`;

  return {
    /** Shows the others a turn until it is `over`. */
    show(over: Promise<void>, began: () => void): void {
      const shown = () => {
        began();
        return over;
      };
      locks.request(unique(prefix), shown).catch(began);
    },

    /** Until it is stopped, looks whether a turn stands still. A device that sleeps has not waited. */
    watch(turn: Turn): () => void {
      let [seen, since] = ['', performance.now()];
      const look = async () => {
        const turns = String(await heldNames(locks, prefix));
        if (turns !== seen) [seen, since] = [turns, performance.now()];
        else if (performance.now() - since >= turnBound) await takeOver(turns, turn);
      };
      const timer = setInterval(() => void look().catch(nothing), lookEvery);
      return () => clearInterval(timer);
    },
  };

  /** One tab after the other: of several that have waited the first takes over, and the others see its turn. */
  async function takeOver(turns: string, turn: Turn): Promise<void> {
    await locks.request(`${name}!`, async () => {
      if (String(await heldNames(locks, prefix)) !== turns) return;
      await new Promise<void>((began) => {
        const stealing = locks as unknown as StealingLockManager;
        stealing.request(name, { steal: true }, () => turn(began)).then(began, began);
      });
    });
  }
}

/** The names of the locks that are held, and begin with `prefix`. */
export async function heldNames(locks: LockManager, prefix: string): Promise<string[]> {
  const { held = [] } = await locks.query();
  return held.map((lock) => lock.name ?? '').filter((lock) => lock.startsWith(prefix));
}

export function unique(prefix: string): string {
  return prefix + String(Math.random());
}

export function nothing(): void {
  // What fails here only saves time.
}
