import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Row {
  readonly columns: readonly string[];
  readonly sources: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function readRow(line: string): Row {
  const columns = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  const [, , where = '', shown = ''] = columns;
  return {
    columns,
    sources: [...where.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    tests: [...shown.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = '', title = '']) => ({
      file,
      title,
    })),
  };
}

/** The rows of all tables, without their heads and rules. */
function readRows(document: string): Row[] {
  return document
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (Item |-+ )/.test(line))
    .map(readRow);
}

/** What is wrong with a row; empty where nothing is. */
function faultsOf({ columns, sources, tests }: Row): string[] {
  const faults: string[] = [];
  if (columns.length !== 4 || columns.includes('')) faults.push('does not have four columns');
  if (sources.length === 0) faults.push('names no source');
  if (tests.length === 0 || tests.length !== columns[3]?.split('<br>').length) {
    faults.push('does not quote each test');
  }
  for (const path of sources) {
    if (!path.startsWith('src/') || !existsSync(root + path)) faults.push(`no source "${path}"`);
  }
  for (const { file, title } of tests) {
    if (!/^tests\/.*\.test\.ts$/.test(file) || !existsSync(root + file)) {
      faults.push(`no test file "${file}"`);
    } else if (!quotes(readFileSync(root + file, 'utf8'), title)) {
      faults.push(`no test "${title}" in ${file}`);
    }
  }
  return faults;
}

/** Whether a source has `title` as a whole string. */
function quotes(source: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((text) => source.includes(text));
}

describe('docs/security.md', () => {
  const rows = readRows(readFileSync(`${root}docs/security.md`, 'utf8'));

  test('has a row for each promise', () => {
    const items = rows.map(({ columns: [item] }) => item);
    expect(items).toEqual(expect.arrayContaining(['(a)', '(b)', '(c)', '(d)', '(e)', '(f)']));
  });

  test('names sources and tests that are there, in every row', () => {
    const faults = rows.flatMap((row) =>
      faultsOf(row).map((fault) => `${row.columns[0]}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});

describe('the check of a row', () => {
  const good =
    '| 1 | It works. | `src/platform/errors/auth-error.ts` | `tests/docs/security.test.ts`: “has a row for each promise” |';

  test('finds nothing wrong with a good one', () => {
    expect(faultsOf(readRow(good))).toEqual([]);
  });

  test.each([
    ['a wrong title', 'for each promise', 'for every promise', 'no test "'],
    ['a part of a title', ' promise”', '”', 'no test "'],
    ['a wrong test file', 'docs/security.test', 'docs/insecurity.test', 'no test file'],
    ['a wrong source', 'src/platform/errors/auth-error.ts', 'src/mistakes.ts', 'no source'],
    ['an empty column', ' It works. ', ' ', 'four columns'],
    ['a test without a title', ': “has a row for each promise”', '', 'quote each test'],
  ])('finds %s', (_title, text, instead, fault) => {
    expect(faultsOf(readRow(good.replace(text, instead))).join()).toContain(fault);
  });
});
