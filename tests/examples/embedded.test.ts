import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openExample } from '../support/example.js';
import { createGraphQLClient, dataOf, refusalOf } from '../support/graphql-client.js';
import { blocksOf, readGuide } from '../support/guide.js';

const example = openExample('embedded');
let folder: string;
/** Lets a visitor pass who has solved its puzzle. */
const captcha = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    response.statusCode = body.includes('"solution":"solved"') ? 200 : 400;
    response.end();
  });
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-embedded-'));
  await new Promise<void>((resolve) => captcha.listen(0, '127.0.0.1', resolve));
  await example.build();
}, 120_000);
afterAll(async () => {
  await example.stop();
  captcha.close();
  await rm(folder, { recursive: true });
});

const start = (name: string, env = {}) =>
  example.start(`build/${name}.js`, {
    ...{ PORT: '0', DATA_DIR: join(folder, name), LOG_LEVEL: 'error' },
    ...env,
  });

async function streamAnswer(url: string): Promise<string> {
  const answer = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { viewerEvents { position } }' }),
  });
  return answer.text();
}
const streamRefusal = /^event: next\ndata: .*"reason":"TOKEN_MISSING"/m;

describe('the example for Express', () => {
  let url: string;
  beforeAll(async () => {
    const { port } = captcha.address() as AddressInfo;
    const PUBLIC_URL = 'https://example.com/auth';
    url = await start('express', { PUBLIC_URL, CAPTCHA_URL: `http://127.0.0.1:${port}` });
  });

  test('signs up who has solved a puzzle, and greets by name', async () => {
    const register = `mutation { register(username: "ada", password: "correct horse battery staple") {
      accessToken } }`;
    const client = createGraphQLClient(`${url}/auth`);
    expect(refusalOf(await client.send(register)).reason).toBe('CAPTCHA_FAILED');
    const headers = { 'x-captcha': 'solved' };
    const answer = await client.send<{ register: { accessToken: string } }>(
      register,
      {},
      { headers },
    );
    const authorization = `Bearer ${dataOf(answer).register.accessToken}`;
    const greet = (sent: Record<string, string>) =>
      fetch(`${url}/hello`, { headers: sent }).then((response) => response.text());
    expect(await greet({ authorization })).toBe('Hello, ada');
    expect(await greet({})).toBe('Hello, stranger');
  });

  test('serves the stream of session events', async () => {
    expect(await streamAnswer(`${url}/auth`)).toMatch(streamRefusal);
  });

  test('has the metadata at the root of the host', async () => {
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server/auth`);
    expect(await metadata.json()).toMatchObject({ issuer: 'https://example.com/auth' });
  });
});

test('the example for Fastify signs up beside a route of its own', async () => {
  const url = await start('fastify', { PUBLIC_URL: 'https://example.com/auth' });
  const client = createGraphQLClient(`${url}/auth`);
  const { accessToken } = dataOf(await client.register({ username: 'ada' })).register;
  expect(dataOf(await client.me(accessToken)).me.username).toBe('ada');
  expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello, stranger');
  const metadata = await fetch(`${url}/.well-known/oauth-authorization-server/auth`);
  expect(metadata.status).toBe(200);
  expect(await streamAnswer(`${url}/auth`)).toMatch(streamRefusal);
});

test('the example with its own Apollo Server adds posts to the user', async () => {
  const url = await start('own-apollo', { PUBLIC_URL: 'https://example.com' });
  const client = createGraphQLClient(url);
  const { accessToken: token } = dataOf(await client.register({ username: 'ada' })).register;
  expect(refusalOf(await client.send('mutation { addPost(title: "One") { title } }')).reason).toBe(
    'TOKEN_MISSING',
  );
  dataOf(await client.send('mutation { addPost(title: "One") { title } }', {}, { token }));
  const { me } = dataOf(
    await client.send<{ me: object }>('{ me { username posts { title } } }', {}, { token }),
  );
  expect(me).toEqual({ username: 'ada', posts: [{ title: 'One' }] });
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  expect(await streamAnswer(url)).toMatch(streamRefusal);
});

test.each(['embedding.md', 'hooks.md'])('the code in %s is that of the example', async (guide) => {
  const blocks = blocksOf(readGuide(guide), 'ts');
  expect(blocks.length).toBeGreaterThan(1);
  for (const block of blocks) {
    const [, name = '', code] = /^\/\/ (\S+\.ts)\n([\s\S]*)$/.exec(block) ?? [];
    expect(code).toBe(await readFile(join(example.folder, 'src', name), 'utf8'));
  }
});
