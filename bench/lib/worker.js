// A program of ours on the server's core that answers messages: for work that no request is needed for.
import { spawnPinned } from './children.js';
import { cores } from './cores.js';

/**
 * @param {URL} program that answers each message with one message
 * @param {unknown} [setUp] its first message
 */
export async function startWorker(program, setUp) {
  const child = spawnPinned(cores.server, [process.execPath, program.pathname], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  /** One message at a time. */
  function ask(message) {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`${program.pathname} ended`));
      child.once('exit', ended);
      child.once('message', (answer) => {
        child.off('exit', ended);
        resolve(answer);
      });
      child.send(message);
    });
  }
  if (setUp !== undefined) await ask(setUp);
  return { ask, stop: () => child.kill() };
}
