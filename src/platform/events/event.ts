import { v7 as uuidv7 } from 'uuid';
import type { ClientInfo } from '../client-info.js';

/** What a feature says of an event of its own, in its `facts.ts`. */
export interface EventFact {
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** The names in `detail`; absent: it is empty. */
  readonly detail?: readonly string[];
  /** Anyone can cause it as often as they like, signed in or not: it is counted (`refusals.ts`). */
  readonly counted?: true;
}

/** Events by type (OWASP ASVS 5.0 §16.3). Types are stable: alerts are built on them. */
export type EventFacts = Readonly<Record<string, EventFact>>;

/** What the events of each type say of their change, besides what is stored; `null`: nothing. */
export type ChangesByType = Readonly<Record<string, object | null>>;

/** The same for the events of a feature: `null` for those that `Described`, which has no others, does not name. */
export type ChangesOf<
  Events extends EventFacts,
  Described extends {
    readonly [Type in keyof Described]: Type extends keyof Events ? object : never;
  },
> = {
  readonly [Type in keyof Events]: Type extends keyof Described ? Described[Type] : null;
};

/**
 * Small facts about an event. Never a secret, and nothing that a caller has typed, but for an administrator's reason.
 */
export type EventDetail = Readonly<Record<string, string | number | readonly string[]>>;

/** Something that happened to an account, a session or the keys. */
export interface AuditEvent extends ClientInfo {
  /** UUID version 7: the order of events is that of their ids. */
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** One of those that features declare; `app/facts.ts` has all. */
  readonly type: string;
  /** Whom it happened to; `null` for an unknown account, and for the service itself. */
  readonly userId: string | null;
  /** The administrator who did it; `null`: the user, an operator at the command line, or an unknown caller. */
  readonly actorId: string | null;
  readonly sessionId: string | null;
  readonly detail: EventDetail;
  /** How often it happened: more than once for refusals of one kind, which share an event for a while. */
  readonly count: number;
  /** When it happened last (ms); `at` is the first time. */
  readonly lastAt: number;
}

/** An event to be stored. Without `count` it happened once. */
export interface NewEvent extends Omit<AuditEvent, 'count' | 'lastAt'> {
  readonly count?: number;
  readonly lastAt?: number;
  /** Events of one key are counted in one row. Absent: the event has a row of its own. */
  readonly key?: string;
}

/** The same events, those of one key as one: their counts are added to the first of them. */
export function mergeCounted(events: readonly NewEvent[]): NewEvent[] {
  const merged = new Map<string | NewEvent, NewEvent>();
  for (const event of events) {
    const place = event.key ?? event;
    const first = merged.get(place);
    merged.set(place, first === undefined ? event : together(first, event));
  }
  return [...merged.values()];
}

function together(first: NewEvent, next: NewEvent): NewEvent {
  return {
    ...first,
    count: (first.count ?? 1) + (next.count ?? 1),
    lastAt: Math.max(first.lastAt ?? first.at, next.lastAt ?? next.at),
  };
}

/** The lowest id that an event of this time (ms) can have. */
export function firstEventIdAt(msecs: number): string {
  return uuidv7({ msecs, seq: 0, random: new Uint8Array(16) });
}
