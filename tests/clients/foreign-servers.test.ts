import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange, gql as urqlGql } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { GraphQLClient } from 'graphql-request';
import {
  concat,
  firstValueFrom,
  from,
  NEVER,
  of,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { authLink, type AuthLinkOptions } from '../../src/client/apollo.js';
import { requestMiddleware } from '../../src/client/graphql-request.js';
import { createAuthFetch, createSession } from '../../src/client/index.js';
import { AuthgraphError, dataOf, isRefused } from '../../src/client/result.js';
import { authConfig } from '../../src/client/urql.js';

/** What servers answer that are not ours, and what clients do with it. */
const url = 'https://api.example.com/graphql';
const refusedResult = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };

/** Gives `first`, and `second` when that is refused. An error is an outage. */
const tokens = (first?: string | Error, second?: string | Error) => {
  const give = (one?: string | Error) =>
    one instanceof Error ? Promise.reject(one) : Promise.resolve(one);
  return {
    accessToken: vi.fn((refused?: string) => give(refused === undefined ? first : second)),
    usableToken: () => (typeof first === 'string' ? first : undefined),
    state: () => ({ status: 'unknown' }) as const,
  };
};
const outage = new TypeError('fetch failed');

/** Everything that a server may write where errors belong. */
const shapes: unknown[] = [
  null,
  undefined,
  'text',
  5,
  [],
  {},
  { errors: null },
  { errors: null, data: null },
  { errors: 'UNAUTHENTICATED' },
  { errors: {} },
  { errors: [null] },
  { errors: [undefined, 'text', 5] },
  { errors: [{ message: 'x', extensions: null }] },
  { errors: [{ message: 'x', extensions: 'UNAUTHENTICATED' }] },
  { errors: [{}], data: { a: 1 } },
  { data: 'text' },
  [{ errors: [{ message: 'a batch' }] }],
];

/** `undefined` has no JSON. */
const textOf = (shape: unknown) => (shape === undefined ? '' : JSON.stringify(shape));

describe.each(shapes.map((shape) => [textOf(shape), shape]))('the answer %s', (_text, shape) => {
  test('is no refusal, and its data is an error of ours at most', () => {
    expect(isRefused(shape)).toBe(false);
    try {
      dataOf(shape as object);
    } catch (error) {
      expect(shape === null || shape === undefined || error instanceof AuthgraphError).toBe(true);
    }
  });

  test('passes the Apollo link as it is', async () => {
    expect(await throughLink([of(shape)], tokens('one', 'two'))).toEqual([[shape], ['one']]);
  });

  test('passes fetch as it is', async () => {
    const text = textOf(shape);
    const headers = { 'content-type': 'application/json' };
    const answer = new Response(text, { headers });
    const authFetch = createAuthFetch(tokens('one', 'two'), {
      origins: ['https://api.example.com'],
      fetch: () => Promise.resolve(answer),
    });
    expect(await (await authFetch(url)).text()).toBe(text);
  });

  test('signs nobody in, and nobody out', async () => {
    const answered = vi.fn(() => Promise.resolve(new Response(textOf(shape))));
    const session = createSession({ url, fetch: answered });
    await expect(session.login({ username: 'a', password: 'b' })).rejects.toThrow(AuthgraphError);
    expect(session.state()).toEqual({ status: 'unknown' });
  });
});

test.each([null, {}, { accessToken: 1 }, { accessToken: 'a', user: null }, 'text'])(
  'a refresh that is answered by the pair %j loses nothing',
  async (pair) => {
    const good = { accessToken: 'a', refreshToken: 'r', expiresIn: 900, user: { id: '1' } };
    let next: unknown = good;
    const answered = () => Promise.resolve(new Response(JSON.stringify({ data: { pair: next } })));
    const session = createSession({ url, fetch: answered });
    await session.login({ username: 'a', password: 'b' });
    next = pair;
    await expect(session.refresh()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(session.usableToken()).toBe('a');
    expect(session.state()).toMatchObject({ status: 'signedIn' });
  },
);

/** Runs a query through the link. @returns what was delivered, and the tokens of the attempts */
async function throughLink(
  answers: Observable<unknown>[],
  session: ReturnType<typeof tokens>,
  options?: AuthLinkOptions,
): Promise<[unknown[], (string | undefined)[]]> {
  const sent: (string | undefined)[] = [];
  const end = new ApolloLink((operation) => {
    const { headers } = operation.getContext() as { headers?: { authorization?: string } };
    sent.push(headers?.authorization?.replace('Bearer ', ''));
    return (answers.shift() ?? NEVER) as Observable<ApolloLink.Result>;
  });
  const link = ApolloLink.from([authLink(session, options), end]);
  const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.empty() });
  const results = ApolloLink.execute(link, { query: gql('query Q { a }') }, { client });
  return [await firstValueFrom(results.pipe(toArray())), sent];
}

describe('a stream of answers through the Apollo link', () => {
  const part = { data: { a: 1 }, hasNext: true };

  test('is not begun again for what is refused in the middle', async () => {
    const [seen, sent] = await throughLink([of(part, refusedResult, part)], tokens('one', 'two'));
    expect(seen).toEqual([part, refusedResult, part]);
    expect(sent).toEqual(['one']);
  });

  test('is begun again once when the first answer is refused, and the first one ends', async () => {
    const first = from([refusedResult, part, part]);
    const [seen, sent] = await throughLink([first, of(part, refusedResult)], tokens('one', 'two'));
    expect(seen).toEqual([part, refusedResult]);
    expect(sent).toEqual(['one', 'two']);
  });

  test('goes on as it is when there is no other token', async () => {
    const [seen, sent] = await throughLink([of(refusedResult, part)], tokens('one', 'one'));
    expect(seen).toEqual([refusedResult, part]);
    expect(sent).toEqual(['one']);
  });

  test('that breaks off with status 401 in the middle fails, and is not begun again', async () => {
    const broken = Object.assign(new Error('401'), { statusCode: 401 });
    const stream = concat(
      of(part),
      throwError(() => broken),
    );
    const session = tokens('one', 'two');
    await expect(throughLink([stream], session)).rejects.toBe(broken);
    expect(session.accessToken).toHaveBeenCalledTimes(1);
  });
});

describe('while the service is down and the token has expired', () => {
  const isPublic = () => true;
  const answer = { data: { a: 1 } };

  test('Apollo lets public operations pass, and fails the others', async () => {
    const down = () => tokens(outage, outage);
    expect(await throughLink([of(answer)], down(), { isPublic })).toEqual([[answer], [undefined]]);
    await expect(throughLink([of(answer)], down(), { isPublic: () => false })).rejects.toBe(outage);
    await expect(throughLink([of(answer)], down())).rejects.toBe(outage);
  });

  test('Apollo sends a public operation without the token that was refused', async () => {
    const answers = [of(refusedResult), of(answer)];
    const [seen, sent] = await throughLink(answers, tokens('one', outage), { isPublic });
    expect(seen).toEqual([answer]);
    expect(sent).toEqual(['one', undefined]);
  });

  test('fetch lets public requests pass, and fails the others', async () => {
    const asked = vi.fn<typeof fetch>(() => Promise.resolve(new Response('ok')));
    const authFetch = createAuthFetch(tokens(outage), {
      origins: ['https://api.example.com'],
      isPublic: (address) => address.endsWith('/public'),
      fetch: asked,
    });
    expect(await (await authFetch('https://api.example.com/public')).text()).toBe('ok');
    expect(new Headers(asked.mock.calls[0]?.[1]?.headers).has('authorization')).toBe(false);
    await expect(authFetch('https://api.example.com/private')).rejects.toBe(outage);
  });

  test('graphql-request lets public operations pass, and fails the others', async () => {
    const middleware = requestMiddleware(tokens(outage), { isPublic: (name) => name === 'Open' });
    const headers = { 'content-type': 'application/json' };
    const fetch = () => Promise.resolve(new Response(JSON.stringify(answer), { headers }));
    const client = new GraphQLClient(url, { requestMiddleware: middleware, fetch });
    expect(await client.request('query Open { a }')).toEqual(answer.data);
    await expect(client.request('query Other { a }')).rejects.toBe(outage);
  });

  test('urql lets public operations pass, and fails the others', async () => {
    const headers = { 'content-type': 'application/json' };
    const client = new Client({
      url,
      preferGetMethod: false,
      fetch: () => Promise.resolve(new Response(JSON.stringify(answer), { headers })),
      exchanges: [
        authExchange(
          authConfig(tokens(outage), {
            isPublic: ({ query }) => JSON.stringify(query.definitions).includes('"Open"'),
          }),
        ),
        fetchExchange,
      ],
    });
    const [open, other] = await Promise.all([
      client.query(urqlGql('query Open { a }'), {}).toPromise(),
      client.query(urqlGql('query Other { a }'), {}).toPromise(),
    ]);
    expect(open.data).toEqual(answer.data);
    expect(other.error?.networkError).toBe(outage);
  });
});

describe('a request body', () => {
  const refusing = () => {
    const bodies: string[] = [];
    const asked = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const request = new Request(input, { ...init, duplex: 'half' } as RequestInit);
      bodies.push(await request.text());
      const isGood = request.headers.get('authorization') === 'Bearer two';
      return new Response('', { status: isGood ? 200 : 401 });
    };
    const authFetch = createAuthFetch(tokens('one', 'two'), {
      origins: ['https://api.example.com'],
      fetch: asked,
    });
    return { authFetch, bodies };
  };
  const form = new FormData();
  form.set('a', 'b');

  test.each<[string, BodyInit]>([
    ['text', 'text'],
    ['bytes', new TextEncoder().encode('text')],
    ['a blob', new Blob(['text'])],
    ['parameters', new URLSearchParams({ a: 'b' })],
    ['a form', form],
  ])('that is %s is sent once more', async (_title, body) => {
    const { authFetch, bodies } = refusing();
    expect((await authFetch(url, { method: 'POST', body })).status).toBe(200);
    expect(bodies).toHaveLength(2);
    const request = refusing();
    const whole = new Request(url, { method: 'POST', body });
    expect((await request.authFetch(whole)).status).toBe(200);
    expect(request.bodies).toHaveLength(2);
  });

  const stream = () => new Blob(['text']).stream();
  async function* generate() {
    yield await Promise.resolve(new TextEncoder().encode('text'));
  }

  test.each<[string, () => unknown]>([
    ['a stream', stream],
    ['a generator', generate],
  ])('that is %s is sent once, and the refusal is the answer', async (_title, body) => {
    const { authFetch, bodies } = refusing();
    const init = { method: 'POST', body: body() as BodyInit, duplex: 'half' };
    expect((await authFetch(url, init as RequestInit)).status).toBe(401);
    expect(bodies).toEqual(['text']);
  });

  test('that is the stream of a Request is sent once more', async () => {
    const { authFetch, bodies } = refusing();
    const init = { method: 'POST', body: stream(), duplex: 'half' } as RequestInit;
    expect((await authFetch(new Request(url, init))).status).toBe(200);
    expect(bodies).toEqual(['text', 'text']);
  });
});

describe('on React Native, whose URL has no origin', () => {
  const sends = async (address: string) => {
    vi.stubGlobal(
      'URL',
      class {
        get origin(): string {
          throw new Error('URL.origin is not implemented');
        }
      },
    );
    const asked = vi.fn<typeof fetch>(() => Promise.resolve(new Response('ok')));
    const origins = ['https://api.example.com', 'http://10.0.2.2:4001'];
    try {
      await createAuthFetch(tokens('one'), { origins, fetch: asked })(address);
    } finally {
      vi.unstubAllGlobals();
    }
    return new Headers(asked.mock.calls[0]?.[1]?.headers).has('authorization');
  };

  test.each([
    'https://api.example.com/graphql',
    'https://API.example.com:443/graphql',
    'https://api.example.com?a',
    'http://10.0.2.2:4001/',
  ])('the token goes to %s', async (address) => {
    expect(await sends(address)).toBe(true);
  });

  test.each([
    'https://api.example.com@evil.example/',
    'https://api.example.com:x@evil.example/',
    'https://api.example.com\\@evil.example/',
    'https://api.example.com.evil.example/',
    'https://evil.example/https://api.example.com/',
    'http://api.example.com/',
    'https:api.example.com/',
    ' https://api.example.com/',
    'https://api.example.com\t.evil.example/',
    '/graphql',
  ])('the token does not go to %j', async (address) => {
    expect(await sends(address)).toBe(false);
  });
});
