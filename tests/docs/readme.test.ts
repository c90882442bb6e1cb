import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstUser } from '../../src/platform/first-steps.js';
import { preparedTabs } from '../../web/graphiql/tabs.js';
import { createGraphQLClient, dataOf, refusalOf } from '../support/graphql-client.js';
import { createPackageFolder } from '../support/package-folder.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

let readme: string;
let server: TestServer;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  readme = await readFile(`${root}README.md`, 'utf8');
  folder = await createPackageFolder();
  server = await startTestServer({ realTime: true });
});
afterAll(async () => {
  for (const child of children) child.kill();
  await server.close();
  await rm(folder, { recursive: true });
});

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...readme.matchAll(fence)].map(([, code = '']) => code);
}

/** Runs a JavaScript block as a module, and resolves with the address that it prints. */
async function runModule(code: string): Promise<string> {
  const file = `${folder}/block-${children.length}.mjs`;
  await writeFile(file, code);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`the block ended with ${String(status)}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /ready at (http:\/\/[^ /]+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

test('it begins with what one sees, and is read in a few minutes', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(200);
  const order = ['![', 'npm ci && npm start', 'npm ci && npm test', 'resource-server/context.ts'];
  const others = ['resource-server/rules.ts', 'features/sessions/feature.ts', '```sh\n# Register'];
  const places = [...order, ...others].map((text) => readme.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('its user is that of Sandbox, GraphiQL and the start banner', async () => {
  const { username, password } = firstUser;
  const named = [...readme.matchAll(/username: \\"(\w+)\\", password: \\"([^"\\]+)\\"/g)];
  expect(named.map(([, name, word]) => [name, word])).toEqual([
    [username, password],
    [username, password],
  ]);
  const [login] = preparedTabs(false).filter(({ query }) => query.includes('mutation Login'));
  expect(JSON.parse(login?.variables ?? '{}')).toEqual(firstUser);
  const page = await (
    await fetch(`${server.url}/sandbox`, { headers: { accept: 'text/html' } })
  ).text();
  expect(page).toContain(JSON.stringify({ username, password }).slice(1, -1));
});

test('no text names a public address before there is one', async () => {
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as object;
  const releasing = await readFile(`${root}docs/releasing.md`, 'utf8');
  for (const name of ['repository', 'homepage', 'bugs']) {
    expect(name in manifest).toBe(false);
    expect(releasing).toContain(`\`${name}\``);
  }
  expect(readme).not.toMatch(/github\.com|npmjs\.com|ghcr\.io/);
});

test('the curl commands register, log in, and say who is there', async () => {
  const [script = ''] = blocks('sh').filter((code) => code.includes('curl'));
  const local = script.replaceAll('http://localhost:4000', server.url);
  const { stdout } = await run('bash', ['-euc', local]);

  expect(stdout).toContain('"accessToken":"ey');
  expect(stdout).toContain('"username":"ada"');
});

test('the server with the kit lets its users in by role', async () => {
  const [code = ''] = blocks('js').filter((block) => block.includes('resource-server'));
  const issuer = server.config.jwtIssuer;
  const local = code
    .replace('${service}/.well-known', `${server.url}/.well-known`)
    .replace("'http://localhost:4000'", `'${issuer}'`)
    .replace('port: 4001', 'port: 0');
  const notes = createGraphQLClient(await runModule(local));
  const { accessToken: token } = await server.signUp();

  const reply = await notes.send<{ notes: string[] }>('{ notes }', {}, { token });
  expect(dataOf(reply).notes).toEqual(['Buy milk']);
  expect(refusalOf(await notes.send('{ notes }')).reason).toBe('TOKEN_MISSING');
  expect(refusalOf(await notes.send('{ report }', {}, { token })).reason).toBe('ROLE_REQUIRED');
  const { data } = await notes.send('{ notes report }', {}, { token });
  expect(data).toEqual({ notes: ['Buy milk'], report: null });
});

test('the embedded service serves with its hooks', async () => {
  const [code = ''] = blocks('js').filter((block) => block.includes('createAuthServer'));
  const local = code.replace("'4002'", "'0'");
  const embedded = createGraphQLClient(await runModule(local));
  const { register } = dataOf(await embedded.register({ username: 'ada' }));

  const payload = Buffer.from(register.accessToken.split('.')[1] ?? '', 'base64url').toString();
  expect(JSON.parse(payload)).toMatchObject({ plan: 'free' });
});

test('the variables of the table exist, with these defaults', async () => {
  const configuration = await readFile(`${root}docs/configuration.md`, 'utf8');
  const names = [...readme.matchAll(/^\| `([A-Z_]+)`\s+\|/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) expect(configuration).toContain(name);
});
