import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTestClock } from '../../support/test-clock.js';
import { createFolderMailer } from '../../../src/platform/mail/smtp-mailer.js';

test('in development a mail becomes a private file, and the log line has no link', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'authgraph-mail-'));
  const folder = join(parent, 'mail');
  const logs: string[] = [];
  const logger = pino({}, { write: (line: string) => void logs.push(line) });
  const from = { name: 'Example', address: 'no-reply@example.com' };
  const mailer = createFolderMailer({ folder, from, clock: createTestClock(), logger });
  const link = 'https://example.com/sign-in#token=secret-token';
  const mail = {
    id: 'the-id',
    to: 'ada@example.com',
    subject: 'Sign in',
    text: `Here: ${link}\n`,
    html: `<p>${link}</p>`,
    language: 'en',
  };
  await mailer.send(mail, new AbortController().signal);
  mailer.close();

  expect(await readdir(folder)).toEqual(['the-id.eml']);
  const file = join(folder, 'the-id.eml');
  const parsed = await simpleParser(await readFile(file));
  expect(parsed).toMatchObject({ subject: 'Sign in', messageId: '<the-id@example.com>' });
  expect(parsed.text).toContain(link);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(logs.join('')).toContain(file);
  expect(logs.join('')).not.toContain('secret-token');
  await rm(parent, { recursive: true });
});
