import type { TabHost } from './turns.js';

/** Web Locks, with the ways to give up waiting, and to take a lock from a page that is stuck. */
interface LockManager {
  request(
    name: string,
    options: { readonly signal: AbortSignal } | { readonly steal: true },
    work: () => Promise<void>,
  ): Promise<void>;
}

export interface TabsOptions<Message> {
  /** Tabs of one name are one group. */
  readonly name: string;
  /** Does the work of the group, in one tab at a time, until the signal aborts it or there is nothing more to do. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
  /** Hears what another tab of the group has published. */
  readonly onMessage: (message: Message) => void;
}

export interface TabGroup<Message> {
  publish(message: Message): void;
  /**
   * To be called every fifteen seconds: the tab that leads publishes `beat`, and one that waits takes over if it has
   * heard nothing for too long.
   */
  tick(beat: Message): void;
  leave(): void;
}

/**
 * Ticks without a word of the tab that leads, after which it counts as stuck: browsers call the timers of a hidden
 * page once a minute.
 */
const patience = 6;
/** Milliseconds that a tab listens to the others after it has left. */
const lastWords = 1_000;

/**
 * One tab of a group works for all, and the next one takes its place. Where there are no locks or no channel, as on a
 * plain http address, and where there are no tabs, each works for itself.
 */
export function joinTabs<Message>(options: TabsOptions<Message>): TabGroup<Message> {
  const { document, WorkerGlobalScope, navigator, BroadcastChannel } =
    globalThis as unknown as TabHost<LockManager>;
  const locks = navigator?.locks;
  const hasTabs = document !== undefined || WorkerGlobalScope !== undefined;
  if (!locks || !BroadcastChannel || !hasTabs) return workAlone(options);

  const { name, lead, onMessage } = options;
  const channel = new BroadcastChannel(name);
  let waiting = new AbortController();
  let work = new AbortController();
  let isLeading = false;
  let isOver = false;
  let silence = 0;
  channel.addEventListener('message', ({ data }) => {
    silence = 0;
    onMessage(data as Message);
  });
  void takeTurn();

  return {
    publish,
    tick(beat) {
      if (isLeading) publish(beat);
      silence = isLeading || isOver ? 0 : silence + 1;
      if (silence < patience) return;
      silence = 0;
      waiting.abort();
      void takeTurn(true);
    },
    leave() {
      isOver = true;
      waiting.abort();
      work.abort();
      // What has been sent before is still on its way: why the session is over, to a tab that knows of the end already.
      setTimeout(() => channel.close(), lastWords);
    },
  };

  function publish(message: Message): void {
    if (!isOver) channel.postMessage(message);
  }

  async function takeTurn(steal = false): Promise<void> {
    const mine = (waiting = new AbortController());
    const options = steal ? ({ steal: true } as const) : { signal: mine.signal };
    try {
      await (locks as LockManager).request(name, options, leadOnce);
    } catch {
      // Given up, or of a page that has been left.
      if (isOver || mine !== waiting) return;
      work.abort();
      const wasLeading = isLeading;
      isLeading = false;
      // Another tab has taken over; or this page gets no locks, as a sandboxed frame.
      await (wasLeading ? takeTurn() : leadOnce());
    }
  }

  async function leadOnce(): Promise<void> {
    if (isOver) return;
    const { signal } = (work = new AbortController());
    isLeading = true;
    await lead(signal);
    // Without an abort there is nothing more to do, also in a tab that would come next.
    if (!signal.aborted) isOver = true;
  }
}

function workAlone<Message>({ lead }: TabsOptions<Message>): TabGroup<Message> {
  const work = new AbortController();
  void lead(work.signal);
  return { publish: () => undefined, tick: () => undefined, leave: () => work.abort() };
}
