import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runHere } from '../cli/run.js';

interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly input: string;
}

export interface CommandServer {
  /** A script of `sh` that stands for `npx`. */
  readonly npx: string;
  close(): Promise<void>;
}

/**
 * Runs `npx authgraph …` of a shell in this process, one command after the other: for each of them the shell starts
 * a bare Node.js, which hands over arguments, variables and input, and ends like the command.
 */
export async function startCommandServer(): Promise<CommandServer> {
  let before: Promise<unknown> = Promise.resolve();

  async function run(question: string): Promise<string> {
    const { args, ...options } = JSON.parse(question) as Asked;
    const turn = before.then(() => runHere(args, options));
    before = turn.catch(() => undefined);
    return JSON.stringify(await turn);
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let question = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (question += text));
    socket.on('end', () => {
      run(question).then(
        (answer) => socket.end(answer),
        (error: unknown) =>
          socket.end(JSON.stringify({ code: 1, stdout: '', stderr: String(error) })),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const script = fileURLToPath(new URL('npx.js', import.meta.url));
  return {
    npx: `#!/bin/sh\nexec "${process.execPath}" "${script}" ${port} "$@"\n`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
