import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { outputOf, runHere } from './run.js';

/** What bash offers after these words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const script = await outputOf(['completion', 'bash'], {});
  const typed = ['authgraph', ...words].map((word) => `'${word}'`).join(' ');
  const command = `${script}
COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _authgraph; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  return stdout.trim().split('\n');
}

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
])('bash completes %j', async (words, expected) => {
  expect((await offered(...words)).sort()).toEqual([...expected].sort());
});

test.each([
  ['zsh', /"user"\) compadd -- create list .*set-email/],
  ['zsh', /^compdef _authgraph authgraph$/m],
  ['fish', /^complete -c authgraph -n '__fish_use_subcommand' -a 'serve migrate /m],
  ['fish', /__fish_seen_subcommand_from user; and __fish_seen_subcommand_from list' -a '--limit/],
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
