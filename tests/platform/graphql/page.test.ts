import { expect, test } from 'vitest';
import { readPage, type PageRequest, type Window } from '../../../src/platform/graphql/page.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';

const letters = Array.from('abcdefg');
const order = { name: 'letter', keyOf: (letter: string) => letter };

/** What a database does with a window. */
function read({ after = '', before = '~', limit, fromEnd }: Window): Promise<string[]> {
  const between = letters.filter((letter) => letter > after && letter < before);
  return Promise.resolve(fromEnd ? between.slice(-limit) : between.slice(0, limit));
}

const page = (request: PageRequest) => readPage(request, order, read);

async function cursorOf(letter: string): Promise<string> {
  const { items } = await page({ first: 7 });
  return items.find(({ node }) => node === letter)?.cursor ?? '';
}

async function shown(request: PageRequest) {
  const { items, hasNextPage, hasPreviousPage } = await page(request);
  return [items.map(({ node }) => node).join(''), hasPreviousPage, hasNextPage];
}

test('forwards, a page begins after its cursor and tells whether more follow', async () => {
  expect(await shown({ first: 3 })).toEqual(['abc', false, true]);
  expect(await shown({ first: 3, after: await cursorOf('c') })).toEqual(['def', true, true]);
  expect(await shown({ first: 3, after: await cursorOf('f') })).toEqual(['g', true, false]);
  expect(await shown({ first: 3, after: await cursorOf('g') })).toEqual(['', true, false]);
  expect(await shown({ first: 7 })).toEqual(['abcdefg', false, false]);
});

test('backwards, a page ends before its cursor and keeps the order of the list', async () => {
  expect(await shown({ last: 3 })).toEqual(['efg', true, false]);
  expect(await shown({ last: 3, before: await cursorOf('e') })).toEqual(['bcd', true, true]);
  expect(await shown({ last: 3, before: await cursorOf('b') })).toEqual(['a', false, true]);
});

test('a page can lie between two cursors', async () => {
  const between = { after: await cursorOf('b'), before: await cursorOf('f') };
  expect(await shown({ first: 9, ...between })).toEqual(['cde', true, false]);
  expect(await shown({ last: 2, ...between })).toEqual(['de', true, true]);
});

test('without a number, 50 are read, and one more to know whether they are all', async () => {
  const windows: Window[] = [];
  await readPage({ first: null, after: null }, order, (window) => {
    windows.push(window);
    return Promise.resolve([]);
  });
  expect(windows).toEqual([{ limit: 51, fromEnd: false }]);
});

async function reasonOf(request: PageRequest): Promise<string> {
  try {
    await page(request);
  } catch (error) {
    if (error instanceof AuthError) return error.reason;
    throw error;
  }
  return 'no refusal';
}

test.each([
  { first: 0 },
  { first: -1 },
  { first: 101 },
  { last: 0 },
  { last: 2 ** 31 - 1 },
  { first: 1, last: 1 },
])('%j is refused', async (request) => {
  expect(await reasonOf(request)).toBe('PAGE_INVALID');
});

test('a cursor of another list, and anything that is none, is refused', async () => {
  const { items } = await readPage({ first: 1 }, { ...order, name: 'name' }, read);
  const cursors = [
    items[0]?.cursor ?? '',
    '',
    'x',
    'letter:a',
    `${await cursorOf('a')}=`,
    ` ${await cursorOf('a')}`,
    Buffer.from('letter:').toString('base64url'),
    Buffer.from([0x6c, 0xff]).toString('base64url'),
  ];
  for (const cursor of cursors) {
    expect(await reasonOf({ after: cursor })).toBe('CURSOR_INVALID');
    expect(await reasonOf({ before: cursor })).toBe('CURSOR_INVALID');
  }
  expect(await reasonOf({ first: 1, after: await cursorOf('a') })).toBe('no refusal');
});
