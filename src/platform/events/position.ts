/**
 * Where an event stands in the order in which events can be read. `major` is its transaction on PostgreSQL, and its
 * row on SQLite, where `id` is empty.
 */
export interface Place {
  readonly major: number;
  /** Of the event. Empty: before all events of the transaction. */
  readonly id: string;
}

/** Before every event. */
export const firstPlace: Place = { major: 0, id: '' };

/** How far someone has read. */
export interface Position extends Place {
  /** When it was handed out (ms). */
  readonly time: number;
  /** How much of the event was read; 0: all of it. One event can tell of several things. */
  readonly part: number;
}

export function isBefore(one: Place, other: Place): boolean {
  return one.major === other.major ? one.id < other.id : one.major < other.major;
}

/** Time, transaction or row, event, part. 15 digits are below 2^53. */
const form = /^([0-9a-z]{1,9})\.(0|[1-9]\d{0,14})\.([0-9a-f]{32}|)\.(\d)$/;
const uuid = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** As a text that says nothing to others: at most 60 characters, safe in a URL. */
export function writePosition({ time, major, id, part }: Position): string {
  return [time.toString(36), major, id.replaceAll('-', ''), part].join('.');
}

/** @returns `undefined` for what is none */
export function readPosition(text: string): Position | undefined {
  const [, time, major, id = '', part] = form.exec(text) ?? [];
  if (time === undefined) return undefined;
  return {
    time: Number.parseInt(time, 36),
    major: Number(major),
    id: id.replace(uuid, '$1-$2-$3-$4-$5'),
    part: Number(part),
  };
}
