import type { Command } from 'commander';
import type { CreateOptions, ListOptions, ImportOptions } from './user.js';
import { examples, maxPageSize, parseLimit } from './message-commands.js';

export function addUserCommands(program: Command, onExitCode: (code: number) => void): void {
  const user = program.command('user').description('create, list, change and import accounts');
  addCreate(user);
  addList(user);
  addImport(user, onExitCode);
  user
    .command('disable')
    .description('disable an account and end all of its sessions at once')
    .argument('<username>')
    .addHelpText('after', examples('authgraph user disable alice'))
    .action(async (username: string) => (await import('./user.js')).disableUser(username));
  user
    .command('enable')
    .description('enable a disabled account')
    .argument('<username>')
    .addHelpText('after', examples('authgraph user enable alice'))
    .action(async (username: string) => (await import('./user.js')).enableUser(username));
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
      (await import('./user.js')).setUserRoles(username, roles),
    );
}

function addCreate(user: Command): void {
  user
    .command('create')
    .description('create an account; prompts for the password')
    .argument('<username>')
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
    .action(async (username: string, options: CreateOptions) =>
      (await import('./user.js')).createUser(username, options),
    );
}

function addList(user: Command): void {
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
    .action(async (options: ListOptions) => (await import('./user.js')).listUsers(options));
}

function addImport(user: Command, onExitCode: (code: number) => void): void {
  user
    .command('import')
    .description(
      'import accounts with their password hashes: JSON Lines, all checked before any is imported; run it again if it was interrupted',
    )
    .argument('<file>')
    .option('--dry-run', 'only check the file')
    .addHelpText('after', examples('authgraph user import users.jsonl --dry-run'))
    .action(async (file: string, options: ImportOptions) =>
      onExitCode(await (await import('./user.js')).importFile(file, options)),
    );
}
