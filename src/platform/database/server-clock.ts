import { sql } from 'kysely';
import type { Clock } from '../clock.js';
import type { Database } from './database.js';

/** Milliseconds between two looks at the server's clock. Two quartzes part by about a millisecond in it. */
const interval = 15_000;

export interface ServerClock extends Clock {
  /** Looks at the server's clock now. Never rejects: without an answer, time goes on from the last look. */
  sync(): Promise<void>;
  /** Stops looking. */
  close(): void;
}

export interface ServerClockOptions {
  /** The server's time, in milliseconds since the Unix epoch. */
  readonly readTime: () => Promise<number>;
  /** Milliseconds since any moment; never set. Default: the monotonic clock of this process. */
  readonly monotonic?: () => number;
}

/** The server said `time` when the monotonic clock showed `at`, give or take `error`; all milliseconds. */
interface Sample {
  readonly time: number;
  readonly at: number;
  readonly error: number;
}

/**
 * The time of the database server, for all processes that share it: what one of them writes with it, the
 * others compare with it, so that it does not matter how wrong a machine's own clock is, or that someone
 * sets it. Between two looks the monotonic clock counts on (docs/decisions/0007-clock-skew.md).
 */
export async function startServerClock(options: ServerClockOptions): Promise<ServerClock> {
  const { readTime, monotonic = () => performance.now() } = options;

  async function look(): Promise<Sample> {
    const sent = monotonic();
    const time = await readTime();
    const error = (monotonic() - sent) / 2;
    return { time, at: sent + error, error };
  }

  let reference = await look();
  const timeAt = (at: number) => reference.time + at - reference.at;

  async function sync(): Promise<void> {
    try {
      const sample = await look();
      // A slow answer says little: only one that contradicts what we believe changes it.
      if (Math.abs(timeAt(sample.at) - sample.time) > sample.error) reference = sample;
    } catch {
      // Every request reports an outage of the database; the clock need not.
    }
  }

  const timer = setInterval(() => void sync(), interval).unref();
  return {
    now: () => Math.floor(timeAt(monotonic())),
    sync,
    close: () => clearInterval(timer),
  };
}

/** PostgreSQL's time now, also inside a transaction, in milliseconds since the Unix epoch. */
export async function readServerTime(database: Database): Promise<number> {
  const time = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`.as('time');
  return (await database.tables().selectNoFrom(time).executeTakeFirstOrThrow()).time;
}
