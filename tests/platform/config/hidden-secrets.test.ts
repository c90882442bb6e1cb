import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { options, optionNames } from '../../../src/app/options.js';
import { runHere } from '../../cli/run.js';

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'authgraph-hidden-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** A part of a secret that no other text has: digits, so that it may pass for a port, or letters. */
const part = fc.oneof(
  fc.integer({ min: 50_123, max: 65_535 }).map(String),
  fc.integer({ min: 7_100, max: 7_999 }).map((n) => `Winter${n}`),
);
/** Parts between all that divides a URL. */
const secret = fc
  .tuple(
    part,
    fc.array(fc.tuple(fc.constantFrom(...Array.from('/?#@:%&=[]\\ ;,"\'{}é')), part), {
      maxLength: 3,
    }),
  )
  .map(([first, rest]) => ({
    text: first + rest.flat().join(''),
    parts: [first, ...rest.map(([, one]) => one)],
  }));

/** What `authgraph config` shows of these variables, or says about them. */
async function printedOf(env: Record<string, string>): Promise<string> {
  const table = await runHere(['config'], { env, cwd });
  const json = await runHere(['config', '--json'], { env, cwd });
  return [table, json].map(({ stdout, stderr }) => stdout + stderr).join('\n');
}

const secretNames = optionNames.filter((name) => options[name].secret);
/** Each that is a URL, or may be one. */
const urlNames = optionNames.filter((name) => /UR[LI]|origins/.test(options[name].unit));
const schemes: Record<string, string> = { DATABASE_URL: 'postgres', SMTP_URL: 'smtp' };

test('these options are secrets, and these are URLs', () => {
  expect(secretNames).toEqual(expect.arrayContaining(['DATABASE_URL', 'SMTP_URL', 'WEBHOOKS']));
  expect(urlNames).toEqual(
    expect.arrayContaining([
      'DATABASE_URL',
      'SMTP_URL',
      'PUBLIC_URL',
      'CORS_ORIGINS',
      'JWT_ISSUER',
    ]),
  );
});

describe.each(secretNames)('a value of %s', (name) => {
  const forms = (text: string) => [
    text,
    `${schemes[name] ?? 'https'}://svc:${text}@db.example.com/auth`,
    `${schemes[name] ?? 'https'}://${text}@db.example.com/auth`,
    `${schemes[name] ?? 'https'}://svc:x@db.example.com/auth?password=${text}`,
    JSON.stringify({ crm: { url: `https://crm.example.com/${text}`, secrets: [`whsec_${text}`] } }),
    `notes:${text}`,
  ];

  test('is never printed, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.nat(5), async ({ text, parts }, form) => {
        // A user with a password: the name is no secret.
        fc.pre(!(form === 2 && text.includes(':')));
        const printed = await printedOf({ [name]: forms(text)[form] ?? '' });
        for (const one of parts) expect(printed).not.toContain(one);
      }),
      { numRuns: 40 },
    );
  });

  test('is never printed from .env, with or without quotes', async () => {
    const file = join(cwd, '.env');
    const quote = fc.constantFrom('', '"', "'");
    const lines = fc.tuple(secret, fc.nat(5), quote, quote);
    await fc.assert(
      fc.asyncProperty(lines, async ([{ text, parts }, form, begin, end]) => {
        fc.pre(!(form === 2 && text.includes(':')));
        const value = begin + (forms(text)[form] ?? '') + end;
        await writeFile(file, `LOG_LEVEL=${begin}warn\n${name}=${value}\nHOST="::"\n`);
        const { stdout, stderr } = await runHere(['config', '--json'], { cwd });
        for (const one of parts) expect(stdout + stderr).not.toContain(one);
      }),
      { numRuns: 20 },
    );
    await rm(file);
  });
});

test('a fault repeats a value up to its first line break', async () => {
  const { stderr } = await runHere(['config'], { env: { LOG_LEVEL: 'warm\nSECRET=hunter2' }, cwd });
  expect(stderr).toContain('LOG_LEVEL="warm…"');
  expect(stderr).not.toContain('hunter2');
});

test.each(urlNames)('a password in %s is never printed', async (name) => {
  const scheme = schemes[name] ?? 'https';
  await fc.assert(
    fc.asyncProperty(secret, async ({ text, parts }) => {
      const password = encodeURIComponent(text);
      const printed = await printedOf({
        [name]: `${scheme}://svc:${password}@app.example.com/sign-in#{token}`,
        ...(scheme === 'smtp' && { MAIL_FROM: 'a@example.com' }),
      });
      for (const one of parts) expect(printed).not.toContain(one);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['DATABASE_URL', 'postgres://svc:2024/Winter@db/auth', ['2024', 'Winter']],
  ['DATABASE_URL', 'postgres://svc:2024?Winter@db/auth', ['2024', 'Winter']],
  ['DATABASE_URL', 'postgres://svc:50%Winter@db/auth', ['50', 'Winter']],
  ['SMTP_URL', 'smtp://mailer:2024#Winter@mail.example.com:587', ['2024', 'Winter']],
  ['SMTP_URL', 'smtp://mailer:50%Winter@mail.example.com:587', ['50%', 'Winter']],
])('%s=%s is refused with what to write', async (name, value, parts) => {
  const { code, stdout, stderr } = await runHere(['config'], { env: { [name]: value }, cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`${name} .*%2F`));
  for (const part of parts) expect(stderr).not.toContain(part);
});

test.each([
  ['postgres://svc:2024%2FWinter@db/auth', 'postgres://svc:***@db/auth'],
  ['postgres://svc:p@ss@db:5433/auth?sslpassword=x', 'postgres://svc:***@db:5433/auth'],
  ['postgres://Winter2024@db/auth', 'postgres://***@db/auth'],
  ['postgres://db.example.com/auth', 'postgres://db.example.com/auth'],
])('DATABASE_URL=%s is taken and shown as %s', async (value, shown) => {
  const printed = await printedOf({ DATABASE_URL: value });
  expect(printed).toContain(`"value": "${shown}"`);
});
