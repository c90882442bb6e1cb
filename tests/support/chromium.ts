import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What Chromium is called by the distributions. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** For tests: no sandbox of its own (containers run as root), and no conversation with its makers. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of an installed Chromium; as root on Debian or Ubuntu it is installed when it is absent.
 * @throws Error that says what to install
 */
export async function findChromium(): Promise<string> {
  const installed = await which();
  if (installed !== undefined) return installed;
  if (process.getuid?.() === 0) {
    await run('apt-get', ['update']).catch(() => undefined);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']).catch(
      () => undefined,
    );
  }
  const found = await which();
  if (found === undefined) {
    throw new Error(
      'The browser tests need Chromium on the PATH: on Debian or Ubuntu "apt-get install chromium".',
    );
  }
  return found;
}

async function which(): Promise<string | undefined> {
  for (const name of names) {
    try {
      return (await run('which', [name])).stdout.trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
