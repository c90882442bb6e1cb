import { symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = join(server.config.dataDir, 'mail');
  await mkdir(folder, { recursive: true });
});
afterAll(() => server.close());

/** A mail as nodemailer writes it. */
const mailOf = (subject: string, text: string, html = '<p>as HTML</p>') =>
  [
    'From: no-reply@localhost',
    'To: ada@example.com',
    `Subject: ${subject}`,
    'Content-Language: en',
    'Date: Sun, 29 Nov 2026 14:01:00 +0000',
    'Content-Type: multipart/alternative; boundary="x"',
    '',
    '--x',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--x',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--x--',
  ].join('\r\n');

const page = async (query = '') => (await fetch(`${server.url}/dev/mailbox${query}`)).text();

/** What fetch does not let a caller do: another Host. */
function statusFor(headers: Record<string, string>, path = '/dev/mailbox'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(server.url + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the mailbox', () => {
  test('shows what the service has mailed, with code and link taken out on top', async () => {
    expect(await page()).toContain('No mail yet');
    dataOf(await server.register({ username: 'ada', email: 'ada@example.com' }));
    await expect.poll(() => readdir(folder)).toHaveLength(1);

    const html = await page();
    expect(html).toContain('<h2 lang="en">Confirm your e-mail address');
    const link = /<a class="btn" href="([^"]+)">Open link<\/a>/.exec(html)?.[1] ?? '';
    expect(link).toMatch(/\/verify-email#token=[\w-]{43}$/);
    const { pathname } = new URL(link);
    expect((await fetch(server.url + pathname)).status).toBe(200);
  });

  test('shows a hostile mail as text alone, and its HTML without script, form or origin', async () => {
    const evil = '"><script>alert(1)</script>';
    await writeFile(join(folder, 'zz1.eml'), mailOf(evil, `${evil}\njavascript:alert(1)`, evil));
    const html = await page('?mail=zz1');
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('href="javascript:');

    const { headers, status } = await fetch(`${server.url}/dev/mailbox/html?mail=zz1`);
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox; default-src 'none';/);
    expect(policy).not.toMatch(/script-src|allow-|https?:/);
    const source = await fetch(`${server.url}/dev/mailbox/source?mail=zz1`);
    expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('opens only files of its folder: no other name, no link, nothing beyond 1 MB', async () => {
    const secret = join(server.config.dataDir, 'secret-file');
    writeFileSync(secret, mailOf('Stolen', 'stolen'));
    symlinkSync(secret, join(folder, 'zz2.eml'));
    await writeFile(join(folder, 'zz3.eml'), mailOf('Huge', 'x'.repeat(1_000_001)));
    const names = ['../secret-file', '..%2fsecret-file', 'zz2', 'zz3', 'zz2.eml%00', ''];
    for (const name of names) {
      for (const part of ['html', 'source']) {
        const { status } = await fetch(`${server.url}/dev/mailbox/${part}?mail=${name}`);
        expect(status, `${part} of ${name}`).toBe(404);
      }
    }
    expect(await page()).not.toMatch(/Stolen|Huge/);
  });

  test('lists the newest 100', async () => {
    for (let index = 100; index < 220; index += 1) {
      await writeFile(join(folder, `00-${index}.eml`), mailOf(`Mail ${index}`, 'text'));
    }
    const html = await page();
    expect(html.match(/<li><a href="mailbox/g)?.length).toBeLessThanOrEqual(100);
    expect(html).toContain('Mail 219');
    expect(html).not.toContain('Mail 100');
  });

  test('tells an open one of a new mail', async () => {
    const state = async () => /data-state="([\w-]+)"/.exec(await page())?.[1] ?? 'none';
    const news = fetch(`${server.url}/dev/mailbox/news?state=${await state()}`);
    const before = await state();
    await writeFile(join(folder, 'zz4.eml'), mailOf('New', 'new'));
    expect(await (await news).json()).toEqual({ changed: true });
    expect(await state()).not.toBe(before);
  });
});

describe('the mailbox opens for nobody else', () => {
  test.each([
    ['a name of a stranger that leads here', { host: 'evil.example:4000' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['a name with a user before it', { host: 'localhost@evil.example' }],
    ['a tunnel that says whose request it passes on', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy of RFC 7239', { forwarded: 'for=203.0.113.7' }],
    ['a proxy that names itself', { via: '1.1 proxy' }],
    ['a proxy that tells the scheme alone', { 'x-forwarded-proto': 'https' }],
    ['nginx as many configure it', { 'x-real-ip': '203.0.113.7' }],
    ['a network of others', { 'cf-connecting-ip': '203.0.113.7' }],
  ])('by %s', async (_title, headers) => {
    for (const path of ['', '/html?mail=zz1', '/source?mail=zz1', '/news']) {
      expect(await statusFor(headers, `/dev/mailbox${path}`)).toBe(403);
    }
  });

  test.each(['localhost:4000', '127.0.0.1:4000', '[::1]:4000', 'auth.localhost:4000'])(
    'and does for %s',
    async (host) => expect(await statusFor({ host })).toBe(200),
  );

  test('by nginx as it is by default: HTTP/1.0, and nothing of its client', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end('GET /dev/mailbox HTTP/1.0\r\nHost: 127.0.0.1:4000\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('and no page of another origin clears it', async () => {
    const clear = (origin: string) =>
      fetch(`${server.url}/dev/mailbox`, { method: 'DELETE', headers: { origin } });
    const before = (await readdir(folder)).length;
    expect((await clear('http://evil.localhost:4000')).status).toBe(403);
    expect((await clear('null')).status).toBe(403);
    expect(await readdir(folder)).toHaveLength(before);

    await writeFile(join(folder, 'notes.txt'), 'mine');
    expect((await clear(server.url)).status).toBe(200);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });
});

test('a stop does not wait for mailboxes that are open', async () => {
  const stopped = await startTestServer({ env: { SHUTDOWN_TIMEOUT: '60' } });
  const html = await (await fetch(`${stopped.url}/dev/mailbox`)).text();
  const state = /data-state="([\w-]+)"/.exec(html)?.[1] ?? 'none';
  const news = fetch(`${stopped.url}/dev/mailbox/news?state=${state}`);
  // Sent before the stop begins.
  await fetch(`${stopped.url}/health/live`);
  const began = performance.now();
  await stopped.close();
  expect(await (await news).json()).toEqual({ changed: false });
  expect(performance.now() - began).toBeLessThan(20_000);
});
