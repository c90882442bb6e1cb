import { expect, expectTypeOf, test } from 'vitest';
import { joinTables, type Clash, type Joined } from '../../src/platform/facts.js';

const apples = { SIZE: 1, APPLE: 'red' };
const pears = { PEAR: 'green' };
const plums = { PLUM: 'blue', SIZE: 2 };

test('tables are joined in their order, with the type of every fact', () => {
  const joined = joinTables([pears, apples]);
  expect(Object.entries(joined)).toEqual([
    ['PEAR', 'green'],
    ['SIZE', 1],
    ['APPLE', 'red'],
  ]);
  expectTypeOf(joined).toEqualTypeOf<{
    readonly PEAR: string;
    readonly SIZE: number;
    readonly APPLE: string;
  }>();
  expectTypeOf<keyof Joined<[typeof pears, typeof plums]>>().toEqualTypeOf<
    'PEAR' | 'PLUM' | 'SIZE'
  >();
});

test('a name of two tables does not compile: the error names it', () => {
  // @ts-expect-error Property 'clash' is missing in type '...' but required in type '{ readonly clash: "SIZE"; }'.
  expect(() => joinTables([apples, pears, plums])).toThrow(/\bSIZE\b/);
  expectTypeOf<Clash<[typeof apples, typeof pears, typeof plums]>>().toEqualTypeOf<'SIZE'>();
  expectTypeOf<Clash<[typeof apples, typeof pears]>>().toEqualTypeOf<never>();
});
