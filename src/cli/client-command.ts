import type { Command } from 'commander';
import { examples } from './examples.js';

export function addClientCommand(program: Command): void {
  program
    .command('client')
    .argument('<name>', 'what the service is called, such as notes-api')
    .description('make the secret of a service that may introspect and revoke tokens')
    .addHelpText('after', examples('authgraph client notes-api'))
    .action(async (name: string) => (await import('./client.js')).makeClient(name));
}
