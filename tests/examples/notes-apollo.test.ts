import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openExample } from '../support/example.js';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import { blocksOf } from '../support/guide.js';
import { postQuery } from '../support/post-query.js';
import { clientEntry, serviceClient } from '../support/service-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const example = openExample('notes-apollo');
let service: TestServer;
let url: string;
let ada: TokenPair;
let bob: TokenPair;

beforeAll(async () => {
  service = await startTestServer({
    realTime: true,
    env: {
      ROLE_SCOPES: '{"auditor":["notes:read"]}',
      SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
    },
  });
  await example.build();
  url = await example.start('build/server.js', {
    PORT: '0',
    AUTHGRAPH_URL: service.url,
    AUTHGRAPH_ISSUER: service.config.jwtIssuer,
    AUTHGRAPH_CLIENT_SECRET: serviceClient.secret,
  });
  ada = await service.signUp('ada');
  bob = await service.signUp('bob');
});
afterAll(async () => {
  await example.stop();
  await service.close();
});

type Data = Record<string, unknown>;
interface Answer {
  readonly data?: Data | null;
  readonly errors?: { path: string[]; extensions: { code: string; reason: string } }[];
}

async function ask(query: string, token?: string): Promise<Answer> {
  const response = await postQuery(url, query, token);
  return (await response.json()) as Answer;
}

/** Code and reason of the only error. */
async function refusalOf(query: string, token?: string): Promise<[string, string] | undefined> {
  const { errors: [error, ...others] = [] } = await ask(query, token);
  expect(others).toEqual([]);
  return error && [error.extensions.code, error.extensions.reason];
}

const textsOf = async ({ accessToken }: TokenPair) =>
  ((await ask('{ notes { text } }', accessToken)).data?.['notes'] as { text: string }[]).map(
    ({ text }) => text,
  );

async function add(text: string, { accessToken }: TokenPair): Promise<string> {
  const { data } = await ask(`mutation { addNote(text: "${text}") { id } }`, accessToken);
  return (data?.['addNote'] as { id: string }).id;
}

async function signInWithRole(name: string, role: string): Promise<TokenPair> {
  const { user } = await service.signUp(name);
  await service.withStorage(({ users }) => users.setRoles(user.id, [role]));
  return dataOf(await service.login(name)).login;
}

describe('a note', () => {
  test("a note belongs to the token's user, and nobody else can read or delete it", async () => {
    const id = await add('Buy milk', ada);
    await add('Sell milk', bob);
    expect(await textsOf(ada)).toEqual(['Buy milk']);
    const mutation = `mutation { deleteNote(id: "${id}") }`;
    expect((await ask(mutation, bob.accessToken)).data).toEqual({ deleteNote: false });
    expect(await textsOf(ada)).toEqual(['Buy milk']);
    expect((await ask(mutation, ada.accessToken)).data).toEqual({ deleteNote: true });
    expect(await textsOf(ada)).toEqual([]);
    expect(await textsOf(bob)).toEqual(['Sell milk']);
  });

  test('needs a token to be read, added or deleted', async () => {
    const missing = ['UNAUTHENTICATED', 'TOKEN_MISSING'];
    for (const query of [
      '{ notes { id } }',
      'mutation { addNote(text: "x") { id } }',
      'mutation { deleteNote(id: "x") }',
      'mutation { deleteAllNotes }',
    ]) {
      expect(await refusalOf(query)).toEqual(missing);
    }
  });

  test('that is too long is refused with a reason', async () => {
    const query = `mutation { addNote(text: "${'x'.repeat(1001)}") { id } }`;
    expect(await refusalOf(query, ada.accessToken)).toEqual(['BAD_USER_INPUT', 'NOTE_TOO_LONG']);
  });
});

test('everybody’s notes are for administrators, and for those with the scope', async () => {
  const id = await add('Call Eve', bob);
  const query = '{ allNotes { id } }';
  expect(await refusalOf(query, ada.accessToken)).toEqual(['FORBIDDEN', 'ROLE_REQUIRED']);
  for (const role of ['admin', 'auditor']) {
    const { accessToken } = await signInWithRole(`the-${role}`, role);
    expect((await ask(query, accessToken)).data?.['allNotes']).toContainEqual({ id });
  }
});

test('deleting all notes needs the password again after five minutes', async () => {
  const mutation = 'mutation { deleteAllNotes }';
  await add('Old', ada);
  // The notes go by the real clock, which has not stood still. Signed in ten minutes ago:
  service.clock.advance((Date.now() - service.clock.now()) / 1000);
  service.clock.advance(-600);
  const { accessToken, refreshToken } = dataOf(await service.login('ada')).login;
  service.clock.advance(600);
  const renewed = dataOf(await service.refresh(refreshToken)).refresh;
  const refusal = ['UNAUTHENTICATED', 'FRESH_LOGIN_REQUIRED'];
  expect(await refusalOf(mutation, accessToken)).toEqual(refusal);
  expect(await refusalOf(mutation, renewed.accessToken)).toEqual(refusal);
  expect(await textsOf(ada)).toEqual(['Old']);
  const { accessToken: fresh } = dataOf(await service.login('ada')).login;
  expect((await ask(mutation, fresh)).data).toEqual({ deleteAllNotes: 1 });
  expect(await textsOf(bob)).not.toEqual([]);
});

test('a stolen token is refused soon after its user signs out everywhere', async () => {
  const { accessToken: stolen } = await service.signUp('eve');
  expect((await ask('{ notes { id } }', stolen)).data).toEqual({ notes: [] });
  const { accessToken: token } = dataOf(await service.login('eve')).login;
  dataOf(await service.send('mutation { logoutEverywhere }', {}, { token }));
  const refusal = ['UNAUTHENTICATED', 'TOKEN_REVOKED'];
  await expect.poll(() => refusalOf('{ notes { id } }', stolen)).toEqual(refusal);
  expect(await textsOf(bob)).toBeDefined();
});

test('the requests of the README work as they stand', async () => {
  const readme = await readFile(`${example.folder}README.md`, 'utf8');
  const [, requests = ''] = blocksOf(readme, 'sh');
  const script = requests
    .replace('localhost:4000', new URL(service.url).host)
    .replace('localhost:4001', `localhost:${new URL(url).port}`);
  const { stdout } = await promisify(execFile)('sh', ['-c', script]);
  const { data } = JSON.parse(stdout) as { data: { addNote: Data } };
  const { id } = dataOf(await service.login('grace', 'correct horse battery')).login.user;
  expect(data.addNote).toEqual({ id: expect.any(String) as string, text: 'Buy milk', ownerId: id });
});
