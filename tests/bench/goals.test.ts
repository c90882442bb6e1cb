import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decide, exitCodeOf, exitCodes, goals, sentence } from '../../bench/lib/goals.js';
import { interleave, ratio, spread } from '../../bench/lib/rounds.js';

const atLeast = { work: 'me', against: 'Apollo Server alone', atLeast: 0.9 };
const atMost = { work: 'login', against: 'limit', atMost: 1.1 };

test('the median of the rounds decides a goal', () => {
  expect(decide(atLeast, spread([0.92, 0.95, 0.98]))).toEqual({ verdict: 'met' });
  expect(decide(atLeast, spread([0.7, 0.75, 0.8]))).toEqual({ verdict: 'missed' });
  expect(decide(atMost, spread([1, 1.05, 1.08]))).toEqual({ verdict: 'met' });
  expect(decide(atMost, spread([1.2, 1.3, 1.9]))).toEqual({ verdict: 'missed' });
});

test('a median on the goal meets it', () => {
  expect(decide(atLeast, spread([0.9]))).toEqual({ verdict: 'met' });
  expect(decide(atMost, spread([1.1]))).toEqual({ verdict: 'met' });
});

test('rounds close to each other decide also with the goal between them', () => {
  expect(decide(atLeast, spread([0.88, 0.91, 0.93]))).toEqual({ verdict: 'met' });
  expect(decide(atLeast, spread([0.87, 0.89, 0.93]))).toEqual({ verdict: 'missed' });
});

test('rounds far from each other decide nothing with the goal between them', () => {
  const why = 'the rounds differ too much';
  expect(decide(atLeast, spread([0.7, 0.95, 1.1]))).toEqual({ verdict: 'undecided', why });
  expect(decide(atMost, spread([0.9, 1.2, 1.3]))).toEqual({ verdict: 'undecided', why });
});

test('a busy machine decides nothing, neither a pass nor a miss', () => {
  const why = 'busy machine';
  expect(decide(atLeast, spread([2, 2, 2]), why)).toEqual({ verdict: 'undecided', why });
  expect(decide(atLeast, spread([0.1, 0.1, 0.1]), why)).toEqual({ verdict: 'undecided', why });
});

test('the exit code tells a miss, and what is open, from a pass', () => {
  expect(exitCodeOf([])).toBe(exitCodes.met);
  expect(exitCodeOf(['met', 'met'])).toBe(exitCodes.met);
  expect(exitCodeOf(['met', 'undecided'])).toBe(exitCodes.undecided);
  expect(exitCodeOf(['missed', 'undecided', 'met'])).toBe(exitCodes.missed);
  expect(new Set(Object.values(exitCodes)).size).toBe(4);
});

test('a ratio is taken within each round', () => {
  expect(ratio([10, 40, 90], [10, 20, 30])).toEqual({ median: 2, low: 1, high: 3 });
});

test('every second round goes in the opposite order', async () => {
  const turns: string[] = [];
  await interleave(2, ['a', 'b'], (one, round) => {
    turns.push(`${one}${round}`);
    return Promise.resolve();
  });
  expect(turns).toEqual(['a0', 'b0', 'b1', 'a1']);
});

test('every goal has one bound and a row of its own', () => {
  const rows = Object.values(goals).map((goal) => `${goal.work} ${goal.against}`);
  expect(new Set(rows).size).toBe(rows.length);
  for (const goal of Object.values(goals)) {
    expect([goal.atLeast, goal.atMost].filter((bound) => bound !== undefined)).toHaveLength(1);
    expect(sentence(goal)).toMatch(/^[<>]= [\d.]+$/);
  }
});

const folders = ['lib', 'scenarios', 'servers'].map(
  (name) => new URL(`../../bench/${name}/`, import.meta.url),
);
const sources = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8')),
);

test('what the benchmark imports of the build is there', async () => {
  const imports = sources.flatMap((source) => [
    ...source.matchAll(/import \{([^}]*)\} from '..\/..\/dist\/(.*)\.js'/g),
  ]);
  expect(imports.length).toBeGreaterThan(2);
  for (const [, names = '', file = ''] of imports) {
    const { href } = new URL(`../../src/${file}.ts`, import.meta.url);
    const module = (await import(href)) as object;
    expect(Object.keys(module)).toEqual(expect.arrayContaining(namesOf(names)));
  }
});

function namesOf(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}
