import { expect, test } from 'vitest';
import { joinFields, joinNames, ruleFor } from '../../src/platform/feature.js';
import { allow } from '../../src/resource-server/index.js';

test('fields of several features become one table', () => {
  const parts = [{ User: { id: 1 }, Query: { me: 2 } }, { User: { locale: 3 } }];
  expect(joinFields(parts)).toEqual({ User: { id: 1, locale: 3 }, Query: { me: 2 } });
});

test('a field that two features bring is refused by its name', () => {
  const parts = [{ User: { id: 1 } }, { User: { id: 2 } }];
  expect(() => joinFields(parts)).toThrow(new TypeError('two features bring the field User.id'));
});

test('what features bring under names becomes one table', () => {
  expect(joinNames('path', [{ '/a': 1 }, {}, { '/b': 2 }])).toEqual({ '/a': 1, '/b': 2 });
});

test('a name that two features bring is refused', () => {
  const join = () => joinNames('path', [{ '/a': 1 }, { '/a': 2 }]);
  expect(join).toThrow(new TypeError('two features bring the path /a'));
});

test('the tables of the features stay as they are when they are joined', () => {
  const first = { User: { id: 1 } };
  joinFields([first, { User: { locale: 2 } }]);
  expect(first).toEqual({ User: { id: 1 } });
});

test('one rule stands before several fields', () => {
  expect(ruleFor(allow, 'id', 'username')).toEqual({ id: allow, username: allow });
});
