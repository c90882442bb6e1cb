import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const document = read('docs/architecture.md');

/** The steps of the walk: a link to a line, and the text around it. */
const steps = [
  ...document.matchAll(/^\d\. \[`[^`]+`\]\(\.\.\/(\S+)#L(\d+)\)((?:.|\n {3})+)/gm),
].map(([, path = '', line = '', text = '']) => ({ path, line: Number(line), text }));

describe('the walk at the beginning of docs/architecture.md', () => {
  test('has eight steps, and begins before everything else', () => {
    expect(steps).toHaveLength(8);
    expect(document.indexOf('## How a bearer token')).toBe(document.indexOf('## '));
  });

  test.each(steps)('$path, line $line, has what the step names', ({ path, line, text }) => {
    const source = read(path).split('\n')[line - 1] ?? '';
    const named = [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect(named.some((name) => source.includes(name))).toBe(true);
  });
});
