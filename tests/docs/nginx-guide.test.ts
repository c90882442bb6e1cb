import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authority, localhost } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { goodPassword } from '../support/graphql-client.js';
import { blocksOf, guides, readGuide } from '../support/guide.js';
import { createNginxFolder, hasNginx, nginxVersion, type NginxFolder } from '../support/nginx.js';
import { runsWith } from '../support/required-tools.js';
import { clientEntry, serviceClient } from '../support/service-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const guide = readGuide('behind-a-proxy.md');
const [block = ''] = blocksOf(guide, 'nginx');
const [underPath = ''] = /location \/auth\/ \{[^`]+\}/.exec(guide) ?? [];
const host = 'auth.example.com';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe.runIf(runsWith('nginx', hasNginx))('the block of the guide, in nginx', () => {
  let service: TestServer;
  let nginx: NginxFolder;
  let port: number;
  let http: string;

  beforeAll(async () => {
    service = await startTestServer({
      realTime: true,
      env: {
        PUBLIC_URL: `https://${host}`,
        // Not `loopback`: the client of this test is 127.0.0.2.
        TRUST_PROXY: '127.0.0.1',
        COOKIES: 'on',
        SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
      },
    });
    nginx = await createNginxFolder();
    port = await freePort();
    const certificate = await nginx.write('certificate.pem', localhost.certificate);
    const key = await nginx.write('key.pem', localhost.key);
    // What the reader fills in, and the other way of the guide beside the first.
    http = block
      .replace('127.0.0.1:4000', new URL(service.url).host)
      .replace('listen 443 ssl;', `listen ${port} ssl;`)
      .replace(/# ssl_certificate.*/, `ssl_certificate ${certificate}; ssl_certificate_key ${key};`)
      .replace('  location / {', `  ${underPath}\n  location / {`);
    await nginx.start(http, port);
  });
  afterAll(async () => {
    await nginx.remove();
    await service.close();
  });

  function ask(path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          port,
          path,
          host: '127.0.0.1',
          localAddress: '127.0.0.2',
          servername: 'localhost',
          ca: authority,
          method: body === undefined ? 'GET' : 'POST',
          headers: { host, 'content-type': 'application/json', ...headers },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          const { statusCode: status, headers } = response;
          response.once('end', () => resolve({ status, headers, text }));
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }
  const send = (query: string, headers?: Record<string, string>) =>
    ask('/graphql', JSON.stringify({ query }), headers);
  const signUp = (username: string, headers?: Record<string, string>) =>
    send(
      `mutation { register(username: "${username}", password: "${goodPassword}") { accessToken } }`,
      headers,
    );

  test('sessions have the address of the client, whatever it claims', async () => {
    const claimed = { 'x-forwarded-for': '203.0.113.7' };
    const { text } = await signUp('ada', claimed);
    const { data } = JSON.parse(text) as { data: { register: { accessToken: string } } };
    const authorization = `Bearer ${data.register.accessToken}`;
    const { text: own } = await send('{ me { sessions { ipAddress } } }', { authorization });
    expect(JSON.parse(own)).toEqual({ data: { me: { sessions: [{ ipAddress: '127.0.0.2' }] } } });
  });

  test('the issuer is the https address, at the root and under a path', async () => {
    for (const path of ['', '/auth']) {
      const { text } = await ask(`${path}/.well-known/oauth-authorization-server`);
      expect(JSON.parse(text)).toMatchObject({ issuer: `https://${host}` });
    }
  });

  test('the cookie goes both ways unchanged', async () => {
    const page = { origin: `https://${host}`, 'x-authgraph-cookies': 'on' };
    const { headers } = await signUp('bob', page);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-authgraph-refresh=.*; Path=\/; .*Secure/);
    const [pair = ''] = cookie.split(';');
    const { text } = await send('mutation { refresh { user { username } } }', {
      ...page,
      cookie: pair,
    });
    expect(JSON.parse(text)).toEqual({ data: { refresh: { user: { username: 'bob' } } } });
  });

  test('bodies pass up to what the service takes, and nginx refuses longer ones', async () => {
    const longest = JSON.stringify({ query: '{ __typename }' }).padEnd(100_000);
    expect(await ask('/graphql', longest)).toMatchObject({ status: 200 });
    const { status, headers } = await ask('/graphql', longest.padEnd(110_000));
    expect(status).toBe(413);
    expect(headers['content-type']).toBe('text/html');
  });

  test('what services ask is not reached from outside', async () => {
    const authorization = `Basic ${btoa(`${serviceClient.id}:${serviceClient.secret}`)}`;
    for (const path of ['/introspect', '/revoke']) {
      expect(await ask(path, '', { authorization })).toMatchObject({ status: 403 });
    }
  });

  test('nginx takes the form for HTTP/2 that the guide names for its version', async () => {
    const [major = 0, minor = 0, patch = 0] = nginxVersion().split('.').map(Number);
    const isNew = major * 1e6 + minor * 1e3 + patch >= 1_025_001;
    const listen = `listen ${port} ssl;`;
    const withDirective = http.replace(listen, `${listen} http2 on;`);
    const withParameter = http.replace(listen, `listen ${port} ssl http2;`);
    expect(await nginx.check(isNew ? withDirective : withParameter)).toMatchObject({
      accepted: true,
    });
    if (!isNew) {
      expect((await nginx.check(withDirective)).said).toContain('unknown directive "http2"');
    }
  });
});

test('each block for nginx is the one that is tried above', () => {
  expect(guides.flatMap((name) => blocksOf(readGuide(name), 'nginx'))).toEqual([block]);
  expect(underPath).toContain('proxy_pass');
});
