import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLogger, openLogOutput } from '../../src/platform/logger.js';
import { createMigratedDatabase } from '../support/databases.js';
import { startServerProcess } from '../support/server-process.js';
import { variablesFor } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'log-'));
let files = 0;

function emptyFile(): { path: string; descriptor: number } {
  const path = join(folder, String((files += 1)));
  return { path, descriptor: openSync(path, 'w') };
}

/** Each has to be whole. */
function linesOf(log: string): { n: number; msg: string }[] {
  expect(log === '' || log.endsWith('\n')).toBe(true);
  const lines = log.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { n: number; msg: string });
}

const numbersOf = (log: string) => linesOf(log).map(({ n }) => n);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the output of the log', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const open = () => {
    const { path, descriptor } = emptyFile();
    const logger = createLogger('info', openLogOutput(descriptor));
    return { logger, written: () => numbersOf(readFileSync(path, 'utf8')) };
  };

  test('writes a line after a pause at once, and the next ones together', () => {
    const { logger, written } = open();
    for (const n of upTo(10)) logger.info({ n }, 'request');
    expect(written()).toEqual([0]);
    vi.advanceTimersByTime(100);
    expect(written()).toEqual(upTo(10));
    vi.advanceTimersByTime(100);
    logger.info({ n: 10 }, 'request');
    expect(written()).toEqual(upTo(11));
  });

  test('has at most 4 kB of lines waiting', () => {
    const { logger, written } = open();
    for (const n of upTo(1000)) logger.info({ n, path: 'x'.repeat(n) }, 'request');
    expect(written().length).toBeGreaterThan(990);
    vi.advanceTimersByTime(100);
    expect(written()).toEqual(upTo(1000));
  });

  test.each(['warn', 'error'] as const)(
    'writes a line of level %s, and what waits, at once',
    (level) => {
      const { logger, written } = open();
      for (const n of upTo(5)) logger.child({}).info({ n }, 'request');
      logger[level]({ n: 5 }, 'trouble');
      expect(written()).toEqual(upTo(6));
    },
  );
});

/** A program that logs `count` lines and then does something. `log(n)` logs one more. */
function runProgram(
  end: string,
  { count = 30, stdio = 'pipe' }: { count?: number; stdio?: StdioOptions } = {},
): ChildProcess {
  const module = new URL('../../dist/platform/logger.js', import.meta.url).href;
  const source = `
    import { createLogger, openLogOutput } from ${JSON.stringify(module)};
    // As the service: this makes a pipe one that does not wait.
    process.stdout.on('error', () => undefined);
    const logger = createLogger('info', openLogOutput());
    const log = (n) => logger.info({ n, path: '/größe' }, 'request');
    for (let n = 0; n < ${count}; n += 1) log(n);
    ${end}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio });
}

const ends = {
  'its work is done': '',
  'process.exit() is called': 'process.exit(3)',
  'an error is not caught': 'setTimeout(() => { throw new Error("thrown") })',
  'a promise is rejected': 'Promise.reject(new Error("rejected"))',
};

describe.each(Object.entries(ends))('when %s', (_when, end) => {
  test('no line is lost in a pipe', async () => {
    const child = runProgram(end);
    expect(numbersOf(await text(child.stdout as Readable))).toEqual(upTo(30));
  });

  test('no line is lost in a file', async () => {
    const { path, descriptor } = emptyFile();
    const child = runProgram(end, { stdio: ['ignore', descriptor, 'ignore'] });
    closeSync(descriptor);
    await once(child, 'close');
    expect(numbersOf(readFileSync(path, 'utf8'))).toEqual(upTo(30));
  });
});

test('a reader that is slow gets every line in order', async () => {
  const child = runProgram('', { count: 5000 });
  const { stdout } = child as { stdout: Readable };
  await once(stdout, 'readable');
  await delay(300);
  expect(numbersOf(await text(stdout))).toEqual(upTo(5000));
});

test('a reader that has gone neither ends the program nor keeps it alive', async () => {
  const child = runProgram(
    '(await import("node:fs")).readFileSync(0); log(30); console.error("on")',
  );
  const { stdin, stdout, stderr } = child as {
    stdin: Writable;
    stdout: Readable;
    stderr: Readable;
  };
  const closed = once(child, 'close');
  const notes = text(stderr);
  await once(stdout, 'data');
  stdout.destroy();
  await once(stdout, 'close');
  stdin.end();
  expect(await closed).toEqual([0, null]);
  expect(await notes).toBe('on\n');
});

test.runIf(process.platform === 'linux')('a full disk does not end the program', async () => {
  const full = openSync('/dev/full', 'w');
  const child = runProgram('logger.error("more")', {
    count: 20_000,
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  const closed = once(child, 'close');
  expect(await text(child.stderr as Readable)).toBe('');
  expect(await closed).toEqual([0, null]);
});

test('kill -9 loses no more than the lines that wait', async () => {
  const { path, descriptor } = emptyFile();
  const end = 'process.kill(process.pid, "SIGKILL")';
  const child = runProgram(end, { count: 1000, stdio: ['ignore', descriptor, 'ignore'] });
  closeSync(descriptor);
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
  const numbers = numbersOf(readFileSync(path, 'utf8'));
  expect(numbers).toEqual(upTo(numbers.length));
  expect(numbers.length).toBeGreaterThan(950);
});

test('SIGTERM leaves a line of every request of the service', async () => {
  const database = await createMigratedDatabase('sqlite');
  const server = await startServerProcess(variablesFor(database));
  await Promise.all(upTo(50).map(() => server.send('{ __typename }')));
  expect(await server.stop()).toBe(0);
  await database.drop();
  await vi.waitFor(() => expect(server.output.at(-1)).toContain('"msg":"stopped"'), 20_000);
  expect(server.output.filter((line) => line.includes('"msg":"request"'))).toHaveLength(50);
});
