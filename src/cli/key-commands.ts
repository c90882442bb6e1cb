import type { Command } from 'commander';
import { examples } from './examples.js';
import type { KeyListOptions, RotateOptions } from './keys.js';

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('list and rotate the signing keys');
  keys
    .command('list')
    .description('list the signing keys and what each is good for; never the private ones')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('authgraph keys list'))
    .action(async (options: KeyListOptions) => (await import('./keys.js')).listKeys(options));
  keys
    .command('rotate')
    .description('add a signing key; the old one verifies until its last token has expired')
    .option('--revoke-all', 'distrust the old keys now and end every session: all sign in again')
    .option(
      '--new-secret',
      'with --revoke-all: AUTHGRAPH_SECRET was lost, and every process will start with this one',
    )
    .addHelpText('after', examples('authgraph keys rotate', 'authgraph keys rotate --revoke-all'))
    .action(async (options: RotateOptions) => (await import('./keys.js')).rotate(options));
}
