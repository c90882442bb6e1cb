import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, type TokenPair } from '../support/graphql-client.js';
import { postQuery } from '../support/post-query.js';
import { restrictedPackages } from '../support/licenses.js';
import { clientEntry, serviceClient } from '../support/service-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { entriesOfGuide, signInWithAll } from './sign-in-with-all.js';
import { createConsumerProject, type ConsumerProject } from './consumer-project.js';

const guide = 'protect-your-apollo-server';
const withRules = ['standalone', 'express', 'fastify', 'yoga'];

let service: TestServer;
let project: ConsumerProject;
let user: TokenPair;
let admin: TokenPair;
let env: Record<string, string>;
/** Where each server of the guide listens. */
let urls: Record<string, string>;

/** Installing takes most of it. */
const patience = 240_000;

beforeAll(async () => {
  service = await startTestServer({
    realTime: true,
    env: {
      ROLE_SCOPES: '{"admin":["reports:all","staff"]}',
      SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
    },
  });
  env = {
    // Where Apollo Server tells stack traces.
    NODE_ENV: 'development',
    AUTHGRAPH_URL: service.url,
    AUTHGRAPH_ISSUER: service.config.jwtIssuer,
    NOTES_API_SECRET: serviceClient.secret,
  };
  user = await service.signUp();
  admin = await signUpAdmin();
  project = await createConsumerProject();
  await project.writeGuide(guide);
  await project.writeGuide('introspection');
  await project.compile();
  const started = [...withRules, 'directives'].map(async (server) => [
    server,
    await project.start(`${guide}/${server}.js`, env),
  ]);
  urls = Object.fromEntries(await Promise.all(started)) as Record<string, string>;
}, patience);

afterAll(async () => {
  await project.remove();
  await service.close();
});

async function signUpAdmin(): Promise<TokenPair> {
  const { user: created } = await service.signUp('ruth');
  await service.withStorage(({ users }) => users.setRoles(created.id, ['admin']));
  return dataOf(await service.login('ruth')).login;
}

type Outcome = Record<string, unknown>;

/** The data of each field, or the reason of its refusal. */
async function ask(url: string, query: string, token?: string): Promise<Outcome> {
  const response = await postQuery(url, query, token);
  const { data, errors = [] } = (await response.json()) as {
    data: Outcome | null;
    errors?: { path: string[]; extensions: { reason: string } }[];
  };
  const refused = errors.map(({ path, extensions }) => [path[0], extensions.reason]);
  return { ...data, ...(Object.fromEntries(refused) as Outcome) };
}

test('the package and its user share one copy of graphql and of graphql-shield', async () => {
  const folders = await readdir(project.folder, { recursive: true });
  for (const name of ['graphql', 'graphql-shield']) {
    const copies = folders.filter((folder) => folder.endsWith(join('node_modules', name)));
    expect(copies).toEqual([join('node_modules', name)]);
  }
});

test('no consumer installs a package whose license limits who may use it', async () => {
  expect(await restrictedPackages(project.folder)).toEqual([]);
});

test('an embedded subgraph without its package says what to install', async () => {
  const script = `
    import { ConfigError, createAuthServer, loadConfig } from 'authgraph';
    const config = loadConfig({ SUBGRAPH: 'on', PORT: '0', LOG_LEVEL: 'silent' });
    const error = await createAuthServer(config).catch((fault) => fault);
    console.log(error instanceof ConfigError, error.message);`;
  const said = await project.run(script);
  expect(said).toMatch(/^true /);
  expect(said).toContain('npm install @apollo/subgraph@2.14');
});

test.each(withRules)(
  'rules in %s let in whom they should, and tell the others why',
  async (server) => {
    const url = urls[server] ?? '';
    const query = '{ hello notes report whoAmI }';
    const open = { hello: 'Hello', notes: ['Buy milk'], report: 'All is well' };
    const refused = 'TOKEN_MISSING';
    expect(await ask(url, query)).toEqual({
      hello: 'Hello',
      notes: refused,
      report: refused,
      whoAmI: refused,
    });
    const {
      accessToken,
      refreshToken,
      user: { id },
    } = user;
    const asUser = { ...open, report: 'ROLE_REQUIRED', whoAmI: id };
    expect(await ask(url, query, accessToken)).toEqual(asUser);
    expect(await ask(url, query, admin.accessToken)).toEqual({ ...open, whoAmI: admin.user.id });
    expect(await ask(url, '{ notes }', refreshToken)).toEqual({ notes: 'WRONG_TOKEN_TYPE' });
    expect(await ask(url, '{ hello notes }', 'junk')).toEqual({
      hello: 'Hello',
      notes: 'TOKEN_INVALID',
    });
    expect(await ask(url, 'mutation { erase }', accessToken)).toEqual({ erase: 'ROLE_REQUIRED' });
  },
);

test.each(['standalone', 'express', 'fastify', 'directives'])(
  '%s tells no stack trace in development',
  async (server) => {
    const response = await postQuery(urls[server] ?? '', '{ notes { text } notes report nothing }');
    const refused = await postQuery(urls[server] ?? '', '{ report }');
    for (const body of [await response.text(), await refused.text()]) {
      expect(body).toContain('errors');
      expect(body).not.toContain('stacktrace');
    }
  },
);

test('rules in a route of Next.js answer a Request with a Response', async () => {
  const script = `
    Object.assign(process.env, ${JSON.stringify(env)});
    const { POST } = await import('./built/${guide}/route.js');
    const ask = async (headers) => (await POST(new Request('http://notes.example/api/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ hello notes }' }),
    }))).json();
    const { data } = await ask({ authorization: 'Bearer ${user.accessToken}' });
    const { errors } = await ask({});
    console.log(JSON.stringify({ data, reason: errors[0].extensions.reason }));
    process.exit();`;
  expect(JSON.parse(await project.run(script))).toEqual({
    data: { hello: 'Hello', notes: ['Buy milk'] },
    reason: 'TOKEN_MISSING',
  });
});

test('directives let in whom they should, and tell the others why', async () => {
  const url = urls['directives'] ?? '';
  const query = '{ hello notes { text } report }';
  const notes = [{ text: 'Buy milk' }];
  expect(await ask(url, '{ hello }')).toEqual({ hello: 'Hello' });
  expect(await ask(url, '{ notes { text } }')).toEqual({ notes: 'TOKEN_MISSING' });
  expect(await ask(url, '{ report }', user.accessToken)).toEqual({
    report: 'SCOPE_REQUIRED',
  });
  expect(await ask(url, query, admin.accessToken)).toEqual({
    hello: 'Hello',
    notes,
    report: 'All is well',
  });
});

test('the strict mode refuses a session that has ended, before its token expires', async () => {
  const ended = await service.signUp();
  dataOf(await service.send('mutation { logout }', {}, { token: ended.accessToken }));
  const script = `
    Object.assign(process.env, ${JSON.stringify(env)});
    const { authContext } = await import('./built/introspection/auth.js');
    const statuses = [];
    for (const token of ${JSON.stringify([user.accessToken, ended.accessToken])}) {
      const { auth } = await authContext('Bearer ' + token);
      const { id, reason } = await auth.confirm();
      statuses.push([auth.status, id ?? reason]);
    }
    console.log(JSON.stringify(statuses));
    process.exit();`;
  expect(JSON.parse(await project.run(script))).toEqual([
    ['authenticated', user.user.id],
    ['authenticated', 'TOKEN_REVOKED'],
  ]);
});

test('the service itself runs from the installed package', async () => {
  const script = `
    import { createAuthServer, loadConfig } from 'authgraph';
    const server = await createAuthServer(loadConfig({ PORT: '0', LOG_LEVEL: 'silent' }));
    const { url } = await server.listen();
    const response = await fetch(url + '/.well-known/jwks.json');
    console.log((await response.json()).keys.length);
    await server.close();`;
  expect(await project.run(script)).toBe('1');
});

test('CommonJS gets service, kit and client by require', async () => {
  const script = `
    const [service, kit, client] = [${entriesOfGuide}].map((entry) => require(entry));
    (${signInWithAll})(service, kit, client).then(console.log);`;
  expect(await project.run(script, 'commonjs')).toBe('authenticated');
});

test('no entry of the kit loads graphql-shield: the package has what it needs of it', async () => {
  const shield = join(project.folder, 'node_modules/graphql-shield');
  await rename(shield, `${shield}-away`);
  const load = (entry: string) => project.run(`await import('${entry}'); console.log('loaded')`);
  expect(await load('authgraph/directives')).toBe('loaded');
  expect(await load('authgraph/resource-server')).toBe('loaded');
  await rename(`${shield}-away`, shield);
});
