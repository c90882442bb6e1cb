import type { Logger } from '../logger.js';
import type { EventLog, EventPage, EventRange, PlacedEvent } from './log.sql.js';
import { isBefore, type Place } from './position.js';

/** Milliseconds between two looks. What this process changes is looked for at once. */
const defaultInterval = 1000;
/** Milliseconds in which changes of this process are gathered for one look. */
const gatherTime = 20;
/** Events of one query. */
const batchSize = 500;

/** Ids of which it is known that they were left out. */
const maxKnown = 1000;

/** Called with events, in their order, none twice. */
export type EventListener = (events: readonly PlacedEvent[]) => void;

export interface Following {
  /** Where listening begins: the listener hears of everything after it. */
  readonly from: Place;
  /** The place up to which everything was told by now. */
  place(): Place;
  /** Whether the database answered the last look. */
  isUpToDate(): boolean;
  stop(): void;
}

/** Follows the events of all processes on the database: one for each process, for all who listen. */
export interface EventTail {
  /**
   * @param onFault called once if the listener has thrown: it hears no more
   * @throws AuthError `DATABASE_UNAVAILABLE`
   */
  follow(listener: EventListener, onFault: () => void): Promise<Following>;
  /** Up to `limit` events of the past. @throws AuthError `DATABASE_UNAVAILABLE` */
  read(range: Omit<EventRange, 'types'>): Promise<EventPage>;
  /** Up to where events can be read now. @throws AuthError `DATABASE_UNAVAILABLE` */
  newest(): Promise<Place>;
  /** Whether a type is one of those that are followed. */
  follows(type: string): boolean;
  /** Looks soon: this process has committed an event. */
  wake(): void;
  /** Looks no more. */
  close(): void;
}

export interface EventTailOptions {
  readonly log: EventLog;
  /** The types that anyone listens to. */
  readonly types: readonly string[];
  readonly logger: Logger;
  /** Milliseconds between two looks. Default: 1,000. */
  readonly interval?: number;
}

/** Everything up to `place` was told. */
interface Run {
  place: Place;
  /** Whether the database did not answer the last look. */
  isAway: boolean;
  readonly listeners: Set<Listening>;
}

interface Listening {
  readonly listener: EventListener;
  /** Ends it. */
  fail(): void;
}

/** Looks each second while someone listens. While the database is away nothing is told, and nothing is lost. */
export function createEventTail(options: EventTailOptions): EventTail {
  const { log, types, interval = defaultInterval } = options;
  const known = new Set(types);
  let run: Run | undefined;
  let starting: Promise<Run> | undefined;
  const isCurrent = (one: Run) => run === one;
  const leaveOut = createSkipWarning(options.logger);
  const tell = createTelling(options, leaveOut, isCurrent);
  const looks = createLooks(interval, () => (run === undefined ? undefined : tell(run)));

  async function begin(): Promise<Run> {
    starting ??= log
      .newest()
      .then((place) => (run ??= { place, isAway: false, listeners: new Set() }));
    try {
      return await starting;
    } finally {
      starting = undefined;
    }
  }

  function close(): void {
    run = undefined;
    looks.stop();
  }
  return {
    async follow(listener, onFault) {
      let joined = run;
      while (joined === undefined || joined !== run) joined = await begin();
      const { place: from, listeners } = joined;
      const followed = joined;
      const listening: Listening = {
        listener,
        fail() {
          stop();
          onFault();
        },
      };
      function stop(): void {
        listeners.delete(listening);
        if (listeners.size === 0 && isCurrent(followed)) close();
      }
      listeners.add(listening);
      if (listeners.size === 1) looks.start();
      return { from, place: () => followed.place, isUpToDate: () => !followed.isAway, stop };
    },
    async read(range) {
      const page = await log.read({ ...range, types });
      page.unreadable.forEach(leaveOut);
      return page;
    },
    newest: () => log.newest(),
    follows: (type) => known.has(type),
    wake() {
      if (run !== undefined) looks.soon();
    },
    close,
  };
}

/** Tells what is new, as long as someone listens. */
function createTelling(
  { log, types, logger }: EventTailOptions,
  leaveOut: (id: string) => void,
  isCurrent: (run: Run) => boolean,
): (run: Run) => Promise<void> {
  function hear({ listener, fail }: Listening, events: readonly PlacedEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      logger.warn({ err: error }, 'a listener to events failed, and hears no more');
      fail();
    }
  }
  async function tell(run: Run): Promise<void> {
    const newest = await log.newest();
    if (isBefore(newest, run.place)) {
      logger.warn('the database has fewer events than before: was it restored?');
      run.place = newest;
    }
    while (isBefore(run.place, newest)) {
      const after = run.place;
      const page = await log.read({ types, after, upTo: newest, limit: batchSize });
      if (!isCurrent(run)) return;
      page.unreadable.forEach(leaveOut);
      run.place = page.next ?? newest;
      if (page.events.length > 0) for (const each of run.listeners) hear(each, page.events);
    }
  }
  return async (run) => {
    try {
      await tell(run);
      run.isAway = false;
    } catch (error) {
      if (!run.isAway) logger.warn({ err: error }, 'events could not be read, trying again');
      run.isAway = true;
    }
  };
}

/** Says of each event once that it is left out, by its id alone: what else it holds may be anything. */
export function createSkipWarning(logger: Logger): (id: string) => void {
  const known = new Set<string>();
  return (id) => {
    if (known.has(id)) return;
    if (known.size >= maxKnown) known.clear();
    known.add(id);
    logger.warn({ eventId: id }, 'an event cannot be read, and is left out');
  };
}

/**
 * Looks one after the other.
 * @param look returns `undefined` if there is nothing to look for
 */
function createLooks(interval: number, look: () => Promise<void> | undefined) {
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isSoon = false;

  function plan(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void next(), isSoon ? gatherTime : interval).unref();
  }
  async function next(): Promise<void> {
    isSoon = false;
    const looking = look();
    if (looking === undefined) return;
    isLooking = true;
    await looking;
    isLooking = false;
    plan();
  }
  return {
    start() {
      if (!isLooking) plan();
    },
    soon() {
      if (isSoon) return;
      isSoon = true;
      if (!isLooking) plan();
    },
    stop() {
      clearTimeout(timer);
      isSoon = false;
    },
  };
}
