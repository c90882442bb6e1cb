import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder.js';
import { ConfigError } from './environment.js';

/** What the generated secret looks like: 48 random bytes in base64url. */
const secretPattern = /^[A-Za-z0-9_-]{64}$/;

/**
 * AUTHGRAPH_SECRET, or, where it is not set, the one generated into `DATA_DIR/secret`. Processes that
 * start at the same time on one folder get the same secret.
 * @throws ConfigError when it cannot be read or written, or is damaged
 */
export function resolveSecret(config: {
  readonly authgraphSecret: string | undefined;
  readonly dataDir: string;
}): string {
  if (config.authgraphSecret !== undefined) return config.authgraphSecret;
  const path = join(config.dataDir, 'secret');
  try {
    const secret = readIfThere(path) ?? generate(path, config.dataDir);
    if (secretPattern.test(secret)) return secret;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `AUTHGRAPH_SECRET is not set, and ${path} cannot be read or written (${code ?? 'unknown error'}); set AUTHGRAPH_SECRET to the output of: openssl rand -base64 48, or make DATA_DIR writable`,
    ]);
  }
  throw new ConfigError([
    `AUTHGRAPH_SECRET is not set, and ${path} is damaged; restore that file from a backup, since the stored signing keys cannot be read without it`,
  ]);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes a whole secret under another name and then links it to the real one, which exactly one process
 * can do. So no process ever reads half a secret, and none overwrites another's.
 */
function generate(path: string, folder: string): string {
  makeFolder(folder);
  const draft = `${path}.${randomBytes(8).toString('hex')}.draft`;
  try {
    writeDurably(draft, `${randomBytes(48).toString('base64url')}\n`);
    linkSync(draft, path);
    syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkIfThere(draft);
  }
  return readFileSync(path, 'utf8').trim();
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Keys get encrypted with the secret at once: it must survive a power cut as they do. */
function syncFolder(folder: string): void {
  // Windows can open no folder, and needs no such sync.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never written; or it stays behind, unused.
  }
}
