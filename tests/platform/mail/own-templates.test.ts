import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/app/config.js';
import { mailNames, mailPlaceholders } from '../../../src/platform/mail/mail.js';
import { readTemplates } from '../../../src/platform/mail/template-folders.js';
import { createWriter } from '../../../src/platform/mail/writer.js';
import { startTestServer } from '../../support/test-server.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-templates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

const changed = {
  name: 'password-changed',
  to: 'ada@example.com',
  locales: ['en'],
  values: { username: '<ada>' },
} as const;

function write() {
  const { templates, faults } = readTemplates(folder);
  expect(faults).toEqual([]);
  return createWriter({ templates, service: 'Example', fallback: 'en' });
}

describe('a folder of own templates', () => {
  test('wins file by file', async () => {
    await put(
      'en/password-changed.txt',
      'Subject: Mind {{ username }}\r\n\r\nChanged\r\n\r\nat {{service}}.',
    );
    const { subject, text, html } = write()('id', changed);
    expect(subject).toBe('Mind <ada>');
    expect(text).toBe('Changed\n\nat Example.\n');
    expect(html).toContain('<p>Changed</p>\n<p>at Example.</p>');
    const korean = write()('id', { ...changed, locales: ['ko'] });
    expect(korean.subject).toMatch(/[가-힣]/);
  });

  test('may bring whole pages, in which values are escaped too', async () => {
    await put('en/password-changed.html', '<b title="{{username}}">{{service}}</b>');
    expect(write()('id', changed).html).toBe('<b title="&lt;ada&gt;">Example</b>');
  });

  test('may bring the page around all texts', async () => {
    await put(
      'layout.html',
      '<html lang="{{language}}"><title>{{subject}}</title>{{content}}</html>',
    );
    expect(write()('id', changed).html).toMatch(
      /^<html lang="en"><title>Your password at Example was changed<\/title><p>Hello &lt;ada&gt;,<\/p>/,
    );
  });

  test('may bring another language', async () => {
    for (const name of mailNames) {
      const keys: readonly string[] = mailPlaceholders[name];
      const body = keys.includes('link') ? 'Hier: {{link}}' : 'Geändert.';
      await put(`de/${name}.txt`, `Subject: Hallo\n\n${body}`);
    }
    expect(write()('id', { ...changed, locales: ['de-AT'] }).text).toBe('Geändert.\n');
  });

  test('may leave out what stands around a value that is empty', async () => {
    await put('en/password-changed.txt', 'Subject: Hi\n\nHi{{#name}} {{name}}{{/name}}!');
    const textFor = (name: string) => {
      const values = { ...changed.values, name };
      return write()('id', { ...changed, values }).text;
    };
    expect(textFor('{{#name}}')).toBe('Hi {{#name}}!\n');
    expect(textFor('')).toBe('Hi!\n');
  });

  test('is refused with all of its faults', async () => {
    await put(
      'en/invitation.txt',
      'Subject: Hi{{#name}}\n\n{{#name}}{{link}}{{/name}}{{#nam}}{{/nam}}',
    );
    await put('en/sign-in.txt', 'Subject: Hi\n\nNo way in.');
    await put('en/password-changed.txt', 'Subject: Hi {{user}}\n\n{{constructor}}');
    await put('ko/email-changed.txt', 'no subject');
    await put('not_a_language/x.txt', '');
    await put('fr/sign-in.txt', 'Subject: Salut\n\n{{link}}');
    const { faults } = readTemplates(folder);
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringContaining('not_a_language is not named like a language'),
        'the template en/sign-in.txt lacks {{link}} in its text, without which it is of no use',
        'the template en/password-changed.txt names {{user}} in its text, and there is no such value',
        'the template en/password-changed.txt names {{constructor}} in its text, and there is no such value',
        'the template en/invitation.txt names {{#name}} in its text, and there is no such value',
        'the template en/invitation.txt names {{nam}} in its text, and there is no such value',
        'the template en/invitation.txt lacks {{link}} in its text, without which it is of no use',
        'the template ko/email-changed.txt has to begin with "Subject: …" and a blank line',
        'the template fr/verify-email.txt is missing',
      ]),
    );
  });

  test('with a fault keeps the service from starting', async () => {
    await put('en/sign-in.txt', 'Subject: Hi\n\nNo way in.');
    const fault = await startTestServer({ env: { MAIL_TEMPLATES: folder } }).catch(
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as ConfigError).faults).toEqual([
      `MAIL_TEMPLATES=${JSON.stringify(folder)}: the template en/sign-in.txt lacks {{link}} in its text, without which it is of no use`,
    ]);
  });

  test('a template that is missing, or lacks MAIL_LANGUAGE, stops the start', async () => {
    const absent = join(folder, 'absent');
    await expect(startTestServer({ env: { MAIL_TEMPLATES: absent } })).rejects.toThrow(/ENOENT/);
    await expect(startTestServer({ env: { MAIL_LANGUAGE: 'fr' } })).rejects.toThrow(
      'MAIL_LANGUAGE="fr": there are no templates for "fr"',
    );
  });
});
