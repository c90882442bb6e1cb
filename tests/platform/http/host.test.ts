import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword } from '../../support/graphql-client.js';
import { sayRaw, statusesOf } from '../../support/raw-http.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const forged = 'evil.example.net';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: {
      ...{ PUBLIC_URL: 'https://auth.example.com', TRUST_PROXY: 'loopback' },
      ...{ PAGES: 'on', PASSKEYS: 'on', PASSKEY_RP_ID: 'example.com' },
      ...{ SOCIAL_GITHUB_CLIENT_ID: 'client', SOCIAL_GITHUB_CLIENT_SECRET: 'secret' },
    },
  });
  await server.signUp('ada');
});
afterAll(() => server.close());

/** Asks under the forged host, as a request and as a trusted proxy would name it. */
async function ask(requestLine: string, body = '', status = 200): Promise<string> {
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
  expect(statusesOf(answer)).toEqual([status]);
  expect(answer).not.toContain(forged);
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
});

test('a forged host reaches neither pages nor passkeys nor providers nor redirects', async () => {
  for (const path of ['login', 'logout', 'account', 'admin', '.well-known/webauthn']) {
    await ask(`GET /${path}`);
  }
  await ask('GET /callback/github?state=x&code=x', '', 400);
  const where = `redirectUri: "https://auth.example.com/login", codeChallenge: "${'A'.repeat(43)}"`;
  const begin = `mutation { beginPasskeySignIn { options }
    beginSocialSignIn(provider: "github", ${where}) { authorizationUrl } }`;
  const begun = await ask('POST /graphql', JSON.stringify({ query: begin }));
  expect(begun).toContain('"rpId":"example.com"');
  const [, sentTo = ''] = /"authorizationUrl":"([^"]+)"/.exec(begun) ?? [];
  const callback = new URL(sentTo).searchParams.get('redirect_uri');
  expect(callback).toBe('https://auth.example.com/callback/github');
});
