import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { examples, UsageError } from '../../platform/command-line/commands.js';
import { entryName } from '../../platform/config/option.js';

export function addClientCommand(program: Command): void {
  program
    .command('client')
    .argument('<name>', 'what the service is called, such as notes-api')
    .description('create the secret of a service that may introspect and revoke tokens')
    .addHelpText('after', examples('authgraph client notes-api'))
    .action(makeClient);
}

/** Makes the secret of a service, and what SERVICE_CLIENTS holds of it. Nothing is stored. */
async function makeClient(name: string): Promise<void> {
  const { hashSecret } = await import('./clients.js');
  const { print } = await import('../../platform/command-line/output.js');
  if (!entryName.pattern.test(name)) {
    throw new UsageError(`the name has ${entryName.form}`);
  }
  const secret = randomBytes(32).toString('base64url');
  print(`The secret of ${name}, for its own configuration; it is shown this once:`);
  print(`  ${secret}`);
  print('For SERVICE_CLIENTS of this service, after a comma if there are others:');
  print(`  ${name}:${hashSecret(secret)}`);
}
