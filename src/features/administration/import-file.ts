import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CommandHost, exitCodes, UsageError } from '../../platform/command-line/commands.js';
import { print, printNote, startProgress } from '../../platform/command-line/output.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { printable } from '../../platform/printable.js';
import {
  checkImport,
  importUsers,
  type CheckOptions,
  type ImportOptions,
  type ImportResult,
} from './import.js';
import type { Fault, Faults } from './import-faults.js';
import type { ImportStores } from './import-update.js';
import { createUserParser } from './import-line.js';
import { readImportFile, type ImportFormat } from './import-source.js';

/** What an import needs of the service. */
export interface ImportCore {
  readonly config: {
    readonly metadataMaxSize: number;
    readonly adminRole: string;
    readonly production: boolean;
  };
  readonly storage: { readonly transact: Transact<ImportStores> };
  readonly clock: Clock;
  readonly audit: ImportOptions['audit'];
}

export interface ImportCommandOptions {
  readonly dryRun?: boolean;
  readonly format?: ImportFormat;
  readonly upsert?: boolean;
  readonly overwritePasswords?: boolean;
  /** The file that gets the lines that are skipped. */
  readonly skipInvalid?: string;
}

/** The name that stands for it. */
const standardInput = '-';

/**
 * Checks the whole file, and only if there is nothing wrong with it, or without the lines that are wrong, imports it.
 * Interrupted, it can be run again.
 */
export async function importFile(
  host: CommandHost<ImportCore>,
  file: string,
  options: ImportCommandOptions,
): Promise<number> {
  if (file === standardInput) return importInput(host, options);
  const { skipInvalid } = options;
  if (skipInvalid === undefined) return checkAndImport(host, file, options);
  const rejects = await openRejects(skipInvalid, file);
  try {
    return await checkAndImport(host, file, options, rejects);
  } finally {
    await rejects.close();
  }
}

/** A file is read twice, and a pipe gives its lines once: they go through a file that only this user can read. */
async function importInput(
  host: CommandHost<ImportCore>,
  options: ImportCommandOptions,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-import-'));
  try {
    const file = join(folder, 'users');
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
    return await importFile(host, file, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Emptied, and readable by its owner only. Never the file that is imported. */
async function openRejects(path: string, file: string): Promise<FileHandle> {
  const source = await stat(file);
  const known = await stat(path).catch(() => undefined);
  if (known?.ino === source.ino && known.dev === source.dev) {
    throw new UsageError('--skip-invalid names the file that is imported; name another one');
  }
  return open(path, 'w', 0o600);
}

async function checkAndImport(
  { withCore, readConfig }: CommandHost<ImportCore>,
  file: string,
  command: ImportCommandOptions,
  rejects?: FileHandle,
): Promise<number> {
  const { dryRun = false, format, skipInvalid } = command;
  const { metadataMaxSize, adminRole, production } = await readConfig();
  const update = updateOf(command, adminRole);
  const parse = createUserParser(metadataMaxSize, production ? 'none' : 'localhost');
  const skip = new Set<number>();
  const onFault =
    rejects &&
    (async (fault: Fault) => {
      skip.add(fault.line);
      await rejects.appendFile(`${JSON.stringify(fault)}\n`);
    });
  const options = { parse, onFault };
  const {
    total,
    faults,
    unreachable = 0,
  } = await checkImport(readImportFile(file, format), options);
  if (faults.count > 0 && rejects === undefined) {
    printFaults(faults);
    printNote(`Nothing was imported: ${faults.count} of ${total} lines are invalid.`);
    return exitCodes.failed;
  }
  if (unreachable > 0) {
    printNote(`Accounts with neither a password nor a verified address: ${unreachable}.`);
  }
  const valid = total - faults.count;
  if (dryRun) {
    print(
      faults.count === 0 ? `All ${total} lines are valid.` : `Valid lines: ${valid} of ${total}.`,
    );
  } else {
    const run = (core: ImportCore) =>
      importAll(core, readImportFile(file, format), { total: valid, skip, update, ...options });
    const { leftOut } = await withCore(run);
    if (leftOut.count > 0 && rejects === undefined) {
      printFaults(leftOut);
      printNote(`Left out: ${leftOut.count}.`);
      return exitCodes.failed;
    }
  }
  if (skip.size > 0) printNote(`Skipped: ${skip.size}. Why is in ${skipInvalid ?? ''}.`);
  return exitCodes.ok;
}

function updateOf(
  { upsert = false, overwritePasswords = false }: ImportCommandOptions,
  adminRole: string,
): ImportOptions['update'] {
  if (overwritePasswords && !upsert) throw new UsageError('--overwrite-passwords needs --upsert');
  return upsert ? { adminRole, overwritePasswords } : undefined;
}

interface Run extends CheckOptions, Pick<ImportOptions, 'update'> {
  readonly total: number;
  readonly skip: ReadonlySet<number>;
}

async function importAll(
  { storage, clock, audit }: ImportCore,
  records: ReturnType<typeof readImportFile>,
  { total, ...options }: Run,
): Promise<ImportResult> {
  const progress = startProgress('Importing', total);
  const onProgress = (done: number) => progress.update(done);
  let result: ImportResult;
  try {
    const { transact } = storage;
    result = await importUsers(records, { transact, clock, audit, onProgress, ...options });
  } finally {
    progress.stop();
  }
  const { inserted, existing, updated, lookAlikes = 0 } = result;
  if (updated !== undefined) print(`Updated: ${updated}.`);
  print(`Imported: ${inserted}. Already there, left as they are: ${existing}.`);
  if (lookAlikes > 0) print(`Imported with a username that looks like another one: ${lookAlikes}.`);
  return result;
}

function printFaults({ count, first }: Faults): void {
  for (const { line, problem } of first) printNote(`line ${line}: ${printable(problem)}`);
  if (count > first.length) printNote(`… and ${count - first.length} more`);
}
