import { expect, test } from 'vitest';
import { lookAlikeKeys, createReservedNames } from '../../../src/features/accounts/look-alikes.js';
import { costOf } from '../../support/event-loop.js';

const alike: [string, string][] = [
  ['ada', 'Ada'],
  ['ada', 'аda'],
  ['ada', 'ɑda'],
  ['admin', 'аdmin'],
  ['admin', 'АDMIN'],
  ['admin', 'ΑDMΙN'],
  ['admin', 'adrnin'],
  ['admin', 'adm1n'],
  ['admin', 'admln'],
  ['admin', 'admıп'.replace('п', 'n')],
  ['admin', 'аdмin'.replace('м', 'm')],
  ['paypal', 'paypaI'],
  ['paypal', 'paypa1'],
  ['paypal', 'раураl'],
  ['bob', 'Вob'],
  ['bob', 'b0b'],
  ['bob', 'bоb'],
  ['root', 'rооt'],
  ['support', 'ѕupport'],
  ['user1', 'userl'],
  ['user1', 'userI'],
  ['o0', 'Oo'],
  ['scope', 'ѕсоре'],
  ['ä1', 'a\u0308l'],
  ['москва', 'МОСКВА'],
  ['москва', 'MOCKBA'],
  ['москва', 'мoсква'],
  ['harry', 'Нarry'],
  ['victor', 'νictor'],
  ['νίκος', 'ΝΊΚΟΣ'],
];

test.each(alike)('"%s" looks like "%s"', (one, other) => {
  const keys = lookAlikeKeys(one);
  expect(lookAlikeKeys(other).some((key) => keys.includes(key))).toBe(true);
});

test('names that look different stay different', () => {
  const names = [
    'ada',
    'eda',
    'ada.',
    'a-da',
    'a_da',
    'adá',
    'bob',
    'user2',
    'user3',
    '에이다',
    'ада',
    'admins',
  ];
  const keys = names.flatMap(lookAlikeKeys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the key of a key is the key, whatever the letters', () => {
  for (let code = 0x21; code < 0x3000; code += 1) {
    for (const key of lookAlikeKeys(String.fromCodePoint(code))) {
      expect(lookAlikeKeys(key)).toContain(key);
    }
  }
});

test('a reserved name is reserved in all its looks, and its parts are not', () => {
  const isReserved = createReservedNames(['admin', 'No-Reply']);
  for (const name of ['admin', 'ADMIN', 'аdmin', 'adm1n', 'no-reply', 'nо-reply']) {
    expect(isReserved(name), name).toBe(true);
  }
  for (const name of ['admin2', 'adm', 'noreply', 'ada'])
    expect(isReserved(name), name).toBe(false);
  const isReservedToo = createReservedNames(['админ']);
  for (const name of ['админ', 'АДМИН', 'Админ', 'aдмин']) expect(isReservedToo(name)).toBe(true);
  expect(createReservedNames([])('admin')).toBe(false);
});

test('the longest names of two people stay different', () => {
  const one = '뷁'.repeat(64);
  const other = `${'뷁'.repeat(63)}가`;
  expect(lookAlikeKeys(one)).not.toEqual(lookAlikeKeys(other));
});

test('keys of the longest names take microseconds', () => {
  const names = ['l'.repeat(64), 'ﷺ'.repeat(64), `a${'\u0301'.repeat(63)}`, '한'.repeat(64)];
  lookAlikeKeys('warm');
  const work = () => {
    for (let round = 0; round < 100; round += 1) names.forEach(lookAlikeKeys);
  };
  expect(costOf(work, 800) / 400).toBeLessThan(2);
});
