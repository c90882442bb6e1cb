// `npm run demo:social`: the service, a real OpenID provider beside it, and the page of examples/social-sign-in.
// All of it on loopback, in a folder that is made anew each time.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { startIdentityProvider } from './identity-provider.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../../.tmp/demo-social');
const service = 'http://localhost:4000';
const page = 'http://localhost:5175';

const client = { clientId: 'authgraph-demo', clientSecret: randomBytes(24).toString('base64url') };
const provider = await startIdentityProvider({
  ...client,
  redirectUris: [`${service}/callback/demo`],
  port: 4001,
});

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const providers = join(folder, 'providers.json');
const entry = { id: 'demo', name: 'Demo provider', issuer: provider.issuer, ...client };
writeFileSync(providers, JSON.stringify([{ ...entry, trustEmail: true }]), { mode: 0o600 });

const authgraph = spawn(process.execPath, [path('../../dist/main.js'), 'serve'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: '4000',
    PUBLIC_URL: service,
    IDENTITY_PROVIDERS: providers,
    IDENTITY_PROVIDER_ALLOW_PRIVATE: 'on',
    REDIRECT_URIS: `${page}/callback`,
    CORS_ORIGINS: page,
    COOKIES: 'on',
    USERNAMES: 'optional',
  },
});
/** `false`: it has ended, and has said why. */
const listens = new Promise((resolve) => {
  authgraph.once('exit', () => resolve(false));
  createInterface({ input: authgraph.stdout }).on('line', (line) => {
    if (line.includes('"msg":"listening"')) resolve(true);
  });
});

const root = path('../../examples/social-sign-in');
const front = await createServer({ root, logLevel: 'error' });
await front.listen();

let isOver = false;
async function end() {
  if (isOver) return;
  isOver = true;
  authgraph.kill();
  await Promise.all([front.close(), provider.close()]);
}
authgraph.once('exit', (code) => {
  if (!isOver) process.exitCode = code ?? 1;
  void end();
});
process.once('SIGINT', end);
process.once('SIGTERM', end);

if (await listens) {
  console.log(`Open ${page}/ and sign in as one of the people of ${provider.issuer}.
The service is at ${service}/graphql. Ctrl+C ends all three.`);
}
