import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayRaw } from '../../support/raw-http.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const long = 'x'.repeat(5000);

test.each([
  ['path', `GET /${long} HTTP/1.1`, ''],
  ['query', `GET /graphql?query=${long} HTTP/1.1`, ''],
  ['user agent', 'GET / HTTP/1.1', `User-Agent: ${long}\n`],
  ['forwarded address', 'GET / HTTP/1.1', `X-Forwarded-For: ${long}\n`],
  ['token', 'GET /graphql?query={me{id}} HTTP/1.1', `Authorization: Bearer ${long}\n`],
  ['host', 'GET / HTTP/1.1', `Host: ${long}\n`],
])('a long %s does not make the log lines of its request long', async (_name, target, header) => {
  const before = server.logs.length;
  const host = header.startsWith('Host') ? '' : 'Host: localhost\n';
  await sayRaw(server.url, `${target}\n${host}${header}Connection: close\n\n`);
  await expect.poll(() => server.logs.length).toBeGreaterThan(before);
  expect(server.logs.slice(before).join('').length).toBeLessThan(1000);
});

test('30 refused sign-ins leave two lines of the record, with a short user agent', async () => {
  const headers = { 'user-agent': long };
  for (let count = 0; count < 30; count += 1) {
    await server.login('nobody', 'wrong wrong', { headers });
  }
  const lines = server.logs.filter((line) => line.includes('login.failed'));
  expect(lines).toHaveLength(2);
  expect(lines.join('').length).toBeLessThan(1500);
});
