import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const module = new URL('../../../dist/platform/command-line/terminal.js', import.meta.url).href;
/** What terminals wrap lines after, and do not wrap them after. */
const [wraps, doesNotWrap] = ['\u001b[?7h', '\u001b[?7l'];

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a bar that %s ends leaves the terminal as it was, and the process ends by it',
  async (signal) => {
    const script = `
      process.stderr.isTTY = true;
      const { startProgress } = await import('${module}');
      startProgress('Importing', 10).update(1);
      setInterval(() => undefined, 1000);
      process.kill(process.pid, '${signal}');`;
    const args = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    const output = await text(child.stderr);
    expect(await closed).toEqual([null, signal]);
    expect(output).toContain(doesNotWrap);
    expect(output.lastIndexOf(wraps)).toBeGreaterThan(output.lastIndexOf(doesNotWrap));
  },
);
