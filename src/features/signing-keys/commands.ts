import type { Command } from 'commander';
import { examples, type CommandHost } from '../../platform/command-line/commands.js';
import type { KeyCore, KeyListOptions, RotateOptions } from './run-commands.js';

export function addKeyCommands(program: Command, host: CommandHost<KeyCore>): void {
  const keys = program.command('keys').description('list and rotate the signing keys');
  keys
    .command('list')
    .description('list the signing keys and their states, without private keys')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph keys list'))
    .action(async (options: KeyListOptions) =>
      (await import('./run-commands.js')).listKeys(host, options),
    );
  keys
    .command('rotate')
    .description('add a signing key; the old one verifies until its last token has expired')
    .option('--revoke-all', 'revoke the old keys now and end every session')
    .option(
      '--new-secret',
      'with --revoke-all: AUTHGRAPH_SECRET was lost, and every process will start with this one',
    )
    .addHelpText('after', examples('authgraph keys rotate', 'authgraph keys rotate --revoke-all'))
    .action(async (options: RotateOptions) =>
      (await import('./run-commands.js')).rotate(host, options),
    );
}
