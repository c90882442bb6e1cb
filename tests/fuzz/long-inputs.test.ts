import { request } from 'node:http';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { headerMaxima } from '../../src/platform/maxima.js';
import { lagOf } from '../support/event-loop.js';
import { isLongRun } from '../support/long-run.js';
import { signUpAdministrator } from '../support/administrator.js';
import { dataOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults, post, type RawReply } from './http.js';
import { inputPlacesOf, type InputPlace } from './schema-inputs.js';

/** Milliseconds of CPU for which one answer may hold the event loop. */
const bound = 50;
/** Characters of an answer: it says what is wrong, and reflects nothing. */
const longestAnswer = 4_000;
/** Bytes of a body, with some room for what is around the text: 100,000 are read. */
const bodySize = 95_000;

/** Texts of any length, each of a kind that takes some program the square of it. */
const texts: Record<string, (length: number) => string> = {
  'combining marks': (length) =>
    `a${'\u0301'.repeat(length / 2 - 1)}${'\u0316'.repeat(length / 2 - 1)}`,
  'line breaks': (length) => '\n'.repeat(length),
  quotes: (length) => 'Value "'.repeat(length / 7),
  backslashes: (length) => '\\'.repeat(length),
  digits: (length) => '9'.repeat(length),
  'half surrogates': (length) => '\ud800'.repeat(length),
  'right-to-left marks': (length) => '\u202e\u200f'.repeat(length / 2),
  'a long token': (length) => 'a'.repeat(length),
  'deep brackets': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  suggestions: (length) => ' Did you mean?'.repeat(length / 14),
  addresses: (length) => `${'a@'.repeat(length / 2 - 3)}b.co`,
};
const kinds = Object.entries(texts);

let server: TestServer;
let token: string;
let places: InputPlace[];
let maxima: Map<string, number>;
beforeAll(async () => {
  server = await startTestServer({ env: { COOKIES: 'on', TRUST_PROXY: 'loopback' } });
  ({ accessToken: token } = await signUpAdministrator(server));
  const introspected = dataOf(await server.send<IntrospectionQuery>(getIntrospectionQuery()));
  places = inputPlacesOf(buildClientSchema(introspected));
  const query = '{ serverInfo { limits { inputs { coordinate maximum unit } } } }';
  const { serverInfo } = dataOf(
    await server.send<{
      serverInfo: { limits: { inputs: { coordinate: string; maximum: number; unit: string }[] } };
    }>(query),
  );
  maxima = new Map(
    serverInfo.limits.inputs.map(({ coordinate, maximum, unit }) => [
      coordinate,
      unit === 'BYTES' ? maximum - 2 : unit === 'ITEMS' ? 64 : maximum,
    ]),
  );
});
afterAll(() => server.close());
afterEach(async () => {
  expectNoFaults(server);
  dataOf(await server.me(token));
});

/** Sends all of it one after the other: no answer is long in coming, nor long. */
async function expectShort(title: string, sends: readonly (() => Promise<RawReply>)[]) {
  const lag = await lagOf(async () => {
    for (const send of sends) {
      const reply = await send();
      expectClean(reply);
      expect(reply.text.length, title).toBeLessThan(longestAnswer);
    }
  }, bound);
  expect(lag, title).toBeLessThan(bound);
}

const bodyOf = (body: object | string) =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).subarray(0, 100_000);

function sending(body: object | string, headers: Record<string, string> = {}) {
  const bytes = bodyOf(body);
  const isSubscription = bytes.subarray(0, 30).includes('"subscription');
  const accept = isSubscription ? { accept: 'text/event-stream' } : {};
  return () => post(server, bytes, { authorization: `Bearer ${token}`, ...accept, ...headers });
}

/** As many characters as fit into the bytes of a body, as JSON writes them. */
function longest(text: (length: number) => string): string {
  const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(text(1_000))));
  return text(Math.floor((bodySize / bytes) * 1_000));
}

test('every argument and input field has a maximum, and its description says it', async () => {
  const unbounded = new Set(['Int', 'Float', 'Boolean', 'DateTime']);
  const { __schema } = dataOf(await server.send<IntrospectionQuery>(getIntrospectionQuery()));
  const schema = buildClientSchema({ __schema });
  expect(places.length).toBeGreaterThanOrEqual(60);
  for (const { coordinate, type, isEnum } of places) {
    if (isEnum || unbounded.has(type.replace('!', ''))) continue;
    const [typeName = '', rest = ''] = coordinate.split('.');
    const [fieldName = '', argument] = rest.split(/[(:]/);
    const owner = schema.getType(typeName);
    const field = owner && 'getFields' in owner ? owner.getFields()[fieldName] : undefined;
    const described =
      argument === undefined || field === undefined || !('args' in field)
        ? field
        : field.args.find(({ name }) => name === argument);
    expect(maxima.has(coordinate), coordinate).toBe(true);
    expect(described?.description, coordinate).toMatch(/At most [\d,]+ (characters|items|bytes)/);
  }
  const used = new Set(places.map(({ coordinate }) => coordinate));
  expect([...maxima.keys()].filter((coordinate) => !used.has(coordinate))).toEqual([]);
});

/** Every day a text meets every third place, and a place every third text; the long run tries them all. */
function placesFor(title: string): InputPlace[] {
  const kind = Object.keys(texts).indexOf(title);
  return places.filter((_place, index) => isLongRun || (index + kind) % 3 === 0);
}

describe('an argument', () => {
  const variable = ({ document, type }: InputPlace, value: unknown) =>
    sending({ query: document('$v', `($v:${type.replace(/!?$/, '!')})`), variables: { v: value } });

  test.each(kinds)('of any name takes 95 kB of %s as a variable', async (title, text) => {
    const value = longest(text);
    for (const place of placesFor(title)) {
      await expectShort(`${place.name}, ${title}`, [variable(place, value)]);
    }
  });

  // Each kind of value meets each place, but not with each text: that would take a minute.
  test.each(kinds)('of any name takes as many %s as pass the first check', async (title, text) => {
    const others = [text(16_384), [text(64), text(64), text(64)], { a: text(2_000) }];
    for (const [index, place] of placesFor(title).entries()) {
      const full = text(Math.min(16_384, maxima.get(place.coordinate) ?? 16_384));
      const other = others[(index + title.length) % 9];
      const values = other === undefined ? [full] : [full, other];
      await expectShort(
        `${place.name}, ${title}`,
        values.map((value) => variable(place, value)),
      );
    }
  });

  test.each(kinds)('of any name takes %s as a literal', async (title, text) => {
    const short = text(8_000);
    const others = [`"""${short}"""`, short];
    for (const [index, place] of placesFor(title).entries()) {
      const other = others[(index + title.length) % 6];
      const literals = [JSON.stringify(short), ...(other === undefined ? [] : [other])];
      await expectShort(
        `${place.name}, ${title}`,
        literals.map((literal) => sending({ query: place.document(literal) })),
      );
    }
    const [first] = places;
    const query = first?.document(JSON.stringify(longest(text))) ?? '';
    await expectShort(title, [sending({ query })]);
  });
});

describe('a header', () => {
  const values = ['9', '"', '\\', '[', ']', ',', ';', '=', ' a', 'a,', '1,', '%', '\t a', 'a=b; '];
  const names = [...Object.keys(headerMaxima), 'forwarded', 'referer', 'x-request-id', 'host'];

  test.each(names)('"%s" of 15 kB holds up nobody, and is not reflected', async (name) => {
    const query = '{ __typename }';
    const most = headerMaxima[name as keyof typeof headerMaxima] as number | undefined;
    for (const [index, value] of values.entries()) {
      const size = index % 2 === 0 ? 15_000 : Math.min(most ?? 15_000, 15_000);
      const text = value.repeat(size).slice(0, size).trim();
      await expectShort(`${name}: ${value}`, [
        sending({ query }, { authorization: '', [name]: text }),
        () => get(`/graphql?query=${encodeURIComponent(query)}`, { [name]: text }),
      ]);
    }
  });
});

/** What a GET is answered, which need not be JSON. */
function get(path: string, headers: Record<string, string> = {}): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const preflight = { 'apollo-require-preflight': '1', accept: 'application/json' };
    const outgoing = request(
      `${server.url}${path}`,
      { headers: { ...preflight, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, headers: answered, text, data: {}, errors: [] });
        });
      },
    );
    outgoing.on('error', reject).end();
  });
}

describe('an ignored place', () => {
  const ignored: Record<string, (text: string) => string> = {
    'before the document': (text) => `${text}{me{id}}`,
    'inside the document': (text) => `{me${text}{${text}id}}`,
    'after the document': (text) => `{me{id}}${text}`,
    'before 600 faults': (text) => `${text}{me(${'a:1 '.repeat(600)}){id}}`,
  };
  const blanks = ['\n', '\r', '\r\n', ' ', '\t', ',', '\ufeff', '#\n', '#\r', '# """ \\ "\n'];

  test.each(Object.entries(ignored))('%s may hold anything', async (title, around) => {
    for (const blank of blanks) {
      for (const size of [15_000, 35_000, 94_000]) {
        const filling = blank.repeat(Math.floor(size / JSON.stringify(blank).length));
        await expectShort(`${title}: ${JSON.stringify(blank)}`, [
          sending({ query: around(filling) }),
        ]);
      }
    }
  });

  test.each(kinds)('of the request may hold 95 kB of %s', async (title, text) => {
    const value = longest(text);
    const query = '{ __typename }';
    const sends = [value, text(256), text(4_000)].flatMap((value) => [
      sending({ query, operationName: value }),
      sending({ query, extensions: { [value]: value.slice(0, 9) } }),
      sending({ query, extensions: { a: value } }),
      sending({ query, extensions: { persistedQuery: { version: 1, sha256Hash: value } } }),
      sending({ query, variables: { [value]: 1 } }),
      sending({ query, variables: { a: value } }),
      sending({ query, variables: value }),
      sending({ query, [value]: 1 }),
      sending({ query: value }),
      sending({ query: `# ${value}\n{ __typename }` }),
      sending(value),
    ]);
    await expectShort(title, sends);
    const piece = new URLSearchParams({ v: text(1_000) }).toString().slice(0, 12_000);
    for (const name of ['query', 'operationName', 'variables', 'extensions', 'x']) {
      await expectShort(`${title}, ${name}`, [
        () => get(`/graphql?query=%7B__typename%7D&${name}=${piece}`),
        () => get(`/graphql?${name}=${piece}`),
      ]);
    }
  });

  test('named like anything else is answered shortly', async () => {
    const names = [256, 16_000, 39_000].map((length) => 'a'.repeat(length));
    const documents = names.flatMap((name) => [
      `{${name}}`,
      `{${name}:__typename}`,
      `{__typename @${name}}`,
      `{me(${name}:1){id}}`,
      `{...${name}}`,
      `{...on ${name}{id}}`,
      `query ${name}{__typename}`,
      `query($${name}:Int){__typename}`,
      `query($a:${name}){__typename}`,
      `{me{id ${`${name.slice(0, 200)} `.repeat(100)}}}`,
      `{users(filter:{${name}:1}){edges{cursor}}}`,
      `{users(orderBy:{field:${name},direction:ASC}){edges{cursor}}}`,
      `mutation{login(username:"\\u{${name}}",password:"")}`,
      name,
    ]);
    for (const query of documents) {
      await expectShort(query.slice(0, 40), [
        sending({ query }),
        sending({ query, operationName: 'a' }),
      ]);
    }
  });
});
