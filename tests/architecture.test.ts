import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * The arrows of docs/architecture.md. A part may import itself, the leaves, and what stands here; every
 * other import is a mistake in the design, and fails.
 */
const leaves = [
  'client-info.ts',
  'clock.ts',
  'error-codes.ts',
  'error-reasons.ts',
  'errors.ts',
  'input-reasons.ts',
  'locale.ts',
  'logger.ts',
  'loopback.ts',
  'maxima.ts',
  'overload.ts',
  'printable.ts',
];
const arrows: Record<string, readonly string[]> = {
  'client-info.ts': [],
  'clock.ts': [],
  'error-codes.ts': [],
  'error-reasons.ts': ['error-codes.ts', 'input-reasons.ts'],
  'errors.ts': ['error-codes.ts', 'error-reasons.ts'],
  'input-reasons.ts': ['error-codes.ts'],
  'locale.ts': ['maxima.ts'],
  'logger.ts': ['printable.ts'],
  'printable.ts': [],
  'loopback.ts': [],
  'maxima.ts': ['client-info.ts', 'errors.ts'],
  'overload.ts': ['errors.ts'],
  jwt: [],
  sealing: [],
  passwords: [],
  'resource-server': ['jwt'],
  directives: ['resource-server'],
  users: [],
  sessions: ['audit', 'users'],
  throttle: [],
  audit: ['throttle'],
  outbox: ['sealing'],
  mail: ['outbox'],
  webhooks: ['accounts', 'outbox', 'sessions', 'users'],
  secrets: [],
  maintenance: ['audit', 'outbox', 'secrets', 'sessions', 'throttle', 'users'],
  tokens: ['jwt', 'sealing', 'sessions', 'users'],
  accounts: [
    'audit',
    'mail',
    'outbox',
    'passwords',
    'secrets',
    'sessions',
    'throttle',
    'tokens',
    'users',
  ],
  directory: ['audit', 'sessions', 'users'],
  storage: [
    'accounts',
    'audit',
    'directory',
    'jwt',
    'outbox',
    'secrets',
    'sessions',
    'throttle',
    'tokens',
    'users',
  ],
  config: ['jwt', 'users', 'webhooks'],
  generated: ['graphql'],
  client: ['generated'],
  graphql: [
    'accounts',
    'audit',
    'directory',
    'generated',
    'resource-server',
    'sessions',
    'tokens',
    'users',
  ],
  oauth: ['audit', 'resource-server', 'sessions', 'throttle', 'tokens'],
  http: ['graphql', 'oauth', 'throttle'],
  telemetry: ['accounts', 'config', 'core.ts', 'graphql', 'http', 'storage', 'tokens'],
  'announcing.ts': ['config', 'outbox', 'sealing', 'webhooks'],
  'core.ts': ['accounts', 'announcing.ts', 'audit', 'config', 'passwords', 'storage'],
  'outgoing.ts': [
    'accounts',
    'announcing.ts',
    'config',
    'core.ts',
    'mail',
    'outbox',
    'sealing',
    'webhooks',
  ],
  'server-info.ts': ['config', 'generated', 'users'],
  'services.ts': [
    'accounts',
    'config',
    'core.ts',
    'directory',
    'graphql',
    'mail',
    'outbox',
    'outgoing.ts',
    'oauth',
    'sealing',
    'secrets',
    'server-info.ts',
    'sessions',
    'throttle',
    'tokens',
  ],
  'server.ts': [
    'accounts',
    'config',
    'core.ts',
    'graphql',
    'http',
    'maintenance',
    'outgoing.ts',
    'oauth',
    'resource-server',
    'services.ts',
    'telemetry',
    'tokens',
    'users',
  ],
  'index.ts': ['accounts', 'config', 'server.ts', 'sessions', 'users'],
  cli: [
    'accounts',
    'audit',
    'config',
    'core.ts',
    'jwt',
    'mail',
    'outbox',
    'sealing',
    'oauth',
    'server.ts',
    'sessions',
    'storage',
    'tokens',
    'users',
    'webhooks',
  ],
  'main.ts': ['cli'],
};

/** Packages that only some parts may know: the domains know neither GraphQL, nor HTTP, nor SQL. */
const fences: Record<string, readonly string[]> = {
  graphql: ['graphql', 'generated', 'resource-server', 'directives', 'telemetry'],
  'graphql-shield': ['resource-server'],
  'graphql-middleware': ['resource-server'],
  '@graphql-tools/utils': ['directives'],
  '@apollo/server': ['graphql', 'http', 'generated', 'telemetry'],
  kysely: ['storage'],
  pg: ['storage'],
  libsql: ['storage'],
  jsonwebtoken: ['jwt'],
  'node:http': ['http', 'server.ts', 'webhooks'],
  'node:https': ['webhooks'],
  'ipaddr.js': ['throttle', 'webhooks'],
  commander: ['cli'],
  cookie: ['http'],
  negotiator: ['http'],
  nodemailer: ['mail'],
  '@apollo/client': ['client'],
  '@urql/core': ['client'],
  '@urql/exchange-auth': ['client'],
  'graphql-request': ['client'],
  rxjs: ['client'],
  '@apollo/subgraph': ['graphql'],
  'prom-client': ['telemetry'],
  '@opentelemetry/api': ['telemetry'],
  dataloader: ['graphql'],
};

const source = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  file: string;
  target: string;
  /** Nothing of it is left at run time. */
  typesOnly: boolean;
}

const imports: Import[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    const found = text.matchAll(/(?:((?:import|export) type [^;']*)?from|import\()\s*'([^']+)'/g);
    return [...found].map(([, type, target = '']) => ({ file, target, typesOnly: Boolean(type) }));
  });

/** `features/accounts/resolvers.ts` is of the part `graphql`; `server.ts` is its own part. */
function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function targetPart({ file, target }: Import): string {
  const resolved = relative(source, join(source, dirname(file), target));
  return partOf(resolved).replace(/\.js$/, '.ts');
}

test('every part of the source has its arrows written down', () => {
  const parts = new Set(imports.map(({ file }) => partOf(file)));
  expect([...parts].filter((part) => !(part in arrows))).toEqual([]);
});

test('imports follow the arrows', () => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .filter((found) => {
      const [from, to] = [partOf(found.file), targetPart(found)];
      return from !== to && !leaves.includes(to) && !arrows[from]?.includes(to);
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('packages stay behind their fences', () => {
  const wrong = imports
    .filter(({ file, target }) => {
      const name = target.startsWith('@')
        ? target.split('/').slice(0, 2).join('/')
        : target.split('/')[0];
      const fence = fences[target] ?? fences[name ?? ''];
      return fence !== undefined && !fence.includes(partOf(file));
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('the client takes nothing into a browser but itself, its operations, and the peer of an adapter', () => {
  const adapters = new Map([['client/apollo.ts', ['@apollo/client/link', 'rxjs']]]);
  const wrong = imports
    .filter(({ file, typesOnly }) => partOf(file) === 'client' && !typesOnly)
    .filter(({ file, target }) => {
      const own = /^\.\/[\w-]+\.js$|^\.\.\/generated\/client-operations\.js$/.test(target);
      return !own && !adapters.get(file)?.includes(target);
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test('every session begins in one function, which keeps their number', () => {
  const beginning = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => readFileSync(join(source, file), 'utf8').includes('sessions.insert('));
  expect(beginning.sort()).toEqual(['sessions/begin-session.ts', 'webhooks/announce.ts']);
});
