import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Entry {
  readonly item: string;
  readonly claim: string;
  readonly sources: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
  /** Lines below the claim that are neither its sources nor a test. */
  readonly unread: readonly string[];
}

/** An entry: the item with its claim, a line of sources, and a line for each test. */
function readEntry(text: string): Entry {
  const [first = '', where = '', ...lines] = text.split('\n');
  const [, item = '', claim = ''] = /^- \*\*(.+)\*\*: ?(.*)$/.exec(first) ?? [];
  const shown = lines.map((line) => /^ {2}- `([^`]+)`: “([^”]+)”$/.exec(line) ?? line);
  return {
    item,
    claim,
    sources: [...where.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    tests: shown.flatMap((match) =>
      typeof match === 'string' ? [] : [{ file: match[1] ?? '', title: match[2] ?? '' }],
    ),
    unread: shown.filter((match) => typeof match === 'string'),
  };
}

/** The entries of all lists before the last part, which lists what is not met. */
function readEntries(document: string): Entry[] {
  const [met = ''] = document.split('\n## Not met');
  return [...met.matchAll(/^- .*(?:\n {2}.*)*/gm)].map(([text]) => readEntry(text));
}

/** What is wrong with an entry; empty where nothing is. */
function faultsOf({ item, claim, sources, tests, unread }: Entry): string[] {
  const faults: string[] = [];
  if (item === '' || claim === '') faults.push('does not have an item and a claim');
  if (sources.length === 0) faults.push('names no source');
  if (tests.length === 0 || unread.length > 0) faults.push('does not quote each test');
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
  const document = readFileSync(`${root}docs/security.md`, 'utf8');
  const entries = readEntries(document);

  test('has an entry for each promise', () => {
    const items = entries.map(({ item }) => item);
    expect(items).toEqual(expect.arrayContaining(['(a)', '(b)', '(c)', '(d)', '(e)', '(f)']));
    expect(entries.length).toBeGreaterThan(100);
  });

  test('names sources and tests that are there, in every entry', () => {
    const faults = entries.flatMap((entry) =>
      faultsOf(entry).map((fault) => `${entry.item}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test('has only lines below 200 characters', () => {
    expect(document.split('\n').filter((line) => line.length >= 200)).toEqual([]);
  });
});

test('the guide of social sign-in quotes tests that are there', () => {
  const guide = readFileSync(`${root}docs/guides/social-sign-in.md`, 'utf8');
  const folders = ['tests/features/social/', 'tests/race/'];
  const sources = folders.flatMap((folder) =>
    readdirSync(root + folder).map((file) => readFileSync(root + folder + file, 'utf8')),
  );
  const [, table = ''] = guide.split('## What is done against each takeover');
  const titles = [...table.matchAll(/“([^”]+)”(?=[,|\s]+(?:“|$))/gm)].map(
    ([, title = '']) => title,
  );
  expect(titles.length).toBeGreaterThan(15);
  expect(titles.filter((title) => !sources.some((source) => quotes(source, title)))).toEqual([]);
});

describe('the check of an entry', () => {
  const good = [
    '- **1**: It works.',
    '  - `src/platform/errors/auth-error.ts`',
    '  - `tests/docs/security.test.ts`: “has an entry for each promise”',
  ].join('\n');

  test('finds nothing wrong with a good one', () => {
    expect(faultsOf(readEntry(good))).toEqual([]);
  });

  test.each([
    ['a wrong title', 'for each promise', 'for every promise', 'no test "'],
    ['a part of a title', ' promise”', '”', 'no test "'],
    ['a wrong test file', 'docs/security.test', 'docs/insecurity.test', 'no test file'],
    ['a wrong source', 'src/platform/errors/auth-error.ts', 'src/mistakes.ts', 'no source'],
    ['a missing claim', ' It works.', '', 'an item and a claim'],
    ['a missing source', '`src/platform/errors/auth-error.ts`', '', 'names no source'],
    ['a test without a title', ': “has an entry for each promise”', '', 'quote each test'],
    ['a test beside a title', '“has', 'shows “has', 'quote each test'],
  ])('finds %s', (_title, text, instead, fault) => {
    expect(faultsOf(readEntry(good.replace(text, instead))).join()).toContain(fault);
  });
});
