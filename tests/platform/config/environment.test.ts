import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, readEnvironment } from '../../../src/app/config.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-env-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const envFile = (content: string | Buffer) => writeFile(join(folder, '.env'), content);

test('without a file, the environment is all there is', () => {
  const { variables, sourceOf } = readEnvironment({ PORT: '1' }, folder);
  expect(variables).toEqual({ PORT: '1' });
  expect(sourceOf('PORT')).toBe('environment');
  expect(sourceOf('HOST')).toBeUndefined();
});

test('the file fills what the environment leaves open, and never wins', async () => {
  await envFile('PORT=2\nHOST="::"\n# a comment\nLOG_LEVEL=debug # and another\n');
  const { variables, sourceOf } = readEnvironment({ PORT: '1', HOST: '' }, folder);
  expect(variables).toEqual({ PORT: '1', HOST: '::', LOG_LEVEL: 'debug' });
  expect([sourceOf('PORT'), sourceOf('HOST'), sourceOf('LOG_LEVEL')]).toEqual([
    'environment',
    '.env',
    '.env',
  ]);
});

test('the links of docs/guides/email.md can be copied into the file', async () => {
  const guide = await readFile(new URL('../../../docs/guides/email.md', import.meta.url), 'utf8');
  const links = guide.match(/^MAIL_LINK_.*$/gm) ?? [];
  await envFile(links.join('\n'));
  const values = Object.values(readEnvironment({}, folder).variables);
  expect(values.length).toBeGreaterThan(3);
  for (const value of values) expect(value).toMatch(/^https:.*#token=\{token\}$/);
});

test('a byte order mark is no part of the first name', async () => {
  await envFile('\uFEFFPORT=2\n');
  expect(readEnvironment({}, folder).variables).toEqual({ PORT: '2' });
});

test.each([
  ['UTF-16 with a mark', Buffer.from('\uFEFFPORT=2\n', 'utf16le'), 'in UTF-16'],
  ['UTF-16 without one', Buffer.from('PORT=2\n', 'utf16le'), 'in UTF-16'],
  ['big-endian UTF-16', Buffer.from('\uFEFFPORT=2\n', 'utf16le').swap16(), 'in UTF-16'],
  ['Latin-1', Buffer.from('SMTP_URL=smtp://m\u00fcller', 'latin1'), 'not in UTF-8'],
])('a file in %s is a fault that says what to save', async (_what, content, problem) => {
  await envFile(content);
  expect(() => readEnvironment({}, folder)).toThrow(
    `.env is ${problem}; save it in the encoding UTF-8`,
  );
});

test.each([
  ['PORT: 5000\nHOST=::\n', ['line 1 of .env has PORT: in the way of YAML; write PORT=value']],
  ['HOST=::\r\n\r\n  PORT : hunter2 # x=3\r\n', ['line 3 of .env has PORT: in the way of YAML']],
  ['HOST="a\nb: c"\n\nhunter2\n', ['line 4 of .env is not NAME=value']],
  ['hunter2\nPORT: 1', ['line 1 of .env is not NAME=value', 'line 2 of .env has PORT:']],
])('%j is a fault for each line that is no variable', async (content, problems) => {
  await envFile(content);
  for (const problem of problems) expect(() => readEnvironment({}, folder)).toThrow(problem);
  expect(() => readEnvironment({}, folder)).not.toThrow(/hunter2/);
});

const hash =
  'has a # inside its value, where a comment would begin; put the value in quotes, or write %23 in the password of a URL';
const openQuote = 'begins a quote that does not end on its line';
const afterQuote = 'has more after the quote that ends its value';

test.each([
  ['PORT=1\nDATABASE_URL=postgres://svc:hunter2#Winter@db/auth\n', `line 2 of .env ${hash}`],
  ['export A = hunter2#x # y\r\n', `line 1 of .env ${hash}`],
  ['A=#hunter2', `line 1 of .env ${hash}`],
  ['A="x\ny"\nB=é#hunter2', `line 3 of .env ${hash}`],
  ['L="warn\nSECRET=hunter2\nM="a@b.example"\n', `line 1 of .env ${openQuote}`],
  ['L="warn\nSECRET="hunter2"\n', `line 1 of .env ${openQuote}`],
  ["L='warn\r\n export S = hunter2\r\nM='x'\r\n", `line 1 of .env ${openQuote}`],
  ['P=1\nA="x"hunter2"\n', `line 2 of .env ${afterQuote}`],
  ["A='hunter2's'\n", `line 1 of .env ${afterQuote}`],
])('%j is a fault: its value would be another one', async (content, problem) => {
  await envFile(content);
  expect(() => readEnvironment({}, folder)).toThrow(problem);
  expect(() => readEnvironment({}, folder)).not.toThrow(/hunter2/);
});

test.each([
  ['# PORT: 1\n\n \t\nexport PORT=2 # HOST: x\n', { PORT: '2' }],
  ['A="x\nPORT: 3\n"\nB=\'y\nPORT: 3\'\nC=`z\n`', { A: 'x\nPORT: 3\n', B: 'y\nPORT: 3', C: 'z\n' }],
  ['A=\n  B = c: d \r\n', { A: '', B: 'c: d' }],
  ['my.name-x=1\n', { 'my.name-x': '1' }],
  [`A=x # y#z\nB= #\nC='x#y\nD="a#b"#c\n`, { A: 'x', B: '', C: "'x#y", D: 'a#b' }],
  [
    'A="-----BEGIN KEY-----\nab+c\nAB==\n"\nB=\'x\nQ0=\'\n',
    {
      A: '-----BEGIN KEY-----\nab+c\nAB==\n',
      B: 'x\nQ0=',
    },
  ],
])('%j is read as before', async (content, expected) => {
  await envFile(content);
  expect(readEnvironment({}, folder).variables).toEqual(expected);
});

test('a file that is there but is no file is a fault', async () => {
  await mkdir(join(folder, '.env'));
  expect(() => readEnvironment({}, folder)).toThrow(ConfigError);
  expect(() => readEnvironment({}, folder)).toThrow(
    /\.env is there, but cannot be read \(EISDIR\)/,
  );
});

test('reading the file makes Node print no warning', async () => {
  await envFile('PORT=2\n');
  const module = new URL('../../../dist/app/config.js', import.meta.url).href;
  const script = `import { readEnvironment } from '${module}'; console.log(readEnvironment().variables.PORT)`;
  const args = ['--input-type=module', '--eval', script];
  const options = { cwd: folder, env: { PATH: process.env['PATH'] } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
  expect({ stdout, stderr }).toEqual({ stdout: '2\n', stderr: '' });
});
