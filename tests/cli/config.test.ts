import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { optionNames } from '../../src/app/options.js';
import { authgraph, outputOf, runHere } from './run.js';

const secret = randomBytes(48).toString('base64');

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'authgraph-config-'));
});

afterEach(() => rm(cwd, { recursive: true, force: true }));

interface Row {
  name: string;
  value: string | null;
  source: string;
}

async function rowsOf(env: Record<string, string>): Promise<Record<string, Row>> {
  const rows = JSON.parse(await outputOf(['config', '--json'], { env, cwd }, authgraph)) as Row[];
  return Object.fromEntries(rows.map((row) => [row.name, row]));
}

test('every option is shown, with its value and where that comes from', async () => {
  await writeFile(join(cwd, '.env'), 'PORT=5000\nLOG_LEVEL=debug\nSANDBOX=off\n');
  const rows = await rowsOf({ PORT: '6000', TRUST_PROXY: 'loopback, 10.0.0.1' });
  expect(Object.keys(rows)).toEqual(optionNames);
  expect(rows).toMatchObject({
    PORT: { value: '6000', source: 'environment' },
    LOG_LEVEL: { value: 'debug', source: '.env' },
    SANDBOX: { value: 'off', source: '.env' },
    INTROSPECTION: { value: 'on', source: 'default' },
    TRUST_PROXY: { value: 'loopback,10.0.0.1', source: 'environment' },
    ROLE_SCOPES: { value: '{}', source: 'default' },
    PUBLIC_URL: { value: 'http://localhost:6000', source: 'default' },
    DATABASE_URL: { value: null, source: 'default' },
  });
});

test('secrets are hidden, in the table and in JSON', async () => {
  const env = {
    JWT_SECRET_KEY: secret,
    AUTHGRAPH_SECRET: randomBytes(48).toString('base64'),
    DATABASE_URL: 'postgres://ada:hunter2@db.example.com:5433/auth?sslpassword=hunter3',
    SMTP_URL: 'smtp://ada:hunter4@mail.example.com:587?tls.passphrase=hunter5',
    MAIL_FROM: 'a@example.com',
  };
  for (const args of [['config'], ['config', '--json']]) {
    const output = await outputOf(args, { env, cwd });
    expect(output).toContain('postgres://ada:***@db.example.com:5433/auth');
    expect(output).toContain('smtp://ada:***@mail.example.com:587');
    expect(output).toContain('(hidden)');
    expect(output).not.toContain('hunter');
    expect(output).not.toContain(env.JWT_SECRET_KEY.slice(0, 8));
    expect(output).not.toContain(env.AUTHGRAPH_SECRET.slice(0, 8));
  }
});

test('the table has one line for each option', async () => {
  const lines = (await outputOf(['config'], { cwd })).trimEnd().split('\n');
  expect(lines[0]).toMatch(/^OPTION +VALUE +FROM$/);
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(optionNames);
  expect(lines).toContainEqual(expect.stringMatching(/^JWT_SECRET_KEY +\(not set\) +default$/));
});

test.each([[['config']], [['user', 'list']], [['migrate', '--dry-run']]])(
  '%j warns of a variable that is almost an option, without its value',
  async (args) => {
    const env = { DATABSE_URL: 'postgres://ada:hunter2@db/auth', DATA_DIR: cwd };
    const { code, stderr } = await runHere(args, { env, cwd });
    expect(code).toBe(0);
    expect(stderr).toBe('warning: DATABSE_URL is not an option; did you mean DATABASE_URL?\n');
  },
);

test('looking at the configuration writes nothing', async () => {
  await runHere(['config'], { cwd });
  expect(await readdir(cwd)).toEqual([]);
});
