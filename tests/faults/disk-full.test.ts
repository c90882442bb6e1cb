import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '../support/databases.js';
import { setScene, type Scene } from './scene.js';
import { outages, timeoutFor } from './settings.js';

const run = promisify(execFile);

/** Bytes that are left in the write-ahead log when the disk is to be full: a few transactions. */
const room = 64 * 1024;
/** Requests that have to be refused, so that the disk was full indeed. */
const felt = 10;

/**
 * A limit on the size of a file (RLIMIT_FSIZE) needs no mount and no root. A write beyond it fails like one
 * on a full disk, but for the number of the error: SQLite says IOERR instead of FULL, for which
 * tests/platform/database/sqlite.test.ts has a test.
 */
const canLimit = process.platform === 'linux';
if (!canLimit) process.stderr.write('\nNo prlimit here: the tests of a full disk do NOT run.\n\n');

describe.runIf(canLimit)('a disk that is full under the embedded database', () => {
  let scene: Scene;

  beforeEach(async () => {
    const database = await createDatabase('sqlite');
    scene = await setScene({ name: 'disk full', database, nodes: [{ REFRESH_GRACE: '60' }] });
  });
  afterEach(() => scene.close());

  const limit = (bytes: number | 'unlimited') =>
    run('prlimit', ['--pid', String(scene.node.process.pid), `--fsize=${bytes}:unlimited`]);

  /** Lets the clients work until they feel it. */
  async function fillDisk(): Promise<void> {
    await scene.work();
    const { size } = await stat(`${scene.database.sqliteFile}-wal`);
    await limit(size + room);
    await scene.load.until('unavailable', felt);
  }

  test(
    'a full disk stops writes, loses nothing, and recovers once there is room',
    { timeout: timeoutFor(outages) },
    async () => {
      for (let outage = 0; outage < outages; outage += 1) {
        await fillDisk();
        await limit('unlimited');
        await scene.work();
      }
      await scene.expectPromisesKept(`disk full ${outages} times`);
      expect(scene.supervisor.results.unanswered).toBe(0);
    },
  );

  test(
    'loses nothing either when the service is killed before there is room again',
    { timeout: timeoutFor(outages) },
    async () => {
      for (let outage = 0; outage < outages; outage += 1) {
        await fillDisk();
        await scene.node.kill();
        await scene.stopLoad();
        await scene.node.start();
        await scene.supervisor.check();
      }
      await scene.expectPromisesKept(`disk full and killed ${outages} times`);
    },
  );
});
