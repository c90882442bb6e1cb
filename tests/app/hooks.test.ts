import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  AuthError,
  createAuthServer,
  UndeliverableError,
  type HookRequest,
  type Hooks,
  type OutgoingMail,
} from '../../src/index.js';
import { checkHooks } from '../../src/features/sessions/hooks.js';
import { clientOfRequest, headersOf } from '../../src/platform/client-info.js';
import { dataOf, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Name = Exclude<keyof Hooks, 'accessTokenClaims'>;
interface Call {
  name: Name;
  subject: unknown;
  request: HookRequest;
}

let calls: Call[] = [];
/** What hooks do besides. */
let act: (name: Name, request: HookRequest) => Promise<void> | void = () => undefined;
/** What `beforeRegister` grants. */
let granted: unknown;
let mails: OutgoingMail[] = [];
let send: () => void = () => undefined;

function hook(name: Name) {
  return async (subject: unknown, request: HookRequest) => {
    calls.push({ name, subject, request });
    await act(name, request);
    return granted as undefined;
  };
}

let service: TestServer;
beforeAll(async () => {
  service = await startTestServer({
    env: {
      LIMIT_LOGIN_FAILURES: '1',
      LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: '100',
      LIMIT_MAILS_PER_RECIPIENT: '2',
    },
    hookTimeout: 0.2,
    hooks: {
      beforeRegister: hook('beforeRegister'),
      afterRegister: hook('afterRegister'),
      beforeSignIn: hook('beforeSignIn'),
      afterSignIn: hook('afterSignIn'),
      beforeRefresh: hook('beforeRefresh'),
      afterRefresh: hook('afterRefresh'),
    },
    sendMail: (mail) => {
      send();
      mails.push(mail);
      return Promise.resolve();
    },
  });
});
afterAll(() => service.close());
afterEach(() => {
  calls = [];
  mails = [];
  act = () => undefined;
  granted = undefined;
  send = () => undefined;
});

const refuse = (on: Name) => (name: Name) => {
  if (name !== on) return;
  const message = 'Solve the puzzle, and try again.';
  throw new AuthError({ reason: 'CAPTCHA_FAILED', code: 'FORBIDDEN', message });
};
const refused = { code: 'FORBIDDEN', reason: 'CAPTCHA_FAILED' };
const names = () => calls.map(({ name }) => name);

async function signUp(): Promise<TokenPair> {
  const pair = await service.signUp();
  calls = [];
  return pair;
}

describe('hooks', () => {
  test('stand before and after a sign-up, with the request', async () => {
    const headers = { 'user-agent': 'A browser', 'x-captcha': 'solved' };
    const query = `mutation { register(username: "ada", password: "correct horse battery staple") {
      user { id } } }`;
    const reply = await service.send<{ register: { user: { id: string } } }>(
      query,
      {},
      { headers },
    );
    const { id } = dataOf(reply).register.user;
    expect(calls).toMatchObject([
      { name: 'beforeRegister', subject: { username: 'ada', email: null } },
      { name: 'afterRegister', subject: { id } },
    ]);
    for (const { request } of calls) {
      expect(request).toMatchObject({ ipAddress: '127.0.0.1', userAgent: 'A browser', headers });
    }
  });

  test('stand before and after a sign-in by password', async () => {
    const { user } = await signUp();
    await service.login(user.username);
    expect(calls).toMatchObject([
      { name: 'beforeSignIn', subject: { method: 'password', name: user.username } },
      { name: 'afterSignIn', subject: { user: { id: user.id }, session: { userId: user.id } } },
    ]);
  });

  test('stand before and after a refresh', async () => {
    const { user, refreshToken } = await signUp();
    await service.refresh(refreshToken);
    expect(calls).toMatchObject([
      { name: 'beforeRefresh', subject: { userId: user.id } },
      { name: 'afterRefresh', subject: { user: { id: user.id } } },
    ]);
  });

  test('stand nowhere in the way of a token that is not ours', async () => {
    expect(refusalOf(await service.refresh('junk')).reason).toBe('TOKEN_INVALID');
    expect(calls).toEqual([]);
  });
});

describe('roles that a hook grants', () => {
  test.each([
    ['a text', 'admin'],
    ['no texts', ['ok', 1]],
    ['a blank', ['a b']],
    ['one that is too long', ['x'.repeat(65)]],
    ['too many', Array.from({ length: 33 }, (_, at) => `role-${at}`)],
  ])('are a fault of the hook, and make no account: %s', async (_what, roles) => {
    granted = { roles };
    expect(refusalOf(await service.register({ username: 'granted' })).reason).toBe('INTERNAL');
    granted = undefined;
    dataOf(await service.register({ username: `free-${String(Math.random()).slice(2)}` }));
    const usernameKey = 'granted';
    expect(await service.withStorage(({ users }) => users.find({ usernameKey }))).toBeUndefined();
  });

  test('are sorted, each once', async () => {
    granted = { roles: ['b', 'a', 'b'] };
    const { user } = dataOf(await service.register({ username: 'sorted' })).register;
    expect(user.roles).toEqual(['a', 'b']);
  });
});

describe('a refusal of a hook', () => {
  test('reaches the caller with its own reason, and writes no account', async () => {
    act = refuse('beforeRegister');
    expect(refusalOf(await service.register({ username: 'grace' }))).toEqual(refused);
    act = () => undefined;
    expect(dataOf(await service.register({ username: 'grace' })).register.user.roles).toEqual([]);
  });

  test('uses up no mail of the address that it names', async () => {
    const email = 'wanted@mail.example';
    act = refuse('beforeRegister');
    for (const username of ['bot1', 'bot2', 'bot3']) {
      expect(refusalOf(await service.register({ username, email }))).toEqual(refused);
    }
    act = () => undefined;
    dataOf(await service.register({ username: 'wanted', email }));
    await vi.waitFor(() => expect(mails).toHaveLength(1), 20_000);
  });

  test('is no failed attempt: the right password signs in afterwards', async () => {
    const { user } = await signUp();
    act = refuse('beforeSignIn');
    for (const password of ['wrong', 'wrong', undefined]) {
      expect(refusalOf(await service.login(user.username, password))).toEqual(refused);
    }
    expect(names()).toEqual(['beforeSignIn', 'beforeSignIn', 'beforeSignIn']);
    act = () => undefined;
    expect(dataOf(await service.login(user.username)).login.user.id).toBe(user.id);
  });

  test('is the same for a name that nobody has', async () => {
    act = refuse('beforeSignIn');
    expect(refusalOf(await service.login('nobody'))).toEqual(refused);
  });

  test('leaves the refresh token valid', async () => {
    const { refreshToken } = await signUp();
    act = refuse('beforeRefresh');
    expect(refusalOf(await service.refresh(refreshToken))).toEqual(refused);
    act = () => undefined;
    expect(dataOf(await service.refresh(refreshToken)).refresh.tokenType).toBe('Bearer');
  });

  test('leaves the code and the link of a mail valid', async () => {
    const { user } = await signUp();
    const email = `${user.username}@mail.example`;
    await service.withStorage(({ users }) => users.setVerifiedEmail(user.id, email));
    await service.send(`mutation { requestLoginEmail(email: "${email}") }`);
    await vi.waitFor(() => expect(mails).toHaveLength(1), 20_000);
    const code = /\b\d{4} ?\d{4}\b/.exec(mails[0]?.text ?? '')?.[0];
    const token = /#token=([\w-]+)/.exec(mails[0]?.text ?? '')?.[1];
    const byCode = `mutation { loginWithEmailCode(email: "${email}", code: "${code}") { tokenType } }`;
    const byLink = `mutation { loginWithEmailToken(token: "${token}") { tokenType } }`;
    act = refuse('beforeSignIn');
    expect(refusalOf(await service.send(byCode))).toEqual(refused);
    expect(refusalOf(await service.send(byLink))).toEqual(refused);
    act = () => undefined;
    dataOf(await service.send(byCode));
    expect(
      calls.map(({ name, subject }) => [name, (subject as { method?: string }).method]),
    ).toEqual([
      ['beforeSignIn', 'email_code'],
      ['beforeSignIn', 'email_link'],
      ['beforeSignIn', 'email_code'],
      ['afterSignIn', undefined],
    ]);
  });
});

describe('a service does not start', () => {
  // It would end a moment later: timers of Node hold 31 bits of milliseconds.
  test.each([0, -1, NaN, Infinity, 2_147_484, 2_592_000, '5', null])(
    'with a hookTimeout of %s',
    async (hookTimeout) => {
      const starting = createAuthServer(service.config, { hookTimeout: hookTimeout as never });
      await expect(starting).rejects.toThrow(
        new TypeError('"hookTimeout" must be above 0 and at most 2147483 seconds'),
      );
    },
  );

  test.each([
    [
      'a hook that is misspelt',
      { beforeSignin: () => undefined },
      /"beforeSignin" is no hook.*Sign/,
    ],
    ['a hook that is no function', { beforeSignIn: 'refuse' }, /"beforeSignIn" must be a function/],
    ['claims that are no function', { accessTokenClaims: {} }, /"accessTokenClaims" must be/],
  ])('with %s', async (_what, hooks, message) => {
    const error: unknown = await createAuthServer(service.config, { hooks: hooks as never }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(message);
  });

  test('only then: hooks may be of a class, with names of its own', () => {
    class Own implements Hooks {
      readonly seen: string[] = [];
      beforeSignIn({ method }: { method: string }) {
        this.seen.push(method);
      }
    }
    expect(() => checkHooks({ hooks: new Own(), hookTimeout: 2_147_483 })).not.toThrow();
    expect(() => checkHooks({})).not.toThrow();
  });
});

describe('a fault of a hook', () => {
  const internal = { code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' };

  test.each([
    ['fails', () => Promise.reject(new TypeError('a secret of the application'))],
    ['takes too long', () => new Promise<void>(() => undefined)],
  ])('before a sign-in that %s is masked, and signs nobody in', async (_what, fail) => {
    const { user, accessToken } = await signUp();
    act = (name) => (name === 'beforeSignIn' ? fail() : undefined);
    const reply = await service.login(user.username);
    expect(refusalOf(reply)).toEqual(internal);
    expect(reply.text).not.toContain('secret');
    const { data } = await service.send<{ me: { sessions: [] } }>(
      '{ me { sessions { id } } }',
      {},
      { token: accessToken },
    );
    expect(data?.me.sessions).toHaveLength(1);
  });

  test('that takes too long aborts its signal', async () => {
    const { user } = await signUp();
    act = (_name, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    await service.login(user.username);
    expect(calls[0]?.request.signal.reason).toEqual(
      new Error('the hook beforeSignIn took longer than 0.2 seconds'),
    );
  });

  test('after a sign-up, a sign-in or a refresh undoes nothing, and is logged', async () => {
    act = (name) => {
      if (name.startsWith('after')) throw new TypeError(`${name} is broken`);
    };
    const { user, refreshToken } = dataOf(await service.register({ username: 'broken' })).register;
    dataOf(await service.login(user.username));
    dataOf(await service.refresh(refreshToken));
    for (const name of ['afterRegister', 'afterSignIn', 'afterRefresh']) {
      expect(service.logs.join('')).toContain(`the hook ${name} failed`);
    }
  });
});

test('the headers of a client are in no copy and in no text of it', () => {
  const headers = { authorization: 'Bearer secret' };
  const client = clientOfRequest({ ipAddress: '192.0.2.1', userAgent: null }, headers);
  expect(headersOf(client)).toEqual(headers);
  expect(JSON.stringify(client)).toBe('{"userAgent":null,"ipAddress":"192.0.2.1"}');
  expect(headersOf({ ...client })).toEqual({});
});

describe('sendMail', () => {
  test('gets whole mails, tries again after an error and gives up when it says so', async () => {
    const outbox = () =>
      service.withStorage(({ outbox: store }) => store.list({ kinds: ['mail'], limit: 3 }));
    send = () => {
      throw new Error('the provider refused ada@mail.example');
    };
    await service.register({ username: 'mailed', email: 'mailed@mail.example' });
    await vi.waitFor(async () => expect((await outbox())[0]?.lastError).toBeTruthy(), 20_000);
    expect((await outbox())[0]).toMatchObject({ status: 'waiting', attempts: 1 });
    expect((await outbox())[0]?.lastError).toBe('the provider refused a…@mail.example');
    send = () => {
      throw new UndeliverableError('no such mailbox');
    };
    await service.register({ username: 'gone', email: 'gone@mail.example' });
    await vi.waitFor(async () => expect((await outbox())[0]?.status).toBe('failed'), 20_000);
    send = () => undefined;
    await service.register({ username: 'fine', email: 'fine@mail.example' });
    await vi.waitFor(() => expect(mails).toHaveLength(1), 20_000);
    expect(mails[0]).toMatchObject({ to: 'fine@mail.example', language: 'en' });
    expect(mails[0]?.from.address).toMatch(/^no-reply@/);
  });
});
