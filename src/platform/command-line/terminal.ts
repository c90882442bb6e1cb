// Tables and progress, apart from the output of all commands: the service starts without the packages for them.
import { SingleBar } from 'cli-progress';
import stringWidth from 'string-width';
import { printable } from '../printable.js';
import { printNote } from './output.js';

/** Rows under their headings, in columns two blanks apart, as wide as a terminal shows them. No cell can break its line, or the terminal. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [headings, ...rows].map((line) => line.map(printable));
  const widths = headings.map((_heading, column) =>
    Math.max(...lines.map((line) => stringWidth(line[column] ?? ''))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** How many are done between two plain lines. */
const linesApart = 10_000;

interface Progress {
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
  const signals = ['SIGINT', 'SIGTERM'] as const;
  function stop(): void {
    for (const signal of signals) process.off(signal, end);
    bar.stop();
  }
  /** Lets the terminal wrap lines again, then ends as without a bar: with `gracefulExit` the command would go on. */
  function end(signal: NodeJS.Signals): void {
    stop();
    process.kill(process.pid, signal);
  }
  for (const signal of signals) process.on(signal, end);
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop };
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
