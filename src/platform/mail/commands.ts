import type { Command } from 'commander';
import type { CommandHost } from '../command-line/commands.js';
import { addMessageCommands } from '../outbox/commands.js';
import type { MessageCore, MessageSort } from '../outbox/run-commands.js';

export function addMailCommands(program: Command, host: CommandHost<MessageCore>): void {
  const mail = program.command('mail').description('list mails and retry failed ones');
  addMessageCommands(mail, host, async (): Promise<MessageSort> => {
    const { mailKinds: kinds } = await import('./mail.js');
    return { kinds, one: 'mail', many: 'Mails', labels: ['mail', 'to'] };
  });
}
