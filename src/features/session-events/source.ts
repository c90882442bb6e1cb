import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import {
  firstPlace,
  isBefore,
  readPosition,
  writePosition,
  type Place,
  type Position,
} from '../../platform/events/position.js';
import { createSkipWarning, type EventTail, type Following } from '../../platform/events/tail.js';
import type { Logger } from '../../platform/logger.js';
import { sessionEventReasons } from './facts.js';
import {
  createSignalQueue,
  signalsAfter,
  type Heard,
  type PlacedSignal,
  type SignalQueue,
} from './signal-queue.js';
import type { SignalsOf } from './signals.js';

export interface SignalRequest {
  /** A position, as it was handed out. Default: what is to come. */
  readonly after?: string | undefined;
  /** Without a position: also what has happened since this time (ms). */
  readonly since?: number;
  /** Default: all signals. */
  readonly only?: Heard;
  /** Called once everything of the past was given. */
  readonly caughtUp?: () => void;
}

/** Signals in their order, each once: those that are there, then each as it comes. */
export interface SignalStream extends AsyncIterableIterator<PlacedSignal> {
  /** From where to go on, as of now. It moves on while nothing happens, too. */
  position(): string;
  /** Whether the database answered a moment ago. */
  isUpToDate(): boolean;
  /** Ends it at once. */
  return(): Promise<IteratorResult<PlacedSignal>>;
}

export interface SignalSource {
  /** @throws AuthError `POSITION_INVALID`, `POSITION_EXPIRED`, `DATABASE_UNAVAILABLE` */
  open(request: SignalRequest): Promise<SignalStream>;
}

export interface SignalSourceOptions {
  readonly tail: EventTail;
  readonly signalsOf: SignalsOf;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds for which a position is good: for so long its events are kept. */
  readonly retention: number;
}

/** Events of one query of the past. */
const pageSize = 200;
/** Milliseconds by which an event may have been made before others that were stored before it. */
const lateness = 3_600_000;

export function createSignalSource(given: SignalSourceOptions): SignalSource {
  const options = { ...given, signalsOf: withoutFaults(given) };
  return {
    async open(request) {
      const begin = beginOf(request, options);
      if (begin !== undefined) await refuseFuture(options, begin);
      const live = createSignalQueue(options.signalsOf, request.only, begin);
      const following = await options.tail.follow((events) => live.add(events), live.end);
      return openStream(options, request, { begin, live, following });
    },
  };
}

/** An event of which this version makes nothing is left out: whoever comes again would meet it again. */
function withoutFaults({ signalsOf, logger }: SignalSourceOptions): SignalsOf {
  const leaveOut = createSkipWarning(logger);
  return (event) => {
    try {
      return signalsOf(event);
    } catch {
      leaveOut(event.id);
      return [];
    }
  };
}

/** Where to begin; `undefined`: now. */
function beginOf(
  { after, since }: SignalRequest,
  { clock, retention }: SignalSourceOptions,
): Position | undefined {
  if (after === undefined) {
    return since === undefined ? undefined : { ...firstPlace, part: 0, time: since };
  }
  const position = readPosition(after);
  if (position === undefined) throw new AuthError(sessionEventReasons.POSITION_INVALID);
  if (clock.now() - position.time > retention) {
    throw new AuthError(sessionEventReasons.POSITION_EXPIRED);
  }
  return position;
}

/** A place that no event has reached is of a database that was restored since, or of another one. */
async function refuseFuture({ tail }: SignalSourceOptions, begin: Place): Promise<void> {
  if (isBefore(await tail.newest(), begin)) {
    throw new AuthError(sessionEventReasons.POSITION_EXPIRED);
  }
}

function openStream(
  options: SignalSourceOptions,
  request: SignalRequest,
  parts: { begin: Position | undefined; live: SignalQueue; following: Following },
): SignalStream {
  const { clock } = options;
  const { begin, live, following } = parts;
  const nowAt = (place: Place) => writePosition({ ...place, time: clock.now(), part: 0 });
  const past = begin && pastOf(options, request, begin, following.from);
  let isPast = past !== undefined;
  let { caughtUp } = request;
  let last = begin === undefined ? nowAt(following.from) : writePosition(begin);

  async function take(): Promise<PlacedSignal | undefined> {
    while (!live.isOver()) {
      const next = isPast ? await past?.next() : undefined;
      if (next?.done) isPast = false;
      const taken = isPast ? next?.value : live.take();
      if (live.isOver()) return undefined;
      if (taken !== undefined) return taken;
      if (!isPast && live.isEmpty()) await wait();
    }
    return undefined;
  }

  function wait(): Promise<void> {
    const something = live.wait();
    caughtUp?.();
    caughtUp = undefined;
    return something;
  }

  function end(): Promise<{ done: true; value: undefined }> {
    following.stop();
    live.end();
    return Promise.resolve({ done: true, value: undefined });
  }
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = await take();
      if (value === undefined) return end();
      last = value.position;
      return { done: false, value };
    },
    return: end,
    isUpToDate: () => following.isUpToDate(),
    position: () => (isPast || !live.isEmpty() ? last : nowAt(following.place())),
  };
}

/** What has happened between a position and the place from which the reader hears. */
async function* pastOf(
  { tail, signalsOf, clock }: SignalSourceOptions,
  { only, since }: SignalRequest,
  begin: Position,
  upTo: Place,
): AsyncGenerator<PlacedSignal, undefined> {
  const range = {
    upTo,
    limit: pageSize,
    ...(only === undefined
      ? { ...(since !== undefined && { since }) }
      : // The clock may have been set back since the position was handed out.
        { userId: only.userId, since: Math.min(begin.time, clock.now()) - lateness }),
  };
  let after: Place = begin;
  let inclusive = begin.part > 0;
  for (;;) {
    const { events, next } = await tail.read({ ...range, after, inclusive });
    for (const placed of events) yield* signalsAfter(begin, placed, signalsOf);
    if (next === undefined) return undefined;
    after = next;
    inclusive = false;
  }
}
