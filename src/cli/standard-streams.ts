import { exitCodes } from '../platform/command-line/commands.js';

/** Exit codes from here on are those of signals: the operator does not want to wait. */
const firstSignalCode = 128;

const outputs = [process.stdout, process.stderr];

/**
 * Runs the command line on the standard streams of this process. A reader that has gone, as that of
 * `authgraph audit | head`, is no fault: what it does not read is dropped, and the command goes on.
 * Anything else that stops the output, a full disk for example, is exit code 1.
 * @returns the exit code, once all that was written has left this process
 */
export async function onStandardStreams(run: () => Promise<number>): Promise<number> {
  let failure: NodeJS.ErrnoException | undefined;
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failure ??= error;
    });
  }
  const code = await run();
  if (code >= firstSignalCode) return code;
  await Promise.all(outputs.map(drained));
  if (failure === undefined) return code;
  process.stderr.write(`error: the output could not be written: ${failure.message}\n`);
  return exitCodes.failed;
}

/** A pipe takes 64 kB; the rest waits in this process until someone reads. */
function drained(output: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (output.writable) output.write('', () => resolve());
    else resolve();
  });
}
