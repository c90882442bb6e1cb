import { expect, test } from 'vitest';
import { runsBrowserTests } from './browser-tests.js';

const nothing = { hasChromium: false, canInstall: false, ci: undefined };

test('the browser tests run where Chromium is, or can be installed', () => {
  expect(runsBrowserTests({ ...nothing, hasChromium: true })).toBe(true);
  expect(runsBrowserTests({ ...nothing, canInstall: true })).toBe(true);
});

test('without Chromium and a way to install it the browser tests are left out', () => {
  expect(runsBrowserTests(nothing)).toBe(false);
});

test.each([
  ['true', true],
  ['1', true],
  ['false', false],
  ['', false],
])('with CI=%s the browser tests run without Chromium: %s', (ci, isRequired) => {
  expect(runsBrowserTests({ ...nothing, ci })).toBe(isRequired);
});
