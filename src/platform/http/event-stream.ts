import type { Logger } from '../logger.js';
import { whenOver, type Exchange } from '../route.js';

/** Milliseconds between two looks at all streams. */
const tick = 1000;
/** Looks between two heartbeats of a stream: proxies end what is silent for a minute. */
const heartbeatTicks = 15;
/** Bytes that may wait for a reader. */
const maxWaiting = 65_536;
/** Bytes that wait while a reader keeps up: Node counts what it has just written, too. */
const fewWaiting = 16_384;
const comment = ':\n\n';

export interface EventStreamOptions {
  /** What is sent at once. Default: a comment. */
  readonly opening?: string;
  /** What is sent each 15 seconds. Default: a comment. */
  readonly heartbeat?: () => string;
  /** Called once, for whatever reason the stream is over. */
  readonly onOver?: () => void;
}

/** An answer of server-sent events (HTML §9.2), which has begun. */
export interface EventStream {
  /**
   * Writes whole events. A reader is cut that lets more than 64 kB wait, or takes nothing of what waits between two
   * heartbeats; then nothing is written any more.
   */
  send(events: string): void;
  /** Resolves when most of what was sent has left, or nobody takes it any more. For one caller. */
  sent(): Promise<void>;
  /** Ends it after what was written. */
  end(): void;
  isOver(): boolean;
}

/** The streams of events of this process: one timer for all of them, none of which outlives the service. */
export interface EventStreams {
  /** Answers 200, at once. */
  begin(exchange: Exchange, options?: EventStreamOptions): EventStream;
  open(): number;
}

interface Open extends EventStream {
  readonly begun: number;
  beat(): void;
  /** Ends it, or cuts it if it was told before, and nobody takes what is left. */
  stop(): void;
  cut(): void;
}

interface EventStreamsOptions {
  /** Whether the service is stopping: then all streams end, so that nobody waits for them. */
  readonly isDraining: () => boolean;
  readonly logger: Logger;
}

export function createEventStreams({ isDraining, logger }: EventStreamsOptions): EventStreams {
  const streams = new Set<Open>();
  let timer: NodeJS.Timeout | undefined;
  let ticks = 0;

  function look(): void {
    ticks += 1;
    const ends = isDraining();
    for (const stream of streams) {
      if (ends) stream.stop();
      // Each at its own time: thousands of heartbeats at once would hold up everything else.
      else if ((ticks - stream.begun) % heartbeatTicks === 0) beat(stream, logger);
    }
  }

  function remove(stream: Open): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    begin({ request, response }, { opening = comment, heartbeat = () => comment, onOver } = {}) {
      let [isOver, isStopping] = [false, false];
      const writer = createWriter(response);
      const stream: Open = {
        begun: ticks,
        beat() {
          writer.check();
          stream.send(heartbeat());
        },
        stop() {
          if (isStopping) response.destroy();
          else stream.end();
          isStopping = true;
        },
        send(events) {
          if (!stream.isOver()) writer.write(events);
        },
        sent: () => (stream.isOver() ? Promise.resolve() : writer.written()),
        end: () => void response.end(),
        cut: () => void response.destroy(),
        isOver: () => isOver || response.writableEnded || response.destroyed,
      };
      setHeaders(response);
      streams.add(stream);
      timer ??= setInterval(look, tick).unref();
      whenOver({ request, response }, () => {
        if (isOver) return;
        isOver = true;
        writer.wake();
        remove(stream);
        onOver?.();
      });
      // The headers leave with it.
      stream.send(opening);
      if (isDraining()) stream.end();
      return stream;
    },
    open: () => streams.size,
  };
}

function setHeaders(response: Exchange['response']): void {
  response.statusCode = 200;
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  // nginx would gather the events.
  response.setHeader('x-accel-buffering', 'no');
}

/** A fault in one stream ends that one alone. */
function beat(stream: Open, logger: Logger): void {
  try {
    stream.beat();
  } catch (error) {
    logger.warn({ err: error }, 'a stream of events failed, and is cut');
    stream.cut();
  }
}

function createWriter(response: Exchange['response']) {
  let isTaken = true;
  let wake: (() => void) | undefined;
  const onTaken = () => {
    isTaken = true;
    if (response.writableLength <= fewWaiting) wake?.();
  };
  return {
    write(events: string): void {
      response.write(events, onTaken);
      if (response.writableLength > maxWaiting) response.destroy();
    },
    written: () =>
      response.writableLength <= fewWaiting
        ? Promise.resolve()
        : new Promise<void>((resolve) => (wake = resolve)),
    wake: () => wake?.(),
    /** At each heartbeat. Also for a stream that has ended, and whose end nobody takes. */
    check(): void {
      if (!isTaken && response.writableLength > 0) response.destroy();
      isTaken = false;
    },
  };
}
