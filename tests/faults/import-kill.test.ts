import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStorage } from '../../src/app/storage.js';
import { authgraph, main, variablesFor } from '../cli/run.js';
import { bcryptOfA } from '../platform/password-hashing/vectors.js';
import { createMigratedDatabase, databases } from '../support/databases.js';

/** Twelve transactions: a kill that comes late on a slow host still comes in the middle. */
const total = 3600;

test.each(databases)(
  'an import killed in the middle is finished by the next one, on $name',
  async ({ name }) => {
    const database = await createMigratedDatabase(name);
    const storage = await openStorage(database.options);
    const env = variablesFor(database);
    const file = join(database.dataDir, 'users.jsonl');
    const lines = Array.from({ length: total }, (_, index) =>
      JSON.stringify({ username: `user${index}`, passwordHash: bcryptOfA, displayName: 'A' }),
    );
    await writeFile(file, lines.join('\n'));
    const count = async () => (await storage.users.list({ limit: total + 1 })).length;

    const child = spawn(process.execPath, [main, 'user', 'import', file], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await expect
      .poll(async () => (await storage.users.list({ limit: 1 })).length, { interval: 5 })
      .toBe(1);
    child.kill('SIGKILL');
    expect((await ended) as unknown).toEqual([null, 'SIGKILL']);

    const before = await count();
    // Whole transactions of 300 lines.
    expect(before % 300).toBe(0);
    expect(before).toBeLessThan(total);
    const { code, stdout } = await authgraph(['user', 'import', file], { env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Imported: ${total - before}. Already there, left as they are: ${before}.\n`,
    });
    expect(await count()).toBe(total);
    await storage.close();
    await database.drop();
  },
);
