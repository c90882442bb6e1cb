import type { ServerResponse } from 'node:http';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCaptcha } from '../../../src/features/captcha/captcha.js';
import { createProviderCheck } from '../../../src/features/captcha/providers.js';
import { AuthError } from '../../../src/index.js';
import { clientOfRequest } from '../../../src/platform/client-info.js';
import { startCaptchaProvider, type CaptchaProvider } from '../../support/captcha-provider.js';
import { freePort } from '../../support/free-port.js';
import { createTestClock } from '../../support/test-clock.js';

const secret = 'secret-of-the-service';
const siteKey = 'key-of-the-site';
const clock = createTestClock();

let stub: CaptchaProvider;
let logs: { level: number; reason?: string; msg: string }[];
let outcomes: string[];
beforeAll(async () => {
  stub = await startCaptchaProvider();
});
afterAll(() => stub.close());
beforeEach(() => {
  logs = [];
  outcomes = [];
  stub.received.length = 0;
});
afterEach(() => stub.answer(undefined));

function captchaOf({
  provider = 'turnstile',
  url = stub.url,
  timeout = 20_000,
}: { provider?: 'turnstile' | 'hcaptcha'; url?: string; timeout?: number } = {}) {
  const logger = pino({}, { write: (line: string) => void logs.push(JSON.parse(line) as never) });
  const verify = createProviderCheck({ provider, siteKey, secret, logger, url, timeout });
  const challenge = { provider, siteKey, uses: ['sign-up'] as const };
  const onOutcome = (outcome: string) => void outcomes.push(outcome);
  return createCaptcha({ ...challenge, verify, clock, logger, onOutcome });
}

const from = (token: string) =>
  clientOfRequest({ ipAddress: '192.0.2.7', userAgent: null }, { 'x-authgraph-captcha': token });
const signUp = (token: string, options?: Parameters<typeof captchaOf>[0]) =>
  captchaOf(options).atSignUp(from(token))();
function expectUnavailable(reason: string): void {
  expect(outcomes).toEqual(['unavailable']);
  expect(logs).toMatchObject([{ level: 40, reason }]);
  expect(JSON.stringify(logs)).not.toContain(secret);
}
const required = { reason: 'CAPTCHA_REQUIRED', code: 'FORBIDDEN' };

const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status).end(JSON.stringify(body));
const page = (status: number) => (response: ServerResponse) =>
  void response.writeHead(status).end('<html>Something else</html>');

describe('the provider', () => {
  test.each([
    ['turnstile', { secret, response: 'good-1' }],
    ['hcaptcha', { secret, response: 'good-2', sitekey: siteKey }],
  ] as const)(
    '%s gets the token and the keys, and nothing of the visitor',
    async (provider, form) => {
      await signUp(form.response, { provider });
      const [request] = stub.received;
      expect(Object.fromEntries(request?.form ?? [])).toEqual(form);
      expect(request?.headers['content-type']).toContain('application/x-www-form-urlencoded');
      expect(JSON.stringify(request?.headers)).not.toContain('192.0.2.7');
      expect(outcomes).toEqual(['passed']);
    },
  );

  test('is asked at its own address', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network here'));
    const logger = pino({ level: 'silent' });
    for (const provider of ['turnstile', 'hcaptcha'] as const) {
      const verify = createProviderCheck({ provider, siteKey, secret, logger });
      await expect(verify('good', from(''))).rejects.toThrow('no network here');
    }
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([
      'https://challenges.cloudflare.com/turnstile/v0/siteverify',
      'https://api.hcaptcha.com/siteverify',
    ]);
    fetched.mockRestore();
  });

  test('that refuses a token has the sign-up refused, with what a page needs', async () => {
    const refusal = await signUp('bad').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AuthError);
    expect((refusal as AuthError).extensions).toEqual({
      ...required,
      captcha: { provider: 'turnstile', siteKey },
    });
    expect((refusal as AuthError).message).toContain('Show a new one');
    expect((refusal as AuthError).messageIn('ko')).toContain('새 CAPTCHA');
    expect(outcomes).toEqual(['refused']);
  });

  test.each([
    ['a success that is a text', json({ success: 'true' })],
    ['no success', json({})],
    ['null', json(null)],
    ['a page', page(200)],
    ['a refusal by its status', page(400)],
    ['that the request is bad', json({ success: false, 'error-codes': ['bad-request'] }, 400)],
    ['that it failed itself', json({ success: false, 'error-codes': ['internal-error'] })],
  ])('that answers %s lets nobody in: visitors may be able to cause it', async (_what, how) => {
    stub.answer(how);
    await expect(signUp('good-any')).rejects.toMatchObject(required);
  });

  test('that does not know the secret lets nobody in, and the log says why', async () => {
    stub.answer(json({ success: false, 'error-codes': ['invalid-input-secret'] }));
    await expect(signUp('good-any')).rejects.toMatchObject(required);
    expect(logs).toMatchObject([{ level: 40 }]);
    expect(logs[0]?.msg).toContain('does not know CAPTCHA_SECRET');
  });

  test.each([
    ['an error', page(500), 'answered 500'],
    ['a limit', page(429), 'answered 429'],
    [
      'a redirect',
      (response: ServerResponse) => void response.writeHead(307, { location: '/' }).end(),
      'fetch failed',
    ],
    [
      'a long page',
      (response: ServerResponse) => void response.end('x'.repeat(100_000)),
      'the answer is too long',
    ],
  ])('that answers with %s lets everyone in, and the log says so', async (_what, how, reason) => {
    stub.answer(how);
    await signUp('bad');
    expectUnavailable(reason);
  });

  test.each([
    ['silence', () => undefined],
    ['half an answer', (response: ServerResponse) => void response.write('{"success":')],
  ])('that answers with %s lets everyone in after its deadline', async (_what, how) => {
    stub.answer(how);
    await signUp('bad', { timeout: 100 });
    expectUnavailable('no answer in time');
  });

  test('that cannot be reached lets everyone in, with one warning a minute', async () => {
    const captcha = captchaOf({ url: `http://127.0.0.1:${await freePort()}` });
    for (const pause of [0, 0, 60]) {
      clock.advance(pause);
      await captcha.atSignUp(from('bad'))();
    }
    expect(logs.map(({ reason }) => reason)).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    expect(outcomes).toEqual(Array(3).fill('unavailable'));
  });

  test('gets 50 requests at once; a flood is refused, and does not open the door', async () => {
    const unanswered: ServerResponse[] = [];
    stub.answer((response) => void unanswered.push(response));
    const captcha = captchaOf();
    const asked = Array.from({ length: 60 }, (_unused, index) =>
      captcha.atSignUp(from(`good-${index}`))(),
    );
    const settled = Promise.allSettled(asked);
    await expect.poll(() => unanswered.length).toBe(50);
    unanswered.forEach(page(500));
    const results = await settled;
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ reason: { reason: 'OVERLOADED' } });
    expect(stub.received).toHaveLength(50);
  });
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['two', ['good-1', 'good-2']],
  ['two in one header', 'good-1, good-2'],
  ['one with a character that no token has', 'good-\u00e9'],
])('a sign-up with %s asks no provider', (_what, token) => {
  const client = clientOfRequest(
    { ipAddress: null, userAgent: null },
    { 'x-authgraph-captcha': token },
  );
  expect(() => captchaOf().atSignUp(client)).toThrow(expect.objectContaining(required));
  expect(stub.received).toEqual([]);
});
