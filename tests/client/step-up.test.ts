import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  AuthgraphError,
  createAuthFetch,
  createStepUp,
  type SessionState,
  type StepUpRequest,
} from '../../src/client/index.js';

/** When an operation is repeated, and who is asked. What the clients do with it: tests/clients/step-up.test.ts. */
afterEach(() => vi.restoreAllMocks());

const refusal = (acrValues: string[] = ['aal2', 'phr'], reason = 'STEP_UP_REQUIRED') => ({
  errors: [{ message: 'no', extensions: { reason, stepUp: { acrValues } } }],
});
const stale = refusal([], 'FRESH_LOGIN_REQUIRED');

/** A user, and step-ups that end when the test says so. */
function open() {
  let id = 'ada';
  const asked: StepUpRequest[] = [];
  const ends: ((outcome: unknown) => void)[] = [];
  const session = {
    state: () => ({ status: 'signedIn', user: { id } }) as unknown as SessionState,
  };
  const stepUp = createStepUp(session, (request) => {
    asked.push(request);
    return new Promise((resolve) => ends.push(resolve));
  });
  return {
    stepUp,
    asked,
    /** Ends the step-up that waits. */
    async end(outcome?: unknown) {
      ends.shift()?.(outcome);
      await new Promise(setImmediate);
    },
    become(next: string) {
      id = next;
    },
  };
}

describe('an operation that is refused for its proof', () => {
  test('while a step-up is under way waits for the same one', async () => {
    const { stepUp, asked, end } = open();
    const early = stepUp.watch()(refusal());
    const late = stepUp.watch()(stale);
    await end();
    expect(await Promise.all([early, late])).toEqual([true, true]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['is repeated', undefined, true],
    ['is not repeated', false, false],
  ])('after a step-up that began later %s without asking again', async (_how, outcome, repeats) => {
    const { stepUp, asked, end } = open();
    const slow = stepUp.watch();
    const quick = stepUp.watch()(refusal());
    await end(outcome);
    expect(await quick).toBe(repeats);
    expect(await slow(refusal())).toBe(repeats);
    expect(asked).toHaveLength(1);
  });

  test('and was sent after the last step-up asks again', async () => {
    const { stepUp, asked, end } = open();
    const first = stepUp.watch()(refusal());
    await end();
    await first;
    const next = stepUp.watch()(refusal());
    await end();
    expect(await next).toBe(true);
    expect(asked).toHaveLength(2);
  });

  test('for a higher level waits for its turn, and asks for it', async () => {
    const { stepUp, asked, end } = open();
    const first = stepUp.watch()(refusal());
    const higher = stepUp.watch()(refusal(['phr']));
    const others = stepUp.watch()(refusal(['phr']));
    await end();
    await end();
    expect(await Promise.all([first, higher, others])).toEqual([true, true, true]);
    expect(asked.map(({ acrValues }) => acrValues)).toEqual([['aal2', 'phr'], ['phr']]);
  });

  test('is not repeated as another user, who has signed in meanwhile', async () => {
    const { stepUp, end, become } = open();
    const ours = stepUp.watch()(refusal());
    become('bob');
    await end();
    expect(await ours).toBe(false);
  });

  test('is asked for the highest of several levels', async () => {
    const { stepUp, asked, end } = open();
    const errors = [stale, refusal(), refusal(['phr']), refusal()].flatMap((each) => each.errors);
    const several = stepUp.watch()({ errors });
    await end();
    expect(await several).toBe(true);
    expect(asked.map(({ acrValues }) => acrValues)).toEqual([['phr']]);
  });
});

describe('what the application’s function does', () => {
  const state = () => ({ status: 'unknown' }) as const;

  test.each([
    ['throws at once', () => fault()],
    ['rejects', () => Promise.resolve().then(fault)],
  ])('stops nothing when it %s, and the developer sees it', async (_how, ask) => {
    const shown = vi.spyOn(console, 'error').mockReturnValue();
    const stepUp = createStepUp({ state }, ask);
    expect(await stepUp.watch()(refusal())).toBe(false);
    expect(await stepUp.watch()(refusal())).toBe(false);
    expect(shown.mock.calls).toEqual([[fault.error], [fault.error]]);
  });

  test('is no fault when the service refuses the proof', async () => {
    const shown = vi.spyOn(console, 'error').mockReturnValue();
    const wrong = new AuthgraphError({ message: 'no', extensions: { reason: 'CODE_INVALID' } });
    const stepUp = createStepUp({ state }, () => Promise.reject(wrong));
    expect(await stepUp.watch()(refusal())).toBe(false);
    expect(shown).not.toHaveBeenCalled();
  });
});

function fault(): never {
  throw fault.error;
}
fault.error = new TypeError('the app has a fault');

describe('run', () => {
  const extensions = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };
  test.each([
    ['the session', new AuthgraphError({ message: 'no', extensions })],
    ['Apollo Client', Object.assign(new Error(), { errors: [{ extensions }] })],
    ['urql', Object.assign(new Error(), { graphQLErrors: [{ extensions }] })],
    ['graphql-request', Object.assign(new Error(), { response: { errors: [{ extensions }] } })],
  ])('repeats what %s refuses, once', async (_client, error) => {
    const { stepUp, asked, end } = open();
    const work = vi.fn().mockRejectedValueOnce(error).mockResolvedValueOnce('done');
    const done = stepUp.run(work);
    await new Promise(setImmediate);
    await end();
    expect(await done).toBe('done');
    expect(asked).toHaveLength(1);

    const refused = vi.fn().mockRejectedValue(error);
    const given = expect(stepUp.run(refused)).rejects.toBe(error);
    await new Promise(setImmediate);
    await end();
    await given;
    expect(refused).toHaveBeenCalledTimes(2);
  });

  test.each([new TypeError('fetch failed'), 'text', null, { errors: 'STEP_UP_REQUIRED' }])(
    'passes on %s',
    async (error) => {
      const { stepUp, asked } = open();
      await expect(stepUp.run(() => Promise.reject(error as Error))).rejects.toBe(error);
      expect(asked).toEqual([]);
    },
  );
});

describe('an API that refuses with status 401 and a header of RFC 9470', () => {
  const url = 'https://api.example.com/report';
  const answerWith = (challenge: string) => {
    const headers = { 'www-authenticate': challenge };
    const refused = new Response('no', { status: 401, headers });
    return vi.fn<typeof fetch>().mockResolvedValueOnce(refused).mockResolvedValue(new Response());
  };
  const accessToken = vi.fn(() => Promise.resolve('one'));

  test.each([
    [
      'Bearer error="insufficient_user_authentication", acr_values="aal2 phr", max_age=60',
      { reason: 'STEP_UP_REQUIRED', acrValues: ['aal2', 'phr'], maxAge: 60, methods: [] },
    ],
    [
      'Bearer error="insufficient_user_authentication", max_age="0"',
      { reason: 'FRESH_LOGIN_REQUIRED', acrValues: [], maxAge: 0, methods: [] },
    ],
  ])('gets the request once more after %s', async (challenge, request) => {
    const { stepUp, asked, end } = open();
    const answered = answerWith(challenge);
    const options = { origins: ['https://api.example.com'], stepUp, fetch: answered };
    const response = createAuthFetch({ accessToken }, options)(url, { method: 'POST', body: '{}' });
    await new Promise(setImmediate);
    await end();
    expect((await response).status).toBe(200);
    expect(asked).toEqual([request]);
    expect(answered).toHaveBeenCalledTimes(2);
    expect(accessToken).not.toHaveBeenCalledWith('one');
  });

  test('does not get a body again that is a stream', async () => {
    const { stepUp, asked } = open();
    const answered = answerWith('Bearer error="insufficient_user_authentication"');
    const options = { origins: ['https://api.example.com'], stepUp, fetch: answered };
    const body = new ReadableStream();
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect((await createAuthFetch({ accessToken }, options)(url, init)).status).toBe(401);
    expect(asked).toEqual([]);
  });
});
