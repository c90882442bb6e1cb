import { expect, test, vi } from 'vitest';
import { runsWith } from './required-tools.js';

test('tests that need a program run where it is, and where REQUIRE_TOOLS insists', () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(runsWith('nginx', true, undefined)).toBe(true);
  expect(runsWith('nginx', false, 'on')).toBe(true);
  expect(said).not.toHaveBeenCalled();
  said.mockRestore();
});

test('tests that do not run for want of a program say so', () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(runsWith('nginx', false, 'off')).toBe(false);
  expect(said).toHaveBeenCalledWith('\nNo nginx here: its tests do NOT run.\n\n');
  said.mockRestore();
});
