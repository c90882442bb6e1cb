import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import { compose } from './compose.js';
import type { Sender } from './mail.js';
import type { Mailer } from './mailer.js';
import { lazyTransport } from './transport.js';

export interface FolderMailerOptions {
  readonly folder: string;
  readonly from: Sender;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For development: every mail becomes a file that mail programs open, and a line in the log. */
export function createFolderMailer(options: FolderMailerOptions): Mailer {
  const { folder, from, clock, logger } = options;
  const transport = lazyTransport(({ createTransport }) =>
    createTransport({ streamTransport: true, buffer: true, newline: 'windows' }),
  );
  return {
    async send(mail) {
      const composer = await transport.open();
      const { message } = await composer.sendMail(compose(mail, from, clock.now()));
      const file = join(folder, `${mail.id}.eml`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(file, message, { mode: 0o600 });
      // Never the text: it has links that sign in.
      logger.info({ subject: mail.subject, file }, 'a mail was written');
    },
    close: () => transport.close(),
  };
}
