import { expect, test } from 'vitest';
import { blocksOf, guides, readGuide } from '../support/guide.js';
import manifest from '../../package.json' with { type: 'json' };

const withoutReadme = guides.filter((name) => name !== 'README.md');

test('a guide that installs authgraph says from where, until there is a release', () => {
  // It is filled in before the first one: docs/releasing.md.
  expect('repository' in manifest).toBe(false);
  const installing = withoutReadme.filter((name) =>
    blocksOf(readGuide(name), 'sh').some((code) => /npm install .*\bauthgraph\b/.test(code)),
  );
  expect(installing).toContain('protect-your-apollo-server.md');
  for (const name of installing) {
    expect(readGuide(name), name).toContain('README.md#install-the-package');
  }
});

test('the archive that the guides install has the name that npm pack gives it', () => {
  expect(readGuide('README.md')).toContain(`./${manifest.name}-${manifest.version}.tgz`);
});

test('a guide with files of a server says how to run TypeScript, or where to read it', () => {
  const kit = 'protect-your-apollo-server.md';
  // What graphql-codegen and the bundler of a front end run has folders and tools of its own.
  const isOfServer = (code: string) => /^\/\/ (?!codegen\.)[\w-]+\.ts\n/.test(code);
  const withServers = guides.filter((name) => blocksOf(readGuide(name), 'ts').some(isOfServer));
  expect(withServers).toEqual(expect.arrayContaining([kit, 'subscriptions.md']));
  expect(readGuide(kit)).toMatch(/^## Run the code$[\s\S]+?^npx tsc .*\nnode built\//m);
  const silent = withServers.filter((name) => !readGuide(name).includes(`${kit}#run-the-code`));
  expect(silent).toEqual([kit]);
});

test('no block for nginx needs a version of 1.25 or later', () => {
  const blocks = guides.flatMap((name) => blocksOf(readGuide(name), 'nginx'));
  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.filter((code) => /^\s*http[23] on;/m.test(code))).toEqual([]);
});

test('every Apollo Server in the guides tells no stack traces', () => {
  const servers = guides
    .flatMap((name) => blocksOf(readGuide(name), 'ts'))
    .filter((code) => code.includes('new ApolloServer'));
  expect(servers.length).toBeGreaterThan(3);
  // `apolloOptions` of the service says so itself.
  const saysSo = /StacktraceInErrorResponses: false|auth\.apolloOptions\(/;
  expect(servers.filter((code) => !saysSo.test(code))).toEqual([]);
});
