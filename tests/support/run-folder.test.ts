import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers } from './run-folder.js';

test('the temporary files of a run are in one folder', () => {
  expect(tmpdir()).toMatch(/\/authgraph-run-\d+$/);
});

test('what killed runs left is removed, and what others use is not', () => {
  const base = mkdtempSync(join(tmpdir(), 'authgraph-leftovers-'));
  const ended = spawnSync('true').pid;
  const running = `authgraph-run-${process.pid}`;
  for (const name of [`authgraph-run-${ended}`, running, 'authgraph-run-notes', 'other']) {
    mkdirSync(join(base, name));
  }
  removeLeftovers(base);
  expect(readdirSync(base).sort()).toEqual([running, 'authgraph-run-notes', 'other']);
  rmSync(base, { recursive: true });
});
