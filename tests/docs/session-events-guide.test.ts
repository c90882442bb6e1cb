import { rm, writeFile } from 'node:fs/promises';
import type { ApolloLink } from '@apollo/client';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient, type Exchange } from '@urql/core';
import type { Client } from 'graphql-sse';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import { blocksOf, readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The code of the guide, as it is written. */
interface Guide {
  readonly createEvents: (url: string, accessToken: () => Promise<string>) => Client;
  readonly createEventLink: (events: Client) => ApolloLink;
  readonly createEventExchange: (events: Client) => Exchange;
  readonly watch: (url: string, token: string) => AsyncGenerator<{ current?: boolean }>;
}

let folder: string;
let guide: Guide;
let server: TestServer;
let pair: TokenPair;
beforeAll(async () => {
  folder = await createPackageFolder();
  const modules = blocksOf(readGuide('session-events.md'), 'ts').map(async (code) => {
    const file = `${folder}/${/^\/\/ src\/(\S+)\n/.exec(code)?.[1] ?? ''}`;
    await writeFile(file, code);
    return (await import(file)) as Partial<Guide>;
  });
  guide = Object.assign({}, ...(await Promise.all(modules))) as Guide;
  server = await startTestServer({
    realTime: true,
    env: { METRICS: 'on', METRICS_PORT: '0' },
  });
});
beforeEach(async () => {
  pair = await server.signUp();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.close();
});

const text = 'subscription { viewerEvents { id ... on SessionEnded { current } } }';
const ended = { viewerEvents: { current: true } };
const logout = async () =>
  dataOf(await server.send('mutation { logout }', {}, { token: pair.accessToken }));
const events = () => guide.createEvents(server.url, () => Promise.resolve(pair.accessToken));

/** Signs out once the stream is open, which the metrics tell. */
async function untilHeard<T>(heard: Promise<T>): Promise<T> {
  const read = async () => (await fetch(server.metricsUrl ?? '')).text();
  await expect.poll(read).toMatch(/^authgraph_event_streams 1$/m);
  await logout();
  return heard;
}

test('Apollo Client hears of the end of its session', async () => {
  const link = guide.createEventLink(events());
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const heard = new Promise((resolve) => {
    client.subscribe({ query: gql(text) }).subscribe({ next: ({ data }) => resolve(data) });
  });
  expect(await untilHeard(heard)).toMatchObject(ended);
});

test('urql hears of the end of its session', async () => {
  const exchanges = [guide.createEventExchange(events())];
  const client = new UrqlClient({ url: server.url, exchanges, preferGetMethod: false });
  const heard = new Promise((resolve) => {
    client.subscription(text, {}).subscribe(({ data }) => resolve(data));
  });
  expect(await untilHeard(heard)).toMatchObject(ended);
});

test('a program with nothing but fetch hears of the end of its session', async () => {
  const stream = guide.watch(server.url, pair.accessToken);
  const heard = stream.next().then(({ value }) => value as unknown);
  expect(await untilHeard(heard)).toMatchObject({ current: true });
  expect((await stream.next()).done).toBe(true);
});
