// How long an honest sign-in takes while one other address
//   1. keeps 200 sign-ins in flight, with the right passwords of 14 accounts of its own, and ignores `retryAfter`;
//   2. keeps five sign-ins at an imported account of PBKDF2 in flight.
// Usage: node fairness.js [main.js of a built Authgraph] [PBKDF2 iterations of the imported account]
// The machine is shared by all of it: compare the ratios of one run, not the milliseconds of two.
import { spawn, spawnSync } from 'node:child_process';
import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [main = fileURLToPath(new URL('../dist/main.js', import.meta.url)), rounds = '2000000'] =
  process.argv.slice(2);
const password = 'correct horse battery staple';
const inFlight = 200;
const samples = 60;
const attacker = '203.0.113.1';

const script = fileURLToPath(import.meta.url);
const dataDir = main === 'flood' ? '' : mkdtempSync(join(tmpdir(), 'authgraph-fairness-'));
const env = {
  PATH: process.env.PATH,
  DATA_DIR: dataDir,
  PORT: '0',
  HOST: '127.0.0.1',
  NODE_ENV: 'test',
  LOG_LEVEL: 'info',
  TRUST_PROXY: 'loopback',
  LIMIT_LOGIN_FAILURES: '0',
  LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '0',
  LIMIT_LOGIN_FAILURES_PER_ADDRESS: '0',
  // The queue alone shall be fair: by default this address would have to wait after a thousand.
  LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: '0',
  LIMIT_REGISTRATIONS_PER_ADDRESS: '0',
};

async function send(url, query, variables, from) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
const signIn = (url, username, from, given = password) =>
  send(
    url,
    'mutation ($u: String!, $p: String!) { login(username: $u, password: $p) { expiresIn } }',
    { u: username, p: given },
    from,
  );

function startServer() {
  const child = spawn(process.execPath, [main, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
      if (url !== undefined) resolve({ child, url });
    });
  });
}

/** Milliseconds of honest sign-ins, one after the other; refused ones are counted. */
async function honest(url) {
  const times = [];
  let refused = 0;
  while (times.length < samples) {
    const begun = performance.now();
    const { data } = await signIn(url, 'honest', '198.51.100.1');
    if (data?.login === undefined || data.login === null) refused += 1;
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  times.sort((one, other) => one - other);
  return { median: times[samples >> 1], p99: times.at(-1), refused };
}

/** Signs in over and over, so many at once, in a process of its own: the measuring one must not wait for it. */
async function flood(url, count, usernames, given) {
  await Promise.all(
    Array.from({ length: count }, async (_unused, index) => {
      const username = usernames[index % usernames.length];
      for (;;) await signIn(url, username, attacker, given).catch(() => undefined);
    }),
  );
}

/** Runs `measure` while such a process floods. */
async function during(flooding, measure) {
  // It has lower priority than the measuring one: waiting for the processor would count as the server's time.
  const command = ['-n', '19', process.execPath, script, 'flood', JSON.stringify(flooding)];
  const child = spawn('nice', command, { stdio: 'inherit' });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  try {
    return await measure();
  } finally {
    child.kill('SIGKILL');
  }
}

function importAccount() {
  const salt = 'fairness';
  const derived = pbkdf2Sync(password, salt, Number(rounds), 32, 'sha256').toString('base64');
  const line = { username: 'imported', passwordHash: `pbkdf2_sha256$${rounds}$${salt}$${derived}` };
  const file = join(dataDir, 'users.jsonl');
  writeFileSync(file, `${JSON.stringify(line)}\n`);
  const { status, stderr } = spawnSync(process.execPath, [main, 'user', 'import', file], { env });
  if (status !== 0) throw new Error(String(stderr));
}

function print(title, { median, p99, refused }, quiet) {
  const ratio = quiet === undefined ? '' : `, p99 ${(p99 / quiet.p99).toFixed(1)} times quiet`;
  const told = refused === 0 ? '' : `, ${refused} told to come later`;
  console.log(`${title}: median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms${ratio}${told}`);
}

async function run() {
  importAccount();
  const { child, url } = await startServer();
  try {
    const register =
      'mutation ($u: String!, $p: String!) { register(username: $u, password: $p) { expiresIn } }';
    const own = Array.from({ length: 14 }, (_unused, index) => `own-${index}`);
    for (const u of ['honest', ...own]) await send(url, register, { u, p: password }, attacker);
    await honest(url);
    const quiet = await honest(url);
    print('quiet', quiet);
    const right = [url, inFlight, own, password];
    print(`${inFlight} in flight from one address`, await during(right, () => honest(url)), quiet);
    const imported = [url, 5, ['imported'], 'a wrong passphrase'];
    const title = `5 at an imported account (${rounds})`;
    print(title, await during(imported, () => honest(url)), quiet);
  } finally {
    child.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (main === 'flood') await flood(...JSON.parse(rounds));
else await run();
