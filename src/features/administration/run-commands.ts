import { open } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.js';
import { type CommandHost, exitCodes, UsageError } from '../../platform/command-line/commands.js';
import {
  print,
  printJson,
  printNote,
  formatTable,
  formatTime,
  isoTime,
  startProgress,
} from '../../platform/command-line/output.js';
import { readNewPassword } from '../../platform/command-line/password-input.js';
import type { Transact } from '../../platform/database/database.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import { printable } from '../../platform/printable.js';
import type { User } from '../accounts/user.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { AdministrationChanges } from './facts.js';
import { checkImport, importUsers, type Faults } from './import.js';
import type { NewUser, Operator } from './operator.js';

/** What the commands on accounts need of the service. */
export interface UserCore {
  readonly config: object;
  readonly users: Operator;
  readonly storage: { readonly transact: Transact<MailedStores> };
  readonly clock: Clock;
  readonly audit: AuditTrail<AdministrationChanges>;
}

type Host = CommandHost<UserCore>;

export interface CreateOptions {
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly role?: readonly string[];
  readonly passwordStdin?: boolean;
}

export async function createUser(
  { withCore }: Host,
  username: string,
  options: CreateOptions,
): Promise<void> {
  const { email, emailVerified = false, role: roles = [], passwordStdin = false } = options;
  if (emailVerified && email === undefined) {
    throw new UsageError('--email-verified needs --email ADDRESS');
  }
  const password = await readNewPassword(passwordStdin);
  const wanted: NewUser = {
    username,
    password,
    roles,
    ...(email === undefined ? {} : { email, emailVerified }),
  };
  await withCore(async ({ users }) => {
    const user = await users.create(wanted);
    print(`Created user ${user.username} (${user.id}).`);
  });
}

export interface ListOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly after?: string;
}

export async function listUsers(
  { withCore }: Host,
  { json = false, limit, after }: ListOptions,
): Promise<void> {
  // One more than asked for shows whether there are more.
  const page = { limit: limit + 1, ...(after === undefined ? {} : { after }) };
  const found = await withCore(({ users }) => users.list(page));
  const users = found.slice(0, limit);
  if (json) {
    printJson(users.map(toJson));
  } else {
    print(
      formatTable(['ID', 'USERNAME', 'E-MAIL', 'ROLES', 'CREATED', 'DISABLED'], users.map(toRow)),
    );
  }
  const last = users.at(-1);
  if (found.length > limit && last) printNote(`There are more: add --after ${last.id}`);
}

function toJson({ createdAt, disabledAt, ...user }: User) {
  return { ...user, createdAt: isoTime(createdAt), disabledAt: isoTime(disabledAt) };
}

function toRow({
  id,
  username,
  email,
  emailVerified,
  roles,
  createdAt,
  disabledAt,
}: User): string[] {
  const address = email === null ? '-' : email + (emailVerified ? '' : ' (unverified)');
  return [
    id,
    username,
    address,
    roles.join(',') || '-',
    formatTime(createdAt),
    formatTime(disabledAt),
  ];
}

export async function disableUser({ withCore }: Host, username: string): Promise<void> {
  const { user, sessionsEnded } = await withCore(({ users }) => users.disable(username));
  print(`Disabled user ${user.username}; sessions ended: ${sessionsEnded}.`);
}

export async function enableUser({ withCore }: Host, username: string): Promise<void> {
  const user = await withCore(({ users }) => users.enable(username));
  print(`Enabled user ${user.username}.`);
}

export async function setUserRoles(
  { withCore }: Host,
  username: string,
  roles: readonly string[],
): Promise<void> {
  const user = await withCore(({ users }) => users.setRoles(username, roles));
  print(`Roles of user ${user.username}: ${user.roles.join(', ') || 'none'}.`);
}

export interface ImportOptions {
  readonly dryRun?: boolean;
}

/**
 * Checks the whole file, and only if there is nothing wrong with it, imports it. Interrupted, it can be
 * run again.
 */
export async function importFile(
  { withCore }: Host,
  file: string,
  { dryRun = false }: ImportOptions,
): Promise<number> {
  const { total, faults } = await checkImport(linesOf(file));
  if (faults.count > 0) {
    printFaults(faults);
    printNote(`Nothing was imported: ${faults.count} of ${total} lines are invalid.`);
    return exitCodes.failed;
  }
  if (dryRun) {
    print(`All ${total} lines are valid.`);
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

async function importAll({ storage, clock, audit }: UserCore, file: string, total: number) {
  const progress = startProgress('Importing', total);
  try {
    const onProgress = (done: number) => progress.update(done);
    return await importUsers(linesOf(file), {
      transact: storage.transact,
      clock,
      audit,
      onProgress,
    });
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
