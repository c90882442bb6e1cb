import { createInterface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import { UsageError } from './commands.js';

interface Terminal {
  readonly input: Readable & { isTTY?: boolean };
  readonly output: Writable;
}

/** Bytes of standard input that are read for a password: no policy takes more. */
const maxInputLength = 64 * 1024;

/**
 * A new password: from a prompt that does not show it and asks twice, or, for scripts, from standard
 * input, less one line break at its end. Never from an argument, which every process on the machine sees.
 * @throws UsageError
 */
export async function readNewPassword(
  fromStdin: boolean,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  if (fromStdin) return readAll(terminal.input);
  if (terminal.input.isTTY !== true) {
    throw new UsageError(
      'there is no terminal to ask for the password; pipe it in and add --password-stdin',
    );
  }
  const password = await askHidden('Password: ', terminal);
  const repeated = await askHidden('Repeat it: ', terminal);
  if (password !== repeated) throw new UsageError('the two passwords differ; nothing was done');
  return password;
}

async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Buffer | string);
    size += bytes.length;
    if (size > maxInputLength) throw new UsageError('standard input is too long for a password');
    chunks.push(bytes);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.replace(/\r?\n$/, '');
  } catch {
    throw new UsageError('the password on standard input is not UTF-8 text');
  }
}

/** readline echoes what is typed to its output: here that output is nowhere. */
function askHidden(question: string, { input, output }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      output.write('\n');
      // After a line this comes too late to matter.
      reject(new UsageError('no password was given; nothing was done'));
    });
    output.write(question);
  });
}
