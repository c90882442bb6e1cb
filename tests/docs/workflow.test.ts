import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

interface Step {
  readonly run?: string;
}
interface Workflow {
  readonly jobs: Record<
    string,
    { readonly steps: readonly Step[]; readonly strategy?: { matrix: { node: string[] } } }
  >;
}

/** The npm scripts that a text runs: `npm run x`, and `npm test` and `npm start` for short. */
function scriptsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
    ([, named, short]) => named ?? short ?? '',
  );
}

const missing = (text: string) => scriptsIn(text).filter((name) => !(name in scripts));

describe('the workflow for GitHub', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml')) as Workflow;
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));

  test('runs checks and tests, and names only npm scripts that exist', () => {
    const text = commands.join('\n');
    expect(scriptsIn(text)).toEqual(expect.arrayContaining(['check', 'test']));
    expect(missing(text)).toEqual([]);
  });

  test('runs the tests on each version of Node that the README names', () => {
    const named = /Tested with Node ([\d., and]+)\./.exec(read('README.md'))?.[1] ?? '';
    expect(jobs['test']?.strategy?.matrix.node).toEqual(named.split(/, | and /));
  });
});

test('the workflow of a release names only npm scripts that exist', () => {
  const { jobs } = parse(read('.github/workflows/release.yml')) as Workflow;
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run));
  expect(commands).toContain('npm publish');
  expect(missing(commands.join('\n'))).toEqual([]);
});

test('CONTRIBUTING.md names only npm scripts that exist', () => {
  expect(scriptsIn(read('CONTRIBUTING.md')).length).toBeGreaterThan(2);
  expect(missing(read('CONTRIBUTING.md'))).toEqual([]);
});

test('a script that is not there is noticed', () => {
  expect(missing('npm ci && npm run check && npm run chekc')).toEqual(['chekc']);
});
