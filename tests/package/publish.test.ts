import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  private?: boolean;
};

let files: Set<string>;
beforeAll(() => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const listed = execFileSync('npm', args, { cwd: root, encoding: 'utf8' });
  const [packed] = JSON.parse(listed) as { files: { path: string }[] }[];
  files = new Set(packed?.files.map(({ path }) => path));
});

describe('the package', () => {
  test('has the documentation that its texts point to, and nothing of the sources', () => {
    const documents = ['configuration', 'errors', 'cli', 'events', 'upgrading', 'guides/email'];
    for (const name of documents) expect(files).toContain(`docs/${name}.md`);
    for (const name of ['README.md', 'LICENSE', 'SECURITY.md']) expect(files).toContain(name);
    const others = [...files].filter((name) => !/^(?:dist|docs|schema|templates)\//.test(name));
    expect(others.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'package.json',
    ]);
    expect(files).not.toContain('dist/.built-from');
  });

  test('has source maps that hold their sources', () => {
    const maps = [...files].filter((name) => name.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(100);
    const empty = maps.filter((name) => {
      const map = JSON.parse(readFileSync(join(root, name), 'utf8')) as {
        sources: string[];
        sourcesContent?: (string | null)[];
      };
      return !map.sources.every(
        (source, index) =>
          typeof map.sourcesContent?.[index] === 'string' || files.has(join(dirname(name), source)),
      );
    });
    expect(empty).toEqual([]);
  });
});

describe('npm publish', () => {
  const guard = (env: Record<string, string>) => {
    const script = join(root, 'scripts/guard-publish.js');
    const result = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
    return { status: result.status, text: result.stderr };
  };

  test('is possible, and refused for everyone but the workflow of a release', () => {
    expect(manifest.private).toBeUndefined();
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    expect(workflow).toContain('AUTHGRAPH_RELEASE: ${{ github.ref_name }}');
    expect(workflow).toContain('id-token: write');
    expect(guard({}).status).toBe(1);
    expect(guard({ AUTHGRAPH_RELEASE: 'v0.0.1' }).status).toBe(1);
    expect(guard({ npm_config_dry_run: 'true' })).toEqual({ status: 0, text: '' });
  });

  test('is refused for the workflow too, until the repository is known', () => {
    const { status, text } = guard({ AUTHGRAPH_RELEASE: `v${manifest.version}` });
    expect([status, text]).toEqual([1, expect.stringContaining('names no repository')]);
  });
});
