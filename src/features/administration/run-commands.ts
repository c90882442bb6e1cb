import { type CommandHost, UsageError } from '../../platform/command-line/commands.js';
import {
  jsonOf,
  print,
  printJson,
  printNote,
  formatTime,
  isoTime,
} from '../../platform/command-line/output.js';
import { formatTable } from '../../platform/command-line/terminal.js';
import { readNewPassword } from '../../platform/command-line/password-input.js';
import type { User } from '../accounts/user.js';
import type { ImportCore } from './import-file.js';
import type { NewUser, Operator } from './operator.js';

/** What the commands on accounts need of the service. */
export interface UserCore extends ImportCore {
  readonly users: Operator;
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
  username: string | undefined,
  options: CreateOptions,
): Promise<void> {
  const { email, emailVerified = false, role: roles = [], passwordStdin = false } = options;
  if (emailVerified && email === undefined) {
    throw new UsageError('--email-verified needs --email ADDRESS');
  }
  const password = await readNewPassword(passwordStdin);
  const wanted: NewUser = {
    password,
    roles,
    ...(username !== undefined && { username }),
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

function toJson({ createdAt, disabledAt, invitedAt, twoStepSince, ...user }: User) {
  return {
    ...user,
    createdAt: isoTime(createdAt),
    disabledAt: isoTime(disabledAt),
    invitedAt: isoTime(invitedAt),
    twoStepSince: isoTime(twoStepSince),
  };
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

export async function showUser(
  { withCore }: Host,
  username: string,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const { user, privateMetadata, sessions } = await withCore(({ users }) => users.show(username));
  const facts = { ...toJson(user), privateMetadata, sessions };
  if (json) printJson(facts);
  else print(formatFacts(facts));
}

/** A line for each fact that there is. */
function formatFacts(facts: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : jsonOf(value)]);
  return formatTable(['FACT', 'VALUE'], rows);
}

export async function deleteUser(
  { withCore }: Host,
  username: string,
  { yes = false }: { readonly yes?: boolean },
): Promise<void> {
  if (!yes) {
    throw new UsageError(`nothing brings a deleted account back; to delete ${username}, add --yes`);
  }
  await withCore(({ users }) => users.delete(username));
  print(`Deleted user ${username}.`);
}

export async function setUserEmail(
  { withCore }: Host,
  username: string,
  email: string,
): Promise<void> {
  const user = await withCore(({ users }) => users.setEmail(username, email));
  print(`E-mail address of user ${user.username}: ${user.email}, verified.`);
}

/** Only the link on standard output: it may go into a pipe. */
export async function resetUserPassword({ withCore }: Host, username: string): Promise<void> {
  const link = await withCore(({ users }) => users.resetLink(username));
  printNote(
    `Who opens this link sets a new password for ${username}; until then the old one works:`,
  );
  print(link);
}

export async function resetUserFactors({ withCore }: Host, username: string): Promise<void> {
  const user = await withCore(({ users }) => users.resetFactors(username));
  print(`Two-step sign-in of user ${user.username} is off; passkeys stay.`);
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
