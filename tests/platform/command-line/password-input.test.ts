import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readNewPassword } from '../../../src/platform/command-line/password-input.js';
import { UsageError } from '../../../src/platform/command-line/commands.js';

/** A terminal at which someone types. */
function createTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  return { input, output, shown: () => shown };
}

async function answer(answers: readonly string[]) {
  const terminal = createTerminal();
  // Each answer is typed when its question is on the screen.
  const waiting = [...answers];
  terminal.output.on('data', (chunk: Buffer) => {
    if (chunk.toString().endsWith(': ')) terminal.input.write(waiting.shift() ?? '\x03');
  });
  const outcome = await readNewPassword(false, terminal).catch((error: unknown) => error);
  return { outcome, shown: terminal.shown() };
}

test('a password is asked for twice, and never shown', async () => {
  const { outcome, shown } = await answer(['pässword 1\r', 'pässword 1\r']);
  expect(outcome).toBe('pässword 1');
  expect(shown).toBe('Password: \nRepeat it: \n');
});

test('a typing error can be corrected', async () => {
  const { outcome } = await answer(['passwrod\x7f\x7f\x7ford\r', 'password\r']);
  expect(outcome).toBe('password');
});

test('two different answers are no password', async () => {
  const { outcome, shown } = await answer(['one password\r', 'another password\r']);
  expect(outcome).toBeInstanceOf(UsageError);
  expect((outcome as Error).message).toContain('differ');
  expect(shown).not.toContain('one');
});

test.each([
  ['Ctrl+C', '\x03'],
  ['Ctrl+D', '\x04'],
])('%s gives no password', async (_name, key) => {
  const { outcome } = await answer([key]);
  expect(outcome).toBeInstanceOf(UsageError);
  expect((outcome as Error).message).toContain('no password was given');
});

async function pipe(bytes: Buffer | string): Promise<unknown> {
  const input = new PassThrough();
  input.end(bytes);
  const terminal = { input, output: new PassThrough() };
  return readNewPassword(true, terminal).catch((error: unknown) => error);
}

test('one line break at the end of standard input is no part of the password', async () => {
  expect(await pipe('a b c\n')).toBe('a b c');
  expect(await pipe('a b c\r\n')).toBe('a b c');
  expect(await pipe('a b c')).toBe('a b c');
  expect(await pipe(' a\n\n')).toBe(' a\n');
});

test('what is no text, or no password by its length, is refused', async () => {
  expect(await pipe(Buffer.from([0xff, 0xfe, 0x41]))).toBeInstanceOf(UsageError);
  expect(await pipe(Buffer.alloc(100_000, 'x'))).toBeInstanceOf(UsageError);
});
