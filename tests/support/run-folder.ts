import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './postgres.js';

const prefix = 'authgraph-run-';
/** Where Linux keeps files in memory. */
const memory = '/dev/shm';
/** Bytes that have to be free there. A run never takes a quarter of them. */
const room = 4 * 1024 ** 3;

/**
 * Puts all temporary files of a run into one folder: those of its workers, of PostgreSQL, of all that they start. It
 * is in memory where there is room: to make and to remove a database takes a tenth of its time on a disk.
 * The folder goes with this process; those of runs that were killed go now.
 */
export function useRunFolder(): void {
  const disk = tmpdir();
  const bases = [...(hasRoom(memory) ? [memory] : []), disk];
  for (const base of bases) {
    removeLeftovers(base);
    const folder = join(base, `${prefix}${process.pid}`);
    mkdirSync(folder, { recursive: true });
    // PostgreSQL has another user where this one is root.
    chmodSync(folder, 0o1777);
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    process.env['TMPDIR'] = folder;
    if (runsPrograms(folder)) return;
  }
}

function hasRoom(base: string): boolean {
  if (!existsSync(base)) return false;
  const { bavail, bsize } = statfsSync(base);
  return Math.min(bavail * bsize, freemem()) >= room;
}

/** Containers can forbid it in memory, and some tests save a script and start it. */
function runsPrograms(folder: string): boolean {
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(script);
  rmSync(script);
  return status === 0;
}

/** Also a server that is left over from such a run ends: PostgreSQL looks once a minute whether its folder is there. */
export function removeLeftovers(base: string): void {
  for (const name of readdirSync(base)) {
    const owner = new RegExp(`^${prefix}(\\d+)$`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    try {
      rmSync(join(base, name), { recursive: true, force: true });
    } catch {
      // Another user's folder is that user's affair.
    }
  }
}
