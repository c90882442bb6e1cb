import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../src/app/storage.js';
import { createProgram } from '../../src/cli/program.js';
import { newKey, newMessage, newUser, passwordHash } from '../contract/storage-contract.js';
import { eventAt } from '../support/audit-events.js';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';
import { main, variablesFor } from './run.js';

/** More than a pipe holds, many times over. */
const rows = 99;
const long = 'x'.repeat(15_000);
const oneMegabyte = 1_000_000;

/** The user that commands show which take a name. */
const shown = 'shown';

let database: TestDatabase;
let storage: Storage;

beforeAll(async () => {
  database = await createMigratedDatabase('sqlite');
  storage = await openStorage(database.options);
  const publicMetadata = { long: 'x'.repeat(oneMegabyte) };
  await storage.users.insert(newUser({ username: shown, publicMetadata }), passwordHash);
  for (let row = 0; row < rows; row += 1) {
    await storage.users.insert(newUser({ displayName: long }), passwordHash);
    await storage.audit.append([eventAt(Date.now(), { detail: { long } })]);
    const key = newKey(row + 1, { publicJwk: { kty: 'EC', x: long } });
    await storage.keys.add(key, { expireEarlierAt: Date.now() });
    for (const kind of ['mail', 'webhook']) {
      await storage.outbox.add(newMessage({ kind, label: { to: long } }));
    }
  }
  await writeFile(join(database.dataDir, '.env'), `MAIL_TEMPLATES=${long.repeat(rows)}\n`);
});
afterAll(async () => {
  await storage.close();
  await database.drop();
});

function withOption(command: Command, flag: string, path: string[] = []): string[][] {
  const names = command.registeredArguments.filter(({ required }) => required).map(() => shown);
  const own = command.options.some(({ long }) => long === flag) ? [[...path, ...names]] : [];
  return [
    ...own,
    ...command.commands.flatMap((each) => withOption(each, flag, [...path, each.name()])),
  ];
}

function start(args: readonly string[]) {
  return spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...variablesFor(database) },
    cwd: database.dataDir,
  });
}

const commands = withOption(
  createProgram(() => undefined),
  '--json',
);

test.concurrent.each(commands.map((path) => [path.join(' '), path] as const))(
  '%s --json arrives whole through a pipe, however slowly it is read',
  async (_name, path) => {
    const child = start([...path, '--json']);
    const closed = once(child, 'close');
    await once(child.stdout, 'readable');
    await delay(200);
    const output = await text(child.stdout);
    expect(output.length).toBeGreaterThan(oneMegabyte);
    const values = path[0] === 'audit' ? output.trimEnd().split('\n') : [output];
    for (const value of values) expect(() => JSON.parse(value) as unknown).not.toThrow();
    expect(await closed).toEqual([0, null]);
  },
);

test.concurrent.each([
  ['a list', ['user', 'list', '--json']],
  ['what has no end', ['audit', '--follow']],
])('%s whose reader has gone ends quietly', async (_what, args) => {
  const child = start(args);
  const closed = once(child, 'close');
  const notes = text(child.stderr);
  await once(child.stdout, 'readable');
  child.stdout.destroy();
  // Whoever follows finds out with the next event.
  await storage.audit.append([eventAt(Date.now(), {})]);
  expect(await closed).toEqual([0, null]);
  expect(await notes).toBe('');
});

test.runIf(process.platform === 'linux')(
  'a full disk under the output is exit code 1',
  async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [main, 'config'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const closed = once(child, 'close');
    expect(await text(child.stderr as Readable)).toMatch(
      /^error: the output could not be written: ENOSPC/,
    );
    expect(await closed).toEqual([1, null]);
  },
);
