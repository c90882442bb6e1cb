import type { Command } from 'commander';
import { addMessageCommands } from './message-commands.js';
import type { MessageSort } from './messages.js';

export function addMailCommands(program: Command): void {
  const mail = program.command('mail').description('see what became of mails, and try again');
  addMessageCommands(mail, async (): Promise<MessageSort> => {
    const { mailKinds: kinds } = await import('../platform/mail/enqueue.js');
    return { kinds, one: 'mail', many: 'Mails', labels: ['mail', 'to'] };
  });
}
