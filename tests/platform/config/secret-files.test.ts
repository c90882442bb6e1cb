import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { options, optionNames, type Config } from '../../../src/app/options.js';
import { configKey } from '../../../src/platform/config/option.js';
import { runHere } from '../../cli/run.js';

const secret = 'kH8+4fGz1mQe7vXb9cRw2tYu5nPa3sDj6LqZ0oIi';
const hash = '0123456789abcdef'.repeat(4);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const appleKey = String(privateKey.export({ format: 'pem', type: 'pkcs8' })).trimEnd();
/** One that each secret option takes. A new one needs a line here. */
const good: Record<string, string> = {
  JWT_SECRET_KEY: secret,
  AUTHGRAPH_SECRET: secret,
  DATABASE_URL: 'postgres://svc:2024%2FWinter@db/auth',
  SMTP_URL: 'smtp://mailer:2024%23Winter@mail.example.com:587',
  SERVICE_CLIENTS: `notes:${hash}`,
  WEBHOOKS: '{}',
  CAPTCHA_SECRET: secret,
  SOCIAL_GOOGLE_CLIENT_SECRET: secret,
  SOCIAL_APPLE_PRIVATE_KEY: appleKey,
  SOCIAL_MICROSOFT_CLIENT_SECRET: secret,
  SOCIAL_GITHUB_CLIENT_SECRET: secret,
  SOCIAL_DISCORD_CLIENT_SECRET: secret,
};
const secretNames = optionNames.filter((name) => options[name].secret);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, 'hunter2');
  await writeFile(path, content);
  return path;
}

const apple = { SOCIAL_APPLE_TEAM_ID: 'TEAM123456', SOCIAL_APPLE_KEY_ID: 'KEY1234567' };
/** What each needs beside it. */
function others(name: string): Record<string, string> {
  if (name === 'SMTP_URL') return { MAIL_FROM: 'a@example.com' };
  const [, provider] = /^SOCIAL_([A-Z]+)_/.exec(name) ?? [];
  if (provider === undefined) return {};
  return { [`SOCIAL_${provider}_CLIENT_ID`]: 'client', ...(provider === 'APPLE' ? apple : {}) };
}

const valueOf = (config: Config, name: (typeof optionNames)[number]) => config[configKey(name)];

describe.each(secretNames)('%s_FILE', (name) => {
  const load = (path: string, more: Record<string, string> = {}) =>
    loadConfig({ [`${name}_FILE`]: path, ...others(name), ...more });

  test.each(['', '\n', '\r\n'])('gives the secret of the file, which ends with %j', async (end) => {
    const direct = loadConfig({ [name]: good[name] ?? '', ...others(name) });
    const path = await fileOf(`${good[name]}${end}`);
    expect(valueOf(load(path), name)).toEqual(valueOf(direct, name));
  });

  test('beside the variable itself is a fault', async () => {
    const path = await fileOf(good[name] ?? '');
    expect(() => load(path, { [name]: good[name] ?? '' })).toThrow(
      `${name} and ${name}_FILE are both set; remove one of them`,
    );
  });

  test.each([
    ['is not there', () => join(folder, 'hunter2-missing'), 'cannot be read (ENOENT)'],
    ['is a folder', () => folder, 'is a folder, a pipe or a device'],
    ['is endless', () => '/dev/zero', 'is a folder, a pipe or a device'],
    ['is too large', () => fileOf(Buffer.alloc(65_537, 'x')), 'has more than 65536 bytes'],
    ['is empty', () => fileOf('\n'), 'names an empty file'],
    ['is no text', () => fileOf(Buffer.from([0xff, 0xfe, 0x61])), 'is not in UTF-8'],
    ['is the secret itself', () => `hunter2${good[name]}\0`, 'cannot be read'],
  ])('that %s is a fault without the path', async (_what, path, problem) => {
    const file = await path();
    expect(() => load(file)).toThrow(problem);
    expect(() => load(file)).not.toThrow(/hunter2/);
  });
});

test('a pipe is not waited for', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => loadConfig({ DATABASE_URL_FILE: pipe })).toThrow('a pipe or a device');
});

test('authgraph config names the variable that named the file', async () => {
  const env = { DATABASE_URL_FILE: await fileOf(`${good['DATABASE_URL']}\n`) };
  const { stdout } = await runHere(['config'], { env, cwd: folder });
  expect(stdout).toMatch(/^DATABASE_URL +postgres:\/\/svc:\*\*\*@db\/auth +DATABASE_URL_FILE$/m);
});
