import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runsWith } from '../support/required-tools.js';
import { outputOf, runHere } from './run.js';

const run = promisify(execFile);

type Shell = 'bash' | 'zsh' | 'fish';

/** What a shell needs around our script to print what it offers for the last of the words. */
const programs: Readonly<Record<Shell, (script: string, words: readonly string[]) => string[]>> = {
  bash: (script, words) => [
    '-c',
    `${script}
COMP_WORDS=(${['authgraph', ...words].map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_authgraph; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  // Without a terminal zsh has no matches to show: compadd is asked what it would add.
  zsh: (script, words) => [
    '-f',
    '-c',
    `${script}
words=(${['authgraph', ...words].map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}
compadd() { shift; local found=(\${(M)@:#\${words[CURRENT]}*}); print -l -- $found; (( $#found )); }
_files() { print -l -- \${words[CURRENT]}*(N); }
_authgraph`,
  ],
  fish: (script, words) => [
    '--no-config',
    '-c',
    `${script}\ncomplete -C'authgraph ${words.join(' ')}'`,
  ],
};

async function offered(shell: Shell, words: readonly string[], cwd: string): Promise<string[]> {
  const script = await outputOf(['completion', shell], {});
  // The completion of zsh keeps a file of its own at home.
  const env = { PATH: process.env['PATH'], HOME: cwd, ZDOTDIR: cwd };
  const { stdout } = await run(shell, programs[shell](script, words), { cwd, env });
  return stdout.trim().split('\n').sort();
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-completion-'));
  await writeFile(join(folder, 'users.jsonl'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const isHere = (shell: Shell) => spawnSync(shell, ['--version']).status === 0;
const shells = (['bash', 'zsh', 'fish'] as const).filter((shell) => runsWith(shell, isHere(shell)));

describe.each(shells)('%s', (shell) => {
  test.each([
    [['us'], ['user']],
    [
      ['user', 'se'],
      ['set-roles', 'set-email'],
    ],
    [['user', 'list', '--j'], ['--json']],
    [
      ['user', 'show', 'user', '--'],
      ['--json', '--help'],
    ],
    [['--limit', 'ke'], ['keys']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', '--help'],
    ],
  ])('completes %j', async (words, expected) => {
    expect(await offered(shell, words, folder)).toEqual([...expected].sort());
  });

  test('takes the value of an option for no command', async () => {
    expect(await offered(shell, ['audit', '--user', 'user', '--f'], folder)).toEqual(['--follow']);
  });

  test.skipIf(shell === 'bash')('offers files for an import', async () => {
    expect(await offered(shell, ['user', 'import', 'us'], folder)).toEqual(['users.jsonl']);
  });
});

test('bash offers files where no word fits', async () => {
  expect(await outputOf(['completion', 'bash'], {})).toContain('complete -o default -F');
});

test.each([
  ['zsh', /"user"\) compadd -- create list .*set-email/],
  ['zsh', /^compdef _authgraph authgraph$/m],
  ['fish', /^complete -c authgraph -n '__authgraph_is ""' -a 'serve migrate /m],
  ['fish', /^complete -c authgraph -n '__authgraph_is "user import"' -F -a '--format/m],
])('the script for %s has %s', async (shell, part) => {
  expect(await outputOf(['completion', shell], {})).toMatch(part);
});

test('another shell is refused with those that are known', async () => {
  const { code, stderr } = await runHere(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});

test('version prints what --version prints', async () => {
  expect(await outputOf(['version'], {})).toBe(await outputOf(['--version'], {}));
});
