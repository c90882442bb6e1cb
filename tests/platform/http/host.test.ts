import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword } from '../../support/graphql-client.js';
import { sayRaw, statusesOf } from '../../support/raw-http.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const forged = 'evil.example.net';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: { PUBLIC_URL: 'https://auth.example.com', TRUST_PROXY: 'loopback' },
  });
  await server.signUp('ada');
});
afterAll(() => server.close());

/** Asks under the forged host, as a request and as a trusted proxy would name it. */
async function ask(requestLine: string, body = ''): Promise<string> {
  const head = [
    `${requestLine} HTTP/1.1`,
    `Host: ${forged}`,
    `X-Forwarded-Host: ${forged}`,
    `Forwarded: host=${forged}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  const answer = await sayRaw(server.url, `${head.join('\n')}\n\n${body}`);
  expect(statusesOf(answer)).toEqual([200]);
  return answer;
}

test('a forged host reaches neither the tokens nor the keys nor the metadata', async () => {
  const query = `mutation { login(username: "ada", password: "${goodPassword}") { accessToken } }`;
  const login = await ask('POST /graphql', JSON.stringify({ query }));
  const [, payload = ''] = /"accessToken":"[^".]+\.([^".]+)\./.exec(login) ?? [];
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  expect(claims).toMatchObject({ iss: 'https://auth.example.com' });
  expect(JSON.stringify(claims)).not.toContain(forged);

  const keys = await ask('GET /.well-known/jwks.json');
  expect(keys).toContain('"kid"');
  const metadata = await ask('GET /.well-known/oauth-authorization-server');
  expect(metadata).toContain('"issuer":"https://auth.example.com"');
  for (const answer of [login, keys, metadata]) expect(answer).not.toContain(forged);
});
