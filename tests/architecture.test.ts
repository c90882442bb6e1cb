import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The arrows of docs/architecture.md. A room is a folder of `platform` or `features`, or of `src` itself; it may import
 * itself, and the rooms and files that stand here. Every other import is a mistake in the design, and fails.
 */
const arrows: Record<string, readonly string[]> = {
  jwt: ['platform/errors'],
  'resource-server': ['jwt', 'platform/*'],
  directives: ['resource-server'],
  client: ['generated', 'platform/errors', 'app/facts.ts'],
  generated: ['features/*', 'platform/*'],
  // The type of a feature: the fields of the contract with their maxima, its routes and its jobs.
  'platform/feature.ts': [
    'generated',
    'platform/route.ts',
    'platform/job.ts',
    'platform/json.ts',
    'platform/maxima.ts',
  ],
  'platform/*': ['platform/*', 'jwt'],
  'features/*': ['platform/*', 'jwt', 'resource-server', 'generated'],
  app: ['platform/*', 'features/*', 'jwt', 'resource-server', 'generated'],
  cli: ['app', 'platform/*', 'features/*', 'jwt'],
  'index.ts': ['app', 'platform/*', 'features/*'],
  'main.ts': ['cli'],
};

/** The features that a feature rests on. It runs in one direction: nothing here leads back to where it began. */
const restsOn: Record<string, readonly string[]> = {
  accounts: [],
  'signing-keys': [],
  captcha: [],
  sessions: ['accounts', 'signing-keys'],
  profile: ['accounts', 'sessions'],
  'email-addresses': ['accounts', 'sessions'],
  'two-step': ['accounts', 'sessions'],
  totp: ['accounts', 'sessions', 'two-step'],
  handoff: ['accounts', 'sessions'],
  'sign-in': ['accounts', 'email-addresses', 'sessions', 'two-step'],
  passkeys: ['accounts', 'captcha', 'email-addresses', 'sessions', 'two-step'],
  'account-recovery': ['accounts', 'sessions', 'two-step'],
  devices: ['accounts', 'email-addresses', 'sessions'],
  social: ['accounts', 'email-addresses', 'handoff', 'sessions', 'two-step'],
  'email-login': ['accounts', 'captcha', 'email-addresses', 'sessions'],
  passwords: ['accounts', 'captcha', 'email-addresses', 'sessions'],
  administration: ['accounts', 'email-addresses', 'profile', 'sessions', 'two-step'],
  'service-state': ['sessions', 'signing-keys'],
  'account-deletion': ['accounts', 'email-addresses', 'profile', 'sessions'],
  webhooks: ['accounts', 'email-addresses', 'sessions'],
  oauth: ['accounts', 'sessions'],
  'session-events': ['oauth', 'sessions'],
  development: [],
  pages: [],
  federation: ['accounts', 'sessions'],
};

/** What does not follow the arrows yet. The list only gets shorter: what is not needed any more fails too. */
const exceptions: readonly string[] = [];

/** Packages that only some files may know: the features know neither GraphQL's server, nor HTTP, nor SQL. */
const fences: Record<string, readonly string[]> = {
  'graphql-shield': ['resource-server/'],
  'graphql-middleware': ['resource-server/'],
  '@graphql-tools/utils': ['directives/', 'features/federation/'],
  '@apollo/server': ['platform/graphql/', 'platform/http/', 'platform/telemetry/', 'generated/'],
  '@apollo/subgraph': ['features/federation/'],
  kysely: ['platform/database/', '.sql.ts', '/migrations.ts'],
  pg: ['platform/database/'],
  libsql: ['platform/database/'],
  jsonwebtoken: ['jwt/'],
  jose: ['resource-server/web/'],
  'node:https': ['features/webhooks/', 'platform/guarded-fetch.ts'],
  'ipaddr.js': ['platform/public-address.ts'],
  commander: ['cli/', '/commands.ts'],
  'string-width': ['platform/command-line/'],
  nodemailer: ['platform/mail/'],
  '@apollo/client': ['client/'],
  '@urql/core': ['client/'],
  '@urql/exchange-auth': ['client/'],
  'graphql-request': ['client/'],
  rxjs: ['client/'],
  'prom-client': ['platform/telemetry/'],
  '@opentelemetry/api': ['platform/telemetry/'],
  dataloader: ['platform/graphql/'],
  otpauth: ['features/totp/'],
  'openid-client': ['features/social/'],
};

const source = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  file: string;
  target: string;
  /** Nothing of it is left at run time. */
  typesOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(source, file), 'utf8') }));

const filesWith = (pattern: RegExp) =>
  files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

const imports: Import[] = files.flatMap(({ file, text }) => {
  const found = text.matchAll(/(?:((?:import|export) type [^;']*)?from|import\()\s*'([^']+)'/g);
  return [...found].map(([, type, target = '']) => ({ file, target, typesOnly: Boolean(type) }));
});

/** `features/sessions` of `features/sessions/store.ts`; `cli` of `cli/serve.ts`; a file of `src` is its own room. */
function roomOf(path: string): string {
  const parts = path.split('/');
  const isNested = parts[0] === 'platform' || parts[0] === 'features';
  return parts.slice(0, isNested ? 2 : 1).join('/');
}

function targetOf({ file, target }: Import): string {
  return relative(source, join(source, dirname(file), target)).replace(/\.js$/, '.ts');
}

const matches = (room: string, pattern: string) =>
  pattern.endsWith('/*') ? room.startsWith(pattern.slice(0, -1)) : room === pattern;

function mayImport(from: string, target: string): boolean {
  const to = roomOf(target);
  const [layer, feature = ''] = from.split('/');
  const allowed = arrows[from] ?? arrows[`${layer}/*`] ?? [];
  if (from === to || allowed.some((place) => place === target || matches(to, place))) return true;
  return layer === 'features' && (restsOn[feature] ?? []).some((each) => to === `features/${each}`);
}

const inner = imports
  .filter(({ target }) => target.startsWith('.'))
  .map((found) => ({ ...found, to: targetOf(found) }));

describe('the arrows', () => {
  test('every room has its arrows, and every feature says what it rests on', () => {
    const rooms = new Set(inner.map(({ file }) => roomOf(file)));
    const unknown = [...rooms].filter((room) => {
      const [layer, name = ''] = room.split('/');
      return layer === 'features'
        ? !(name in restsOn)
        : !(room in arrows || `${layer}/*` in arrows);
    });
    expect(unknown).toEqual([]);
  });

  test('imports follow the arrows, but for the exceptions', () => {
    const wrong = inner
      .filter(({ file, to }) => !mayImport(roomOf(file), to))
      .map(({ file, to }) => `${file} imports ${to}`);
    expect([...new Set(wrong)].sort()).toEqual([...exceptions].sort());
  });

  test('no feature rests on itself through others', () => {
    const reaches = (from: string, seen = new Set<string>()): Set<string> => {
      for (const next of restsOn[from] ?? []) {
        if (!seen.has(next)) reaches(next, seen.add(next));
      }
      return seen;
    };
    expect(Object.keys(restsOn).filter((feature) => reaches(feature).has(feature))).toEqual([]);
  });
});

test('packages stay behind their fences', () => {
  const wrong = imports
    .filter(({ file, target }) => {
      const name = target.startsWith('@')
        ? target.split('/').slice(0, 2).join('/')
        : target.split('/')[0];
      const fence = fences[target] ?? fences[name ?? ''];
      return fence?.every((place) => !file.startsWith(place) && !file.endsWith(place)) ?? false;
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect([...new Set(wrong)].sort()).toEqual(['platform/address.ts imports ipaddr.js']);
});

test('the kit for the edge brings no module of Node, and is loaded by nothing else', () => {
  const web = 'resource-server/web/';
  const loaded = new Set([`${web}index.ts`]);
  for (const file of loaded) {
    const next = inner.filter((each) => each.file === file && !each.typesOnly);
    for (const { to } of next) loaded.add(to);
  }
  // The build puts another file in its place, and tests/package/bundlers.test.ts looks at that.
  loaded.delete('resource-server/graphql-shield.ts');
  const packages = imports
    .filter(
      ({ file, target, typesOnly }) => loaded.has(file) && !target.startsWith('.') && !typesOnly,
    )
    .map(({ target }) => target);
  expect([...new Set(packages)].sort()).toEqual(['graphql', 'jose']);
  const others = inner.filter(({ file, to }) => to.startsWith(web) && !file.startsWith(web));
  expect(others).toEqual([]);
});

test('the client brings itself, its operations and what an adapter is for to browsers', () => {
  const adapters = new Map([
    ['client/apollo.ts', ['@apollo/client/link', 'rxjs']],
    ['client/passkey-device.ts', ['@simplewebauthn/browser']],
  ]);
  const wrong = imports
    .filter(({ file, typesOnly }) => roomOf(file) === 'client' && !typesOnly)
    .filter(({ file, target }) => {
      const own = /^\.\/[\w-]+\.js$|^\.\.\/generated\/client-operations\.js$/.test(target);
      return !own && !adapters.get(file)?.includes(target);
    })
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

describe('a proof of identity', () => {
  test('is asked for where a session begins, and sessions begin in one place', () => {
    expect(filesWith(/insertInto\('sessions'\)|insert into sessions/i)).toEqual([
      'features/sessions/store.sql.ts',
    ]);
    expect(filesWith(/\bsessions\.insert\b/)).toEqual(['features/sessions/begin-session.ts']);
  });

  test('a session is made by nothing but what begins it', () => {
    expect(filesWith(/\bnew(Session|Impersonation)\(/)).toEqual([
      'features/sessions/begin-session.ts',
      'features/sessions/lifecycle.ts',
    ]);
  });

  test('is too old by one rule, which the service makes once', () => {
    const reactions = ['client/', 'platform/'];
    const deciding = filesWith(/'FRESH_LOGIN_REQUIRED'/);
    expect(deciding.filter((file) => !reactions.some((folder) => file.startsWith(folder)))).toEqual(
      ['resource-server/assurance.ts'],
    );
    const rules = /\b(isFresh|hasAssurance|assuranceProblem)\(/;
    const uses = filesWith(rules).filter((file) => !/^(resource-server|directives)\//.test(file));
    // Turning two-step sign-in on takes two factors; with it on, a change of it looks again once it holds the account.
    expect(uses).toEqual(['app/permissions.ts', 'features/sessions/hold-viewer.ts']);
  });
});

test('a password that users choose is hashed where breached ones are refused', () => {
  const places = filesWith(/\bhasher\.hash\(/);
  expect(places).toEqual([
    'features/administration/operator.ts',
    'features/passwords/password-check.ts',
  ]);
});
