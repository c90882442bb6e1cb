import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStopwatch } from '../support/event-loop.js';
import { dataOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults } from './http.js';
import { answered, runs } from './runs.js';

/** Milliseconds of work for one document, of both sides: hostile ones took minutes. */
const longest = 2_000;
/** Milliseconds until its answer, on a host that does other things too. */
const maxWait = 30_000;

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ accessToken: token } = await server.signUp());
});
afterAll(() => server.close());

const times = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 }));
const names = fc.constantFrom('me', 'id', 'sessions', 'username', 'user', '__typename', 'a');
const fragmentNames = fc.constantFrom('f0', 'f1', 'f2', 'f3', 'missing');
const types = fc.constantFrom('Query', 'User', 'Session', 'Mutation', 'Nothing');

/** As often as asked, while it is no longer than a body may be. */
const repeated = (text: string, count: number) =>
  `${text} `.repeat(Math.max(1, Math.min(count, Math.floor(20_000 / text.length))));

/** Parts of documents, right and wrong, each as often as it likes. */
const { selections } = fc.letrec<{ selections: string; selection: string }>((tie) => ({
  selections: fc
    .array(fc.tuple(tie('selection'), times), { minLength: 1, maxLength: 3 })
    .map((parts) => `{${parts.map(([text, count]) => repeated(text, count)).join('')}}`),
  selection: fc.oneof(
    { maxDepth: 6 },
    names,
    fragmentNames.map((name) => `...${name}`),
    fc.tuple(names, tie('selections')).map(([name, inside]) => `${name}${inside}`),
    fc.tuple(names, names).map(([alias, name]) => `${alias}:${name}`),
    fc.tuple(types, tie('selections')).map(([type, inside]) => `...on ${type}${inside}`),
    tie('selections').map((inside) => `...${inside}`),
    fc.tuple(names, times).map(([name, count]) => name + '@skip(if:false)'.repeat(count)),
    fc
      .tuple(names, times)
      .map(([name, count]) => `${name}(a:${'['.repeat(count)}${']'.repeat(count)})`),
  ),
}));

const definition = fc.oneof(
  selections,
  fc.tuple(names, selections).map(([name, set]) => `query ${name}${set}`),
  selections.map((set) => `mutation${set}`),
  selections.map((set) => `subscription${set}`),
  fc
    .tuple(fragmentNames, types, selections)
    .map(([name, type, set]) => `fragment ${name} on ${type}${set}`),
  fc.constantFrom('scalar A', 'directive @a on FIELD', '{', '}', '"', '#'),
);
const documents = fc
  .tuple(selections, fc.array(definition, { maxLength: 6 }))
  .map((parts) => parts.flat().join('\n').slice(0, 90_000));

test('a document of any parts is answered soon, and cleanly', async () => {
  const property = answered(documents, async (query) => {
    const elapsed = startStopwatch();
    const began = performance.now();
    const reply = await server.send(query, {}, { token });
    expect(elapsed()).toBeLessThan(longest);
    expect(performance.now() - began).toBeLessThan(maxWait);
    expectClean(reply);
  });
  await fc.assert(property, runs(200));
  expectNoFaults(server);
  dataOf(await server.me(token));
});
