import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, readGuide } from '../support/guide.js';
import { runsWith } from '../support/required-tools.js';

const [recipe = ''] = blocksOf(readGuide('from-flask-jwt-extended.md'), 'python');
const python = process.env['PYTHON'] ?? 'python3';
const needed = 'import flask_jwt_extended, cryptography';
const hasFlask = spawnSync(python, ['-c', needed]).status === 0;
const isTried = runsWith('flask-jwt-extended for Python', hasFlask);

test.runIf(isTried)('the recipe for Flask refuses foreign tokens, and never with 500', () => {
  const folder = mkdtempSync(join(tmpdir(), 'authgraph-flask-'));
  writeFileSync(join(folder, 'recipe.py'), recipe);
  copyFileSync(new URL('flask-guide.py', import.meta.url), join(folder, 'guide.py'));
  const output = execFileSync(python, ['guide.py'], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(JSON.parse(output)).toEqual({
    good: 200,
    'unknown kid': 422,
    'no kid': 422,
    'old HS256': 422,
    'HS256 with a kid': 422,
    'refresh token': 422,
    junk: 422,
    outage: 503,
  });
});

test('the recipe for Flask looks at kid before it uses it, and knows an outage', () => {
  expect(recipe.indexOf('"kid" not in header')).toBeGreaterThan(0);
  expect(recipe.indexOf('"kid" not in header')).toBeLessThan(recipe.indexOf('header["kid"]'));
  expect(recipe).toContain('@app.errorhandler(PyJWKClientConnectionError)');
});
