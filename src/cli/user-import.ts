import { open } from 'node:fs/promises';
import type { Core } from '../app/core.js';
import { checkImport, importUsers, type Faults } from '../features/administration/import.js';
import { printable } from '../platform/printable.js';
import { exitCodes } from './exit-codes.js';
import { print, printNote } from './output.js';
import { startProgress } from './progress.js';
import { withCore } from './with-core.js';

export interface ImportOptions {
  readonly dryRun?: boolean;
}

/**
 * Checks the whole file, and only if there is nothing wrong with it, imports it. Interrupted, it can be
 * run again.
 */
export async function importFile(file: string, { dryRun = false }: ImportOptions): Promise<number> {
  const { total, faults } = await checkImport(linesOf(file));
  if (faults.count > 0) {
    printFaults(faults);
    printNote(`Nothing was imported: ${faults.count} of ${total} lines are bad.`);
    return exitCodes.failed;
  }
  if (dryRun) {
    print(`All ${total} lines are good.`);
    return exitCodes.ok;
  }
  const {
    inserted,
    existing,
    lookAlikes = 0,
    emailTaken,
  } = await withCore((core) => importAll(core, file, total));
  print(`Imported: ${inserted}. Already there, left as they are: ${existing}.`);
  if (lookAlikes > 0) print(`Imported with a username that looks like another one: ${lookAlikes}.`);
  if (emailTaken.count === 0) return exitCodes.ok;
  printFaults(emailTaken);
  printNote(`Left out: ${emailTaken.count}.`);
  return exitCodes.failed;
}

async function importAll({ storage, clock, audit }: Core, file: string, total: number) {
  const progress = startProgress('Importing', total);
  try {
    const onProgress = (done: number) => progress.update(done);
    const result = await importUsers(linesOf(file), {
      transact: storage.transact,
      clock,
      onProgress,
    });
    const { inserted, existing } = result;
    audit.record({ type: 'user.imported', detail: { inserted, existing } });
    return result;
  } finally {
    progress.stop();
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  try {
    yield* handle.readLines();
  } finally {
    await handle.close();
  }
}

function printFaults({ count, first }: Faults): void {
  for (const { line, problem } of first) printNote(`line ${line}: ${printable(problem)}`);
  if (count > first.length) printNote(`… and ${count - first.length} more`);
}
