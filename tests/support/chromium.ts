import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { chromiumNames } from './browser-tests.js';

const run = promisify(execFile);

/** Two test files may ask at once, and apt-get runs once: the second waits, and finds it installed. */
const install = `which chromium || {
  apt-get update; apt-get install -y --no-install-recommends chromium; }`;
const lock = join(tmpdir(), 'authgraph-chromium.lock');

/** For tests: no sandbox of its own (containers run as root), and no conversation with its makers. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser of the machine's. @param more switches of Chromium. @throws Error that says what to install */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const args = [...chromiumArguments, ...more];
  return chromium.launch({ executablePath: await findChromium(), args });
}

/**
 * The path of an installed Chromium; as root on Debian or Ubuntu it is installed when it is absent.
 * @throws Error that says what to install
 */
async function findChromium(): Promise<string> {
  const installed = await which();
  if (installed !== undefined) return installed;
  if (process.getuid?.() === 0) {
    await run('flock', [lock, 'sh', '-c', install]).catch(() => undefined);
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
  for (const name of chromiumNames) {
    try {
      return (await run('which', [name])).stdout.trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
