// Starts the built service with the Node that runs this, and uses it once from registration to refresh, and
// its page and metrics. Build the project first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another tree with a build in it, such as an installed package, may be given. */
const root = process.argv[2] ?? fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'authgraph-smoke-'));
const options = { PORT: '0', DATA_DIR: folder, METRICS: 'on', METRICS_PORT: '0' };
const child = spawn(process.execPath, [join(root, 'dist/main.js'), 'serve'], {
  env: { PATH: process.env.PATH, ...options },
});
const complaints = [];
child.stderr.on('data', (chunk) => complaints.push(chunk.toString()));

try {
  const { url, metricsUrl } = await listening();
  const credentials = '(username: "ada", password: "correct horse battery staple")';
  const { register } = await ask(`mutation { register${credentials} { user { id } } }`);
  const { login } = await ask(`mutation { login${credentials} { accessToken refreshToken } }`);
  const { me } = await ask('{ me { id } }', login.accessToken);
  expect(me.id, register.user.id);
  const refresh = `mutation { refresh(refreshToken: "${login.refreshToken}") { accessToken } }`;
  const { refresh: pair } = await ask(refresh);
  expect((await ask('{ me { id } }', pair.accessToken)).me.id, me.id);
  for (const page of [`${url}/health/ready`, `${url}/graphiql`, metricsUrl]) {
    expect((await fetch(page)).status, 200);
  }
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code, 0);
  expect(complaints.join(''), '');
  console.log(`Node ${process.version}: started, register, login, me, refresh, stopped`);

  async function ask(query, token) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    return data;
  }
} finally {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function listening() {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`it ended with ${code}: ${complaints.join('')}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) resolve(JSON.parse(line));
    });
  });
}

function expect(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}
