import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstUserByEmail } from '../../src/platform/first-steps.js';
import { preparedTabs } from '../../web/graphiql/tabs.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => (server = await startTestServer({ env: { USERNAMES: 'off' } })));
afterAll(() => server.close());

async function page(path: string): Promise<string> {
  return (await fetch(server.url + path, { headers: { accept: 'text/html' } })).text();
}

interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Runs the operations of a first document by name, as its reader would. */
async function walk(documentOf: (name: string) => string, variables: object): Promise<void> {
  const run = async (operationName: string, more: object = {}, token?: string) => {
    const reply = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        query: documentOf(operationName),
        operationName,
        variables: { ...variables, ...more },
      }),
    });
    const body = (await reply.json()) as { data: Record<string, unknown>; errors?: unknown };
    expect(body.errors).toBeUndefined();
    return body.data;
  };
  const { register } = (await run('Register')) as { register: Pair };
  expect(await run('Me', {}, register.accessToken)).toMatchObject({
    me: { email: firstUserByEmail.email },
  });
  const { login } = (await run('Login')) as { login: Pair };
  expect(await run('Refresh', { refreshToken: login.refreshToken })).toHaveProperty('refresh');
}

describe('the first steps on a service without usernames', () => {
  test('Sandbox opens with a document and variables that work as they are', async () => {
    const html = await page('/sandbox');
    const [, state = '{}'] = /"initialState":(\{.*?\}),"hideCookieToggle"/.exec(html) ?? [];
    const { document, variables } = JSON.parse(state) as { document: string; variables: object };
    await walk(() => document, variables);
  });

  test('GraphiQL opens with tabs that work as they are', async () => {
    expect(await page('/graphiql')).toContain('data-name="email"');
    const tabs = preparedTabs(true);
    const documentOf = (name: string) =>
      tabs.find(({ query }) => query.includes(` ${name}`))?.query ?? '';
    await walk(documentOf, JSON.parse(tabs[0].variables) as object);
  });

  test('the start page registers an address, and asks for no name', async () => {
    const html = await page('/');
    expect(html).toContain('@example.com');
    expect(html).not.toMatch(/\busername:|^ +username$/m);
  });
});
