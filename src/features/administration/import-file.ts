import { mkdtemp, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandHost, exitCodes, UsageError } from '../../platform/command-line/commands.js';
import { print, printNote } from '../../platform/command-line/output.js';
import { startProgress } from '../../platform/command-line/terminal.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import type { UsernameRule } from '../accounts/usernames.js';
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
import { copyInput, readImportFile, type ImportFormat } from './import-source.js';

/** What an import needs of the service. */
export interface ImportCore {
  readonly config: {
    readonly metadataMaxSize: number;
    readonly adminRole: string;
    readonly production: boolean;
    readonly usernames: UsernameRule;
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
  if (file !== standardInput) return importSource(host, file, options);
  const input = await keepInput();
  try {
    return await importSource(host, input, options);
  } finally {
    await input.close();
  }
}

/**
 * A file is read twice, and a pipe gives its lines once: they go through a file that only this user can read. It has
 * no name any more when the first line comes, so the password hashes in it are gone with the process, whatever ends it.
 */
async function keepInput(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-import-'));
  let file: FileHandle;
  try {
    file = await open(join(folder, 'users'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
  try {
    await copyInput(process.stdin, file);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function importSource(
  host: CommandHost<ImportCore>,
  source: string | FileHandle,
  options: ImportCommandOptions,
): Promise<number> {
  const { skipInvalid } = options;
  if (skipInvalid === undefined) return checkAndImport(host, source, options);
  const rejects = await openRejects(skipInvalid, source);
  try {
    return await checkAndImport(host, source, options, rejects);
  } finally {
    await rejects.close();
  }
}

/** Emptied, and readable by its owner only. Never the file that is imported. */
async function openRejects(path: string, source: string | FileHandle): Promise<FileHandle> {
  const read = await (typeof source === 'string' ? stat(source) : source.stat());
  const known = await stat(path).catch(() => undefined);
  if (known?.ino === read.ino && known.dev === read.dev) {
    throw new UsageError('--skip-invalid names the file that is imported; name another one');
  }
  return open(path, 'w', 0o600);
}

async function checkAndImport(
  { withCore, readConfig }: CommandHost<ImportCore>,
  source: string | FileHandle,
  command: ImportCommandOptions,
  rejects?: FileHandle,
): Promise<number> {
  const { dryRun = false, format, skipInvalid } = command;
  const { metadataMaxSize, usernames, adminRole, production } = await readConfig();
  const update = updateOf(command, adminRole);
  const singleLabel = production ? 'none' : 'localhost';
  const parse = createUserParser({ metadataMaxSize, usernames, singleLabel });
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
  } = await checkImport(readImportFile(source, format), options);
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
      importAll(core, readImportFile(source, format), { total: valid, skip, update, ...options });
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
