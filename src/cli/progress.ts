import { SingleBar } from 'cli-progress';
import { printNote } from './output.js';

/** How many are done between two plain lines. */
const linesApart = 10_000;

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/**
 * A bar on a terminal. Elsewhere, since a log can move no cursor, and where nobody knows how many there
 * are, a line now and then.
 */
export function startProgress(what: string, total?: number): Progress {
  return process.stderr.isTTY && total !== undefined
    ? startBar(what, total)
    : startLines(what, total);
}

function startBar(what: string, total: number): Progress {
  const format = `${what} [{bar}] {percentage} % | {value} of {total} | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function startLines(what: string, total?: number): Progress {
  let next = linesApart;
  return {
    update(done) {
      if (done < next) return;
      printNote(`${what}: ${done}${total === undefined ? '' : ` of ${total}`}`);
      next = done + linesApart;
    },
    stop: () => undefined,
  };
}
