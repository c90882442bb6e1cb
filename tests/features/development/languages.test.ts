import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => (server = await startTestServer()));
afterAll(() => server.close());

const open = async (path: string, language: string) =>
  (
    await fetch(server.url + path, {
      headers: { accept: 'text/html', 'accept-language': language },
    })
  ).text();

/** What a reader sees or hears: texts and labels, without code and the text of a mail or a guide. */
function wordsOf(html: string): string[] {
  const prose = html.replaceAll(/<(pre|code)\b.*?<\/\1>|<style.*?<\/style>/gs, '');
  const labels = [...prose.matchAll(/ (?:aria-label|data-busy)="([^"]*)"/g)].map(
    ([, text = '']) => text,
  );
  const texts = prose.replaceAll(/<[^>]*>/g, '\n').split('\n');
  return [...labels, ...texts].map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
}

/** Names and addresses, which are the same in every language. */
const names =
  /^(?:Authgraph|Apollo Sandbox|GraphiQL|SQLite|Node [\d.]+|NODE_ENV=production|\/[\w./-]+)$/;

test.each([
  '/',
  '/dev/mailbox',
  '/dev/docs',
  '/verify-email',
  '/reset-password',
  '/sign-in',
  '/accept-invitation',
  '/keep-factors',
  '/deny-sign-in',
  '/deny-sign-in',
])('all of %s is in Korean for a browser that prefers it, but for names', async (path) => {
  const korean = await open(path, 'fr, ko-KR;q=0.9, en;q=0.8');
  expect(korean).toContain('<html lang="ko">');
  const left = wordsOf(korean).filter((text) => !/[가-힣]/.test(text) && !names.test(text));
  expect(left).toEqual([]);
  const english = await open(path, 'fr');
  expect(english).toContain('<html lang="en">');
  expect(wordsOf(english).join()).not.toMatch(/[가-힣]/);
  expect(wordsOf(english)).toHaveLength(wordsOf(korean).length);
});
