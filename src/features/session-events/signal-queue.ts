import type { PlacedEvent } from '../../platform/events/log.sql.js';
import { isBefore, writePosition, type Position } from '../../platform/events/position.js';
import type { ReasonedSignal, SignalsOf } from './signals.js';

/** A signal with its event. */
export interface PlacedSignal {
  /** Of this signal alone. */
  readonly id: string;
  /** When it happened (ms). */
  readonly at: number;
  /** Whom it happened to; `null`: everyone. */
  readonly userId: string | null;
  readonly signal: ReasonedSignal;
  /** From where to go on after it. */
  readonly position: string;
}

/** Signals of one user; and those to come of `others` and of everyone, which are for the reader alone. */
export interface Heard {
  readonly userId: string;
  readonly others: readonly string[];
}

/** Signals that wait for a reader: who lets more of them wait is too slow, and has to come again. */
const maxWaiting = 1000;

/** What has come while the reader was at something else. */
export interface SignalQueue {
  add(events: readonly PlacedEvent[]): void;
  take(): PlacedSignal | undefined;
  isEmpty(): boolean;
  /** Resolves when there may be something, or it is over. */
  wait(): Promise<void>;
  end(): void;
  isOver(): boolean;
}

/** @param begin what came before it is left out */
export function createSignalQueue(
  signalsOf: SignalsOf,
  only: Heard | undefined,
  begin: Position | undefined,
): SignalQueue {
  const waiting: PlacedSignal[] = [];
  let over = false;
  let wake: (() => void) | undefined;
  const isHeard = (userId: string | null) =>
    only === undefined || userId === null || userId === only.userId || only.others.includes(userId);

  function end(): void {
    over = true;
    wake?.();
  }
  return {
    add(events) {
      for (const placed of events) {
        if (isHeard(placed.event.userId)) waiting.push(...signalsAfter(begin, placed, signalsOf));
      }
      if (waiting.length > maxWaiting) end();
      else if (waiting.length > 0) wake?.();
    },
    take: () => waiting.shift(),
    isEmpty: () => waiting.length === 0,
    wait: () => new Promise((resolve) => (wake = resolve)),
    end,
    isOver: () => over,
  };
}

/** Another process may have read further than this one: what the reader has is left out. */
export function signalsAfter(
  begin: Position | undefined,
  { event, place }: PlacedEvent,
  signalsOf: SignalsOf,
): PlacedSignal[] {
  const isNew = begin === undefined || isBefore(begin, place);
  if (!isNew && (begin.part === 0 || isBefore(place, begin))) return [];
  const { id, at, userId } = event;
  const signals = signalsOf(event);
  const all = signals.map((signal, index) => {
    const part = index + 1 === signals.length ? 0 : index + 1;
    // The time of the event: those after it are kept for so long, however late it is read.
    const position = writePosition({ ...place, time: at, part });
    return { id: index === 0 ? id : `${id}.${index}`, at, userId, signal, position };
  });
  return isNew ? all : all.slice(begin.part);
}
