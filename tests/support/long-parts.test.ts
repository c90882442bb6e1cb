import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parts, runParts } from '../../scripts/long-parts.js';

/** Runs parts of 100 s each that take as long as they say here; returns which ran. */
function runWith(seconds: number, took: readonly number[], failing: readonly string[] = []) {
  let now = 0;
  const ran: string[] = [];
  const all = took.map((duration, index) => ({ name: `${index}`, seconds: 100, duration }));
  const { failed, skipped } = runParts(all, {
    seconds,
    now: () => now,
    run({ name, duration }) {
      ran.push(name);
      now += duration * 1000;
      return !failing.includes(name);
    },
  });
  const namesOf = (some: readonly { name: string }[]) => some.map(({ name }) => name);
  return { ran, failed: namesOf(failed), skipped: namesOf(skipped) };
}

test('a part of the long run starts only with enough time left, and is named otherwise', () => {
  expect(runWith(250, [100, 100, 100])).toEqual({ ran: ['0', '1'], failed: [], skipped: ['2'] });
  expect(runWith(250, [180, 10, 10])).toEqual({ ran: ['0'], failed: [], skipped: ['1', '2'] });
  expect(runWith(-5, [1])).toEqual({ ran: [], failed: [], skipped: ['0'] });
});

test('without a limit all parts of the long run run, also after one that failed', () => {
  const { ran, failed, skipped } = runWith(Infinity, [1000, 1000, 1000], ['0', '2']);
  expect(ran).toEqual(['0', '1', '2']);
  expect({ failed, skipped }).toEqual({ failed: ['0', '2'], skipped: [] });
});

test('every file of the long run is in exactly one part', () => {
  const files = ['faults', 'fuzz', 'upgrade'].flatMap((folder) =>
    readdirSync(new URL(`../${folder}/`, import.meta.url))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `tests/${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(20);
  const partsOf = (file: string) =>
    parts.filter((part) => part.files.some((filter) => file.includes(filter)));
  expect(files.filter((file) => partsOf(file).length !== 1)).toEqual([]);
});
