import { Option, type Command } from 'commander';
import {
  examples,
  maxPageSize,
  parseLimit,
  type CommandHost,
} from '../../platform/command-line/commands.js';
import type { ImportCommandOptions } from './import-file.js';
import type { ImportFormat } from './import-source.js';
import type { CreateOptions, ListOptions, UserCore } from './run-commands.js';
import type { AuditCore, AuditOptions } from './show-audit.js';

export function addUserCommands(program: Command, host: CommandHost<UserCore>): void {
  const user = program.command('user').description('create, list, change and import accounts');
  addCreate(user, host);
  addList(user, host);
  addShow(user, host);
  addImport(user, host);
  addChanges(user, host);
  user
    .command('disable')
    .description('disable an account and end all of its sessions at once')
    .argument('<username>')
    .addHelpText('after', examples('authgraph user disable alice'))
    .action(async (username: string) =>
      (await import('./run-commands.js')).disableUser(host, username),
    );
  user
    .command('enable')
    .description('enable a disabled account')
    .argument('<username>')
    .addHelpText('after', examples('authgraph user enable alice'))
    .action(async (username: string) =>
      (await import('./run-commands.js')).enableUser(host, username),
    );
  user
    .command('set-roles')
    .description('replace all roles of a user; without roles, all are removed')
    .argument('<username>')
    .argument('[roles...]')
    .addHelpText(
      'after',
      examples('authgraph user set-roles alice admin support', 'authgraph user set-roles alice'),
    )
    .action(async (username: string, roles: string[]) =>
      (await import('./run-commands.js')).setUserRoles(host, username, roles),
    );
}

function addShow(user: Command, host: CommandHost<UserCore>): void {
  user
    .command('show')
    .description('show an account, its metadata and how many sessions it has')
    .argument('<username>')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph user show alice'))
    .action(async (username: string, options: { json?: boolean }) =>
      (await import('./run-commands.js')).showUser(host, username, options),
    );
}

function addChanges(user: Command, host: CommandHost<UserCore>): void {
  user
    .command('set-email')
    .description('give an account an address, which counts as verified: you vouch for it')
    .argument('<username>')
    .argument('<address>')
    .addHelpText('after', examples('authgraph user set-email alice alice@example.com'))
    .action(async (username: string, email: string) =>
      (await import('./run-commands.js')).setUserEmail(host, username, email),
    );
  user
    .command('reset-password')
    .description('print a link that sets a new password; nobody but the user learns a password')
    .argument('<username>')
    .addHelpText('after', examples('authgraph user reset-password alice'))
    .action(async (username: string) =>
      (await import('./run-commands.js')).resetUserPassword(host, username),
    );
  user
    .command('reset-factors')
    .description(
      'remove authenticator apps and recovery codes of a user who has lost them, at once',
    )
    .argument('<username>')
    .addHelpText('after', examples('authgraph user reset-factors alice'))
    .action(async (username: string) =>
      (await import('./run-commands.js')).resetUserFactors(host, username),
    );
  user
    .command('delete')
    .description('delete an account, and with it all that refers to it, at once and for good')
    .argument('<username>')
    .option('--yes', 'really')
    .addHelpText('after', examples('authgraph user delete alice --yes'))
    .action(async (username: string, options: { yes?: boolean }) =>
      (await import('./run-commands.js')).deleteUser(host, username, options),
    );
}

function addCreate(user: Command, host: CommandHost<UserCore>): void {
  user
    .command('create')
    .description('create an account; prompts for the password')
    .argument('[username]', 'left out where USERNAMES allows it: then --email is needed')
    .option('--email <address>', 'contact address')
    .option('--email-verified', 'mark the address as verified, so that it can be used to sign in')
    .option('--role <role...>', 'give one or more roles')
    .option('--password-stdin', 'read the password from standard input, for scripts')
    .addHelpText(
      'after',
      examples(
        'authgraph user create alice --role admin',
        'pwgen -s 20 1 | authgraph user create bob --email bob@example.com --password-stdin',
      ),
    )
    .action(async (username: string | undefined, options: CreateOptions) =>
      (await import('./run-commands.js')).createUser(host, username, options),
    );
}

function addList(user: Command, host: CommandHost<UserCore>): void {
  user
    .command('list')
    .description('list accounts in the order of their creation')
    .option('--limit <n>', `how many, up to ${maxPageSize}`, parseLimit, 100)
    .option('--after <id>', 'continue after the account with this id')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(
        'authgraph user list --limit 20',
        "authgraph user list --json | jq -r '.[].username'",
      ),
    )
    .action(async (options: ListOptions) =>
      (await import('./run-commands.js')).listUsers(host, options),
    );
}

/** Of an import. */
const formats: readonly ImportFormat[] = ['jsonl', 'csv'];

function addImport(user: Command, host: CommandHost<UserCore>): void {
  user
    .command('import')
    .description(
      'import accounts with their password hashes, all checked before any is imported; run it again if it was interrupted',
    )
    .argument(
      '<file>',
      'one JSON object a line, or CSV with the names of the fields in its first row; - for standard input',
    )
    .addOption(
      new Option('--format <format>', 'by default csv for a file named .csv').choices(formats),
    )
    .option('--dry-run', 'only check the file')
    .option('--upsert', 'update the accounts that are there: by id, else username, else address')
    .option('--overwrite-passwords', 'with --upsert, also passwords that were set or used here')
    .option('--skip-invalid <rejects>', 'skip bad lines, and write their numbers and faults there')
    .addHelpText(
      'after',
      examples(
        'authgraph user import users.jsonl --dry-run',
        'gunzip -c users.csv.gz | authgraph user import - --format csv',
        'authgraph user import users.csv --skip-invalid rejects.jsonl',
      ),
    )
    .action(async (file: string, options: ImportCommandOptions) =>
      host.onExitCode(await (await import('./import-file.js')).importFile(host, file, options)),
    );
}

/** @param eventTypes what `--type` takes */
export function addAuditCommand(
  program: Command,
  host: CommandHost<AuditCore>,
  eventTypes: readonly string[],
): void {
  program
    .command('audit')
    .description('show security events: sign-ins, failures, ended sessions, changes by operators')
    .option('--limit <n>', 'how many of the latest', parseLimit, 100)
    .option('--follow', 'print new events until Ctrl+C')
    .option('--user <username>', 'only events of one user')
    .addOption(new Option('--type <type>', 'only one kind of event').choices(eventTypes))
    .option('--json', 'as JSON, one event a line')
    .addHelpText(
      'after',
      examples(
        'authgraph audit --follow',
        'authgraph audit --type login.failed --user alice --limit 20',
      ),
    )
    .action(async (options: AuditOptions) =>
      (await import('./show-audit.js')).showAudit(host, options),
    );
}
