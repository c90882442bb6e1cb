import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectNoFaults } from '../../fuzz/http.js';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { sayRaw, statusesOf } from '../../support/raw-http.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
/** Whatever was said, it is no fault of the service, and nobody else notices. */
afterEach(async () => {
  expectNoFaults(server);
  dataOf(await server.send('{ __typename }'));
});
afterAll(() => server.close());

const close = 'Host: localhost\nConnection: close\n';
const query = '{"query":"{ __typename }"}';
const answer = '{"data":{"__typename":"Query"}}';

/** A POST to /graphql with other header lines, or another body. */
const post = (headers: string, body = query) =>
  `POST /graphql HTTP/1.1\n${close}Content-Type: application/json\n${headers}\n${body}`;
const sized = `Content-Length: ${query.length}\n`;
const chunked = `${query.length.toString(16)}\n${query}\n0\n\n`;

async function statusOf(text: string): Promise<number[]> {
  return statusesOf(await sayRaw(server.url, text));
}

describe('the request target', () => {
  test.each([
    '//health/live',
    '/health/live/',
    '/HEALTH/live',
    '/%68ealth/live',
    '/health%2flive',
    '/graphql/../health/live',
    '/./health/live',
    '/health/live;a=b',
    '/health/live%00',
    '/health/live#fragment',
  ])('is taken as it is, so that no proxy reads another one: %s is 404', async (target) => {
    expect(await statusOf(`GET ${target} HTTP/1.1\n${close}\n`)).toEqual([404]);
  });

  test.each(['health/live', '\\health\\live', '/h\xe9', '/health/live HTTP/1.1 x'])(
    'that is none is 400: %s',
    async (target) => {
      expect(await statusOf(`GET ${target} HTTP/1.1\n${close}\n`)).toEqual([400]);
    },
  );

  test('of more than 16 kB is 431', async () => {
    expect(await statusOf(`GET /${'a'.repeat(16_384)} HTTP/1.1\n${close}\n`)).toEqual([431]);
  });

  test('in absolute form is read without its host, as RFC 9112 §3.2.2 asks', async () => {
    for (const target of [
      'http://evil.example/health/live',
      'HTTPS://evil.example:1/health/live',
    ]) {
      expect(await statusOf(`GET ${target} HTTP/1.1\n${close}\n`)).toEqual([200]);
    }
    const search = '?query=%7B__typename%7D';
    for (const target of [`http://evil.example${search}`, `http://evil.example/${search}`]) {
      const text = `GET ${target} HTTP/1.1\n${close}Apollo-Require-Preflight: 1\n\n`;
      expect(await sayRaw(server.url, text)).toContain(answer);
    }
    expect(await statusOf(`GET ftp://evil.example/health/live HTTP/1.1\n${close}\n`)).toEqual([
      404,
    ]);
  });
});

describe('the method', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'HEAD', 'PROPFIND'])(
    '%s of /graphql is 405, and the answer names the right ones',
    async (method) => {
      const reply = await sayRaw(server.url, `${method} /graphql HTTP/1.1\n${close}\n`);
      expect(statusesOf(reply)).toEqual([405]);
      expect(reply).toContain('allow: GET, POST, OPTIONS');
    },
  );

  test.each(['FOO', 'get', 'GETS', 'X-GET'])(
    '%s, which HTTP does not know, is 400',
    async (method) => {
      expect(await statusOf(`${method} /graphql HTTP/1.1\n${close}\n`)).toEqual([400]);
    },
  );

  test('HEAD is answered like GET, without the body', async () => {
    const reply = await sayRaw(server.url, `HEAD /health/live HTTP/1.1\n${close}\n`);
    expect(statusesOf(reply)).toEqual([200]);
    expect(reply.endsWith('\r\n\r\n')).toBe(true);
  });

  test('CONNECT opens no tunnel', async () => {
    expect(await sayRaw(server.url, `CONNECT evil.example:443 HTTP/1.1\n${close}\n`)).toBe('');
  });

  test('an upgrade to another protocol is not taken', async () => {
    const text =
      'GET /health/live HTTP/1.1\nHost: x\nConnection: upgrade, close\nUpgrade: websocket\n\n';
    expect(await statusOf(text)).toEqual([200]);
  });

  test.each(['X-HTTP-Method-Override: POST', 'X-Method-Override: POST', 'X-HTTP-Method: POST'])(
    'is not overridden by a header: %s',
    async (header) => {
      expect(await statusOf(`PUT /graphql HTTP/1.1\n${close}${header}\n\n`)).toEqual([405]);
    },
  );
});

describe('the framing of a body', () => {
  const smuggled = `GET /health/live HTTP/1.1\n${close}\n`;

  test.each([
    ['two lengths', post(`${sized}Content-Length: 5\n`)],
    ['one length twice', post(`${sized}${sized}`)],
    ['a list of lengths', post(`Content-Length: ${query.length}, ${query.length}\n`)],
    [
      'a length beside chunks',
      post('Content-Length: 5\nTransfer-Encoding: chunked\n', `0\n\n${smuggled}`),
    ],
    [
      'chunks beside a length',
      post('Transfer-Encoding: chunked\nContent-Length: 5\n', `0\n\n${smuggled}`),
    ],
    [
      'chunks that are not last',
      post('Transfer-Encoding: chunked, identity\n', `0\n\n${smuggled}`),
    ],
    ['chunks twice', post('Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n', chunked)],
    ['an unknown coding', post('Transfer-Encoding: xchunked\n', `0\n\n${smuggled}`)],
    ['a blank before the colon', post('Transfer-Encoding : chunked\n', `0\n\n${smuggled}`)],
    [
      'a vertical tab before the coding',
      post('Transfer-Encoding: \vchunked\n', `0\n\n${smuggled}`),
    ],
    ['a negative length', post('Content-Length: -1\n')],
    ['a length with a sign', post(`Content-Length: +${query.length}\n`)],
    ['a hexadecimal length', post('Content-Length: 0x1a\n')],
    ['a length beyond all numbers', post(`Content-Length: ${'9'.repeat(20)}\n`)],
    ['a chunk without a size', post('Transfer-Encoding: chunked\n', `zz\n${query}\n0\n\n`)],
    ['a chunk with a negative size', post('Transfer-Encoding: chunked\n', `-1\n${query}\n0\n\n`)],
    ['a folded header', `GET /health/live HTTP/1.1\n${close}X-A: b\n c\n\n`],
    ['a NUL in a header', `GET /health/live HTTP/1.1\n${close}X-A: b\0c\n\n`],
    ['a blank in the name of a header', `GET /health/live HTTP/1.1\n${close}X A: b\n\n`],
  ])('with %s is 400, once, and the connection ends', async (_what, text) => {
    expect(await statusOf(text)).toEqual([400]);
  });

  test('with 17 kB beside a chunk is 413', async () => {
    const chunk = `${query.length.toString(16)};${'a'.repeat(17_000)}\n${query}\n0\n\n`;
    expect(await statusOf(post('Transfer-Encoding: chunked\n', chunk))).toEqual([413]);
  });

  test('beyond the limit is 413, and what follows it is not read as a request', async () => {
    const body = ' '.repeat(150_000);
    const text = `POST /graphql HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: ${body.length}\n\n${body}${smuggled}`;
    expect(await statusOf(text)).toEqual([413]);
  });

  test('in chunks is read whole, and its trailers are no headers', async () => {
    const { accessToken } = await server.signUp();
    const me = '{"query":"{ me { username } }"}';
    const body = `${me.length.toString(16)}\n${me}\n0\nAuthorization: Bearer ${accessToken}\n\n`;
    expect(await sayRaw(server.url, post('Transfer-Encoding: chunked\n', body))).toContain(
      'TOKEN_MISSING',
    );
  });

  test('is waited for when the client asks whether to go on', async () => {
    const reply = await sayRaw(server.url, post(`${sized}Expect: 100-continue\n`));
    expect(statusesOf(reply)).toEqual([100, 200]);
    expect(await statusOf(post(`${sized}Expect: tea\n`))).toEqual([417]);
  });

  test('of two requests on one connection belongs to each of them', async () => {
    const kept = (text: string) => text.replace('Connection: close\n', '');
    const reply = await sayRaw(server.url, `${kept(post(sized))}${post(sized, query)}`);
    expect(statusesOf(reply)).toEqual([200, 200]);
  });
});

describe('the version', () => {
  test('HTTP/1.0, of some load balancers, is answered, and the connection ends', async () => {
    expect(await statusOf('GET /health/live HTTP/1.0\n\n')).toEqual([200]);
    const text = `POST /graphql HTTP/1.0\nContent-Type: application/json\n${sized}\n${query}`;
    expect(await sayRaw(server.url, text)).toContain(answer);
  });

  test.each(['HTTP/1.2', 'HTTP/3.0', 'HTTP/1', 'HTTPS/1.1'])('%s is 400', async (version) => {
    expect(await statusOf(`GET /health/live ${version}\n${close}\n`)).toEqual([400]);
  });

  test('the preface of HTTP/2 is 400', async () => {
    expect(await statusOf('PRI * HTTP/2.0\n\nSM\n\n')).toEqual([400]);
  });

  test('HTTP/1.1 without a host is 400', async () => {
    expect(await statusOf('GET /health/live HTTP/1.1\nConnection: close\n\n')).toEqual([400]);
  });
});

describe('a packed body (RFC 9110 §8.4)', () => {
  const packers = {
    gzip: gzipSync,
    'X-GZIP': gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
  };
  const ask = (path: string, body: Uint8Array<ArrayBuffer>, encoding: string, type: string) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': encoding },
      body,
    });
  const askGraphQL = (text: string, encoding: string, pack: (text: string) => Buffer) =>
    ask('/graphql', new Uint8Array(pack(text)), encoding, 'application/json');

  test.each(Object.entries(packers))('is unpacked: %s', async (encoding, pack) => {
    const reply = await askGraphQL(query, encoding, (text) => pack(text));
    expect({ status: reply.status, text: (await reply.text()).trim() }).toEqual({
      status: 200,
      text: answer,
    });
  });

  test('that says "identity" is read as it is', async () => {
    expect((await askGraphQL(query, 'identity', (text) => Buffer.from(text))).status).toBe(200);
  });

  test.each(Object.entries(packers))(
    'that is larger than the limit is 413: %s',
    async (encoding, pack) => {
      const bomb = `{"query":"{ __typename }","x":"${' '.repeat(5_000_000)}"}`;
      const reply = await askGraphQL(bomb, encoding, (text) => pack(text));
      expect(reply.status).toBe(413);
      const edge = `{"query":"${'{ __typename }'.padEnd(100_000 - 12)}"}`;
      expect(edge).toHaveLength(100_000);
      expect((await askGraphQL(edge, encoding, (text) => pack(text))).status).not.toBe(413);
      expect((await askGraphQL(`${edge} `, encoding, (text) => pack(text))).status).toBe(413);
    },
  );

  test.each(['zstd', 'compress', 'gzip, gzip', 'gzip, br', 'constructor', 'utf-8'])(
    'in the encoding "%s" is 415, and the answer names those that are taken',
    async (encoding) => {
      const reply = await askGraphQL(query, encoding, (text) => gzipSync(text));
      expect(reply.status).toBe(415);
      expect(reply.headers.get('accept-encoding')).toBe('gzip, deflate, br');
    },
  );

  test.each(Object.entries(packers))('that is broken is 400: %s', async (encoding, pack) => {
    const whole = pack(query);
    for (const broken of [
      Buffer.from(query),
      whole.subarray(0, whole.length - 5),
      Buffer.alloc(0),
    ]) {
      expect((await askGraphQL(query, encoding, () => broken)).status).toBe(400);
    }
  });
});

describe('the media type of the answer (GraphQL over HTTP §6.4)', () => {
  const json = 'application/json';
  const modern = 'application/graphql-response+json';
  const wrong = JSON.stringify({ query: '{ noSuchField }' });
  const huge = JSON.stringify({ query: `{ ${'a '.repeat(40_000)} }` });

  test.each([
    { accept: undefined, type: json },
    { accept: '*/*', type: json },
    { accept: json, type: json },
    { accept: modern, type: modern },
    { accept: `${json}, ${modern}`, type: json },
    { accept: `${modern}, ${json}`, type: modern },
    { accept: `${modern};q=0.5, ${json}`, type: json },
    { accept: `${modern}, ${json};q=0.9`, type: modern },
    { accept: `${modern};q=0, */*`, type: json },
    { accept: `text/html, ${modern}; charset=utf-8;q=0.8, ${json};q=0.9`, type: json },
  ])('decides its status: "$accept" is answered as $type', async ({ accept, type }) => {
    for (const body of [wrong, huge]) {
      const reply = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': json, ...(accept !== undefined && { accept }) },
        body,
      });
      expect(reply.headers.get('content-type')).toContain(type);
      expect(reply.status).toBe(type === modern ? 400 : 200);
      expect(await reply.json()).toHaveProperty('errors');
    }
  });
});

test('/graphql/ answers like /graphql, preflights included', async () => {
  const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: query };
  expect((await (await fetch(`${server.url}/graphql/`, body)).text()).trim()).toBe(answer);
  const asked = { method: 'OPTIONS', headers: { origin: 'https://x.example' } };
  const statuses = ['/graphql', '/graphql/'].map(
    async (path) => (await fetch(server.url + path, asked)).status,
  );
  const [plain, slashed] = await Promise.all(statuses);
  expect(slashed).toBe(plain);
});

describe('a header that comes twice', () => {
  test('two content types are 415, whichever comes first', async () => {
    for (const types of [
      ['application/json', 'text/plain'],
      ['text/plain', 'application/json'],
      ['application/json', 'application/json'],
    ]) {
      const lines = types.map((type) => `content-TYPE: ${type}\n`).join('');
      const text = `POST /graphql HTTP/1.1\n${close}${lines}${sized}\n${query}`;
      expect(await statusOf(text)).toEqual([415]);
    }
  });

  test('two Authorization headers are a rejected token, not a choice', async () => {
    const { accessToken } = await server.signUp();
    const me = '{"query":"{ me { username } }"}';
    for (const other of ['Bearer x', `Bearer ${accessToken}`, 'Basic x']) {
      const lines = `Authorization: Bearer ${accessToken}\nAuthorization: ${other}\n`;
      const reply = await sayRaw(server.url, post(`${lines}Content-Length: ${me.length}\n`, me));
      expect(reply).toContain('TOKEN_INVALID');
    }
  });
});

describe('cross-site request forgery', () => {
  const preflight = { 'apollo-require-preflight': '1' };
  const get = (search: string, headers: Record<string, string> = preflight) =>
    fetch(`${server.url}/graphql?${search}`, { headers });
  const mutation = `mutation { register(username: "forged", password: "${goodPassword}") { expiresIn } }`;

  test.each([
    'text/plain',
    'text/plain;application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/json; charset=utf-16',
    'application/json; odata=verbose; charset="latin1"',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json, text/plain',
    'application/jsonp',
    'text/json',
  ])('a body as %s is 415, even beside the header that asks for a preflight', async (type) => {
    const headers = { ...preflight, 'content-type': type };
    const reply = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: query });
    expect(reply.status).toBe(415);
  });

  test('a body without a type, as sendBeacon and fetch send it, is 415', async () => {
    const text = `POST /graphql HTTP/1.1\n${close}${sized}\n${query}`;
    expect(await statusOf(text)).toEqual([415]);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
    'application/json; charset=utf8',
    'application/json; charset=UTF8; odata=verbose',
    'application/json; profile="https://example.com/;charset"',
    'application/json;',
  ])('a body as %s is taken', async (type) => {
    const headers = { 'content-type': type };
    const reply = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: query });
    expect(reply.status).toBe(200);
  });

  test('a GET that an image or a link can cause is refused', async () => {
    const search = 'query=%7B__typename%7D';
    for (const headers of [{}, { accept: '*/*' }, { 'content-type': 'text/plain' }]) {
      const reply = await get(search, headers);
      expect(reply.status).toBe(400);
      expect(await reply.text()).toContain('BAD_REQUEST');
    }
    expect((await get(search, { 'apollo-require-preflight': '' })).status).toBe(400);
  });

  test('a GET is answered with a header that no page sends without a preflight', async () => {
    const search = 'query=%7B__typename%7D';
    for (const headers of [preflight, { 'x-apollo-operation-name': 'a' }]) {
      expect(await (await get(search, headers)).text()).toContain(answer);
    }
  });

  test('a GET never runs a mutation', async () => {
    for (const search of [
      new URLSearchParams({ query: mutation }),
      new URLSearchParams({
        query: `query A { __typename } ${mutation.replace('mutation', 'mutation B')}`,
        operationName: 'B',
      }),
    ]) {
      const reply = await get(search.toString());
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe('POST');
    }
    const unknown = await server.login('forged');
    expect(unknown.errors[0]?.extensions.reason).toBe('INVALID_CREDENTIALS');
  });

  test('a GET with two queries is 400: proxies would choose the other one', async () => {
    const reply = await get('query=%7B__typename%7D&query=%7Bme%7Bid%7D%7D');
    expect(reply.status).toBe(400);
  });

  test('a POST whose query is in the address is 400', async () => {
    const address = `${server.url}/graphql?query=${encodeURIComponent(mutation)}`;
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(address, { method: 'POST', headers, body: '{"variables":{}}' });
    expect(reply.status).toBe(400);
  });
});

describe('CORS', () => {
  test('an address that is no part of the API has none', async () => {
    for (const path of ['/health/live', '/health/ready', '/nothing']) {
      const reply = await fetch(server.url + path, {
        headers: { origin: 'https://studio.apollographql.com' },
      });
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('answers differ by origin, and say so to caches', async () => {
    const headers = {
      origin: 'https://studio.apollographql.com',
      'content-type': 'application/json',
    };
    const reply = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: query });
    expect(reply.headers.get('vary')).toMatch(/origin/i);
  });
});
