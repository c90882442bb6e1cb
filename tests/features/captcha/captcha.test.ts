import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProviderCheck } from '../../../src/features/captcha/providers.js';
import { loadConfig, type HookRequest } from '../../../src/index.js';
import { startCaptchaProvider, type CaptchaProvider } from '../../support/captcha-provider.js';
import { openSession } from '../../support/client-session.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';
import { createAuthenticator } from '../../support/passkey-device.js';
import { beginning, made, passkeyClient } from '../../support/passkeys.js';
import { startTestServer } from '../../support/test-server.js';
import { haveTwoSteps } from '../../support/two-step-account.js';

const secret = 'secret-of-the-service';
const siteKey = 'key-of-the-site';
const keys = { CAPTCHA_SITE_KEY: siteKey, CAPTCHA_SECRET: secret };
const required = { code: 'FORBIDDEN', reason: 'CAPTCHA_REQUIRED' };
const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };

let provider: CaptchaProvider;
let tokens = 0;
/** The header with a token that is good once. */
const solved = () => ({ 'x-authgraph-captcha': `good-${(tokens += 1)}` });

beforeAll(async () => {
  provider = await startCaptchaProvider();
});
afterAll(() => provider.close());

/** A service whose provider is the stub. */
function startServer(env: Record<string, string>) {
  const logger = pino({ level: 'silent' });
  const { url } = provider;
  const verify = createProviderCheck({ provider: 'turnstile', siteKey, secret, logger, url });
  const verifyCaptcha = (token: string, { ipAddress, userAgent }: HookRequest) =>
    verify(token, { ipAddress, userAgent });
  return startMailedServer({ env: { ...keys, ...env }, hooks: { verifyCaptcha } });
}

describe('with CAPTCHA=sign-up', () => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startServer({
      CAPTCHA: 'sign-up',
      CORS_ORIGINS: 'https://app.example.com',
      LIMIT_REGISTRATIONS_PER_ADDRESS: '3',
      METRICS: 'on',
      METRICS_PORT: '0',
      PASSKEYS: 'on',
      TRUST_PROXY: 'loopback',
    });
  });
  afterAll(() => server.close());

  let networks = 0;
  /** Another network, each with its own limits. */
  const elsewhere = () => ({ 'x-forwarded-for': `192.0.2.${(networks += 1)}` });
  const register = (username: string, headers: Record<string, string>) =>
    server.send<{ register: TokenPair }>(
      `mutation ($username: String!, $password: String!) {
        register(username: $username, password: $password) { accessToken refreshToken } }`,
      { username, password: goodPassword },
      { headers },
    );

  test('a sign-up needs one, and the refusal says what a page needs to draw it', async () => {
    const here = elsewhere();
    const reply = await register('ada', here);
    expect(reply.errors[0]?.extensions).toEqual({
      ...required,
      captcha: { provider: 'turnstile', siteKey },
    });
    expect(refusalOf(await register('ada', { ...here, 'x-authgraph-captcha': 'bad' }))).toEqual(
      required,
    );
    dataOf(await register('ada', { ...here, ...solved() }));
  });

  test('a token makes one account, also for a document with several fields', async () => {
    const fields = ['one', 'two', 'three'].map(
      (name) => `${name}: register(username: "${name}", password: "${goodPassword}") { tokenType }`,
    );
    const headers = { ...elsewhere(), ...solved() };
    const reply = await server.send(`mutation { ${fields.join(' ')} }`, {}, { headers });
    expect(reply.errors.map(({ extensions }) => extensions.reason)).toEqual(['CAPTCHA_REQUIRED']);
    expect(refusalOf(await register('four', headers))).toEqual(required);
  });

  test('sign-ups without a token count for nothing, those with a wrong one do', async () => {
    const here = elsewhere();
    for (let times = 0; times < 5; times += 1) await register('counted', here);
    for (const token of ['bad-1', 'bad-2', 'bad-3']) {
      expect(
        refusalOf(await register('counted', { ...here, 'x-authgraph-captcha': token })),
      ).toEqual(required);
    }
    const reply = await register('counted', { ...here, ...solved() });
    expect(refusalOf(reply).reason).toBe('TOO_MANY_ATTEMPTS');
  });

  test('a sign-up by a passkey needs it when it begins, for the device asks after that', async () => {
    const passkeys = passkeyClient(server);
    const begin = (headers: Record<string, string>) =>
      passkeys.begin('beginPasskeySignUp', { headers }, '(username: "device")');
    expect(refusalOf(await begin(elsewhere()))).toEqual(required);
    const begun = await beginning(begin({ ...elsewhere(), ...solved() }));
    dataOf(await passkeys.finishSignUp(made(begun, createAuthenticator())));
  });

  test('what is refused anyway asks no provider', async () => {
    const asked = provider.received.length;
    const weak = `mutation { register(username: "weak", password: "short") { tokenType } }`;
    const reply = await server.send(weak, {}, { headers: { ...elsewhere(), ...solved() } });
    expect(refusalOf(reply).reason).toBe('PASSWORD_TOO_SHORT');
    expect(provider.received).toHaveLength(asked);
  });

  test('signing in, refreshing and everything else need none', async () => {
    const reply = await register('later', { ...elsewhere(), ...solved() });
    const { refreshToken } = dataOf(reply).register;
    for (let times = 0; times < 4; times += 1) await server.login('later', 'wrong wrong');
    dataOf(await server.login('later'));
    dataOf(await server.refresh(refreshToken));
  });

  test('serverInfo tells what a page needs', async () => {
    const reply = await server.send('{ serverInfo { captcha { provider siteKey uses } } }');
    expect(dataOf(reply)).toEqual({
      serverInfo: { captcha: { provider: 'turnstile', siteKey, uses: ['SIGN_UP'] } },
    });
  });

  test('pages of CORS_ORIGINS may send the header', async () => {
    const { headers } = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-authgraph-captcha',
      },
    });
    expect(headers.get('access-control-allow-headers')).toContain('x-authgraph-captcha');
  });

  test('authgraph/client sends the token of a call, and shows what a page needs', async () => {
    const session = openSession({ at: server.url });
    const input = { username: 'client', password: goodPassword };
    await expect(session.register(input)).rejects.toMatchObject({
      reason: 'CAPTCHA_REQUIRED',
      captcha: { provider: 'turnstile', siteKey },
    });
    const captcha = solved()['x-authgraph-captcha'];
    expect(await session.register(input, { captcha })).toMatchObject({ username: 'client' });
    session.close();
  });

  test('a token of more than 8,192 bytes is refused before it is read', async () => {
    const headers = { ...elsewhere(), 'x-authgraph-captcha': `good${'x'.repeat(8189)}` };
    const { status } = await register('long', headers);
    expect(status).toBe(431);
  });

  test('no log has a token, and the metrics count what came of them', async () => {
    expect(server.logs.join()).not.toMatch(/good-\d|bad-\d/);
    const page = await (await fetch(server.metricsUrl ?? '')).text();
    expect(page).toMatch(/authgraph_captchas_total{outcome="passed"} [1-9]/);
    expect(page).toMatch(/authgraph_captchas_total{outcome="refused"} [1-9]/);
  });
});

describe('with CAPTCHA=after-failures', () => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startServer({
      CAPTCHA: 'after-failures',
      LIMIT_LOGIN_FAILURES: '10',
      LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '100',
      LIMIT_LOGIN_FAILURES_PER_ADDRESS: '100',
      TRUST_PROXY: 'loopback',
    });
  });
  afterAll(() => server.close());

  let networks = 0;
  const elsewhere = () => ({ 'x-forwarded-for': `192.0.2.${(networks += 1)}` });
  const login = (username: string, headers: Record<string, string>, password = goodPassword) =>
    server.login(username, password, { headers });
  async function fail(username: string, times: number, headers: Record<string, string>) {
    for (let time = 0; time < times; time += 1) {
      expect(refusalOf(await login(username, headers, 'wrong wrong'))).toEqual(invalid);
    }
  }

  test('the third failure of an account, from anywhere, has the next sign-in need one', async () => {
    await server.signUp('owner');
    await fail('owner', 2, elsewhere());
    dataOf(await login('owner', elsewhere()));
    await fail('owner', 1, elsewhere());
    const here = elsewhere();
    expect(refusalOf(await login('owner', here))).toEqual(required);
    dataOf(await login('owner', { ...here, ...solved() }));
    expect(refusalOf(await login('owner', { ...here, 'x-authgraph-captcha': 'bad' }))).toEqual(
      required,
    );
  });

  test('it is no failure, and tells neither passwords nor accounts apart', async () => {
    await server.signUp('there');
    await fail('there', 3, elsewhere());
    await fail('absent', 3, elsewhere());
    const answers = new Set<string>();
    for (let times = 0; times < 4; times += 1) {
      const here = elsewhere();
      answers.add((await login('there', here)).text);
      answers.add((await login('there', here, 'wrong wrong')).text);
      answers.add((await login('absent', here)).text);
    }
    expect([...answers]).toHaveLength(1);
    const wrong = await login('there', { ...elsewhere(), ...solved() }, 'wrong wrong');
    expect(refusalOf(wrong)).toEqual(invalid);
    dataOf(await login('there', { ...elsewhere(), ...solved() }));
  });

  test('ten failures from an address have its next sign-ins need one, of any account', async () => {
    await server.signUp('bystander');
    const here = elsewhere();
    for (let time = 0; time < 10; time += 1) await fail(`target${time}`, 1, here);
    expect(refusalOf(await login('bystander', here))).toEqual(required);
    dataOf(await login('bystander', elsewhere()));
  });

  test('signIn by a password or a mailed code needs it, a mailed link does not', async () => {
    const email = 'mailed@example.com';
    await server.signUpVerified('mailed', email);
    await fail('mailed', 3, elsewhere());
    dataOf(await server.act('requestLoginEmail', { email }, { headers: elsewhere() }));
    const mail = await server.nextMail(email);
    const signIn = (input: object, headers: Record<string, string>) =>
      server.send(
        'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }',
        { input },
        { headers },
      );
    const password = { password: { username: 'mailed', password: goodPassword } };
    const emailCode = { emailCode: { email, code: codeOf(mail) } };
    const here = elsewhere();
    expect(refusalOf(await signIn(password, here))).toEqual(required);
    expect(refusalOf(await signIn(emailCode, here))).toEqual(required);
    const oldDoor = `mutation ($email: String!, $code: String!) {
      loginWithEmailCode(email: $email, code: $code) { tokenType } }`;
    const byCode = await server.send(oldDoor, emailCode.emailCode, { headers: here });
    expect(refusalOf(byCode)).toEqual(required);
    dataOf(await signIn({ emailToken: tokenOf(mail) }, here));
    dataOf(await signIn(password, { ...here, ...solved() }));
  });

  test('a second factor, a step-up, a change and a refresh never need it', async () => {
    const { user, accessToken: token, refreshToken } = await server.signUp('inside');
    await fail('inside', 3, elsewhere());
    const wrong = 'mutation { reauthenticate(password: "wrong wrong") { tokenType } }';
    expect(refusalOf(await server.send(wrong, {}, { token }))).toEqual(invalid);
    const proved = `mutation { stepUp(input: { password: "${goodPassword}" }) { tokenType } }`;
    dataOf(await server.send(proved, {}, { token }));
    const change = `mutation { changePassword(currentPassword: "${goodPassword}",
      newPassword: "a quite different passphrase") { tokenType } }`;
    dataOf(await server.refresh(refreshToken));
    dataOf(await server.send(change, {}, { token }));

    const [code] = await haveTwoSteps(server, user.id);
    const reply = await server.send<{ signIn: { mfaToken: string } }>(
      `mutation { signIn(input: { password: { username: "inside",
        password: "a quite different passphrase" } }) { ... on MfaChallenge { mfaToken } } }`,
      {},
      { headers: solved() },
    );
    const { mfaToken } = dataOf(reply).signIn;
    const complete = `mutation ($mfaToken: String!, $input: FactorProofInput!) {
      completeMfa(mfaToken: $mfaToken, input: $input) { __typename } }`;
    dataOf(await server.send(complete, { mfaToken, input: { recoveryCode: code } }));
  });

  test('an hour later it is not needed any more, and sign-ups never need it', async () => {
    await server.signUp('patient');
    await fail('patient', 3, elsewhere());
    expect(refusalOf(await login('patient', elsewhere()))).toEqual(required);
    server.clock.advance(3601);
    dataOf(await login('patient', elsewhere()));
  });
});

describe('an application with a CAPTCHA of its own', () => {
  const env = { CAPTCHA: 'sign-up', CAPTCHA_PROVIDER: 'custom' };

  test('verifies it by a hook, whose fault lets nobody in', async () => {
    const seen: unknown[] = [];
    const server = await startTestServer({
      env,
      hooks: {
        verifyCaptcha(token, { ipAddress, headers }) {
          seen.push([token, ipAddress, headers['x-authgraph-captcha']]);
          if (token === 'fault') throw new Error('a fault of the hook');
          return token === 'mine';
        },
      },
    });
    const register = async (token?: string) => {
      const headers: Record<string, string> = token ? { 'x-authgraph-captcha': token } : {};
      const document = `mutation { register(username: "ada", password: "${goodPassword}") { tokenType } }`;
      return server.send(document, {}, { headers });
    };
    expect((await register()).errors[0]?.extensions).toEqual({
      ...required,
      captcha: { provider: 'custom', siteKey: null },
    });
    expect(refusalOf(await register('other'))).toEqual(required);
    expect(refusalOf(await register('fault')).code).toBe('INTERNAL_SERVER_ERROR');
    dataOf(await register('mine'));
    expect(seen[0]).toEqual(['other', '127.0.0.1', 'other']);
    await server.close();
  });

  test('that has no hook does not start', async () => {
    await expect(startTestServer({ env })).rejects.toThrow('needs the hook verifyCaptcha');
  });
});

describe('the configuration', () => {
  const faultOf = (variables: Record<string, string>) => {
    try {
      loadConfig(variables);
    } catch (error) {
      return String(error);
    }
    throw new Error('no fault was found');
  };

  test.each([
    [{}, 'CAPTCHA is on, and CAPTCHA_SITE_KEY and CAPTCHA_SECRET are not set; copy them'],
    [{ CAPTCHA_SITE_KEY: siteKey }, 'CAPTCHA is on, and CAPTCHA_SECRET is not set; copy it'],
  ])('needs the keys of a provider: %j', (given, fault) => {
    expect(faultOf({ CAPTCHA: 'sign-up', ...given })).toContain(fault);
  });

  test.each([
    '1x0000000000000000000000000000000AA',
    '2x0000000000000000000000000000000AA',
    '0x0000000000000000000000000000000000000000',
  ])('takes no secret for tests in production: %s', (testSecret) => {
    const variables = { ...keys, CAPTCHA: 'sign-up', CAPTCHA_SECRET: testSecret };
    loadConfig(variables);
    expect(faultOf({ ...variables, NODE_ENV: 'production' })).toContain('is one for tests');
  });

  test('asks for limits that count failures', () => {
    const limits = { LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '0' };
    expect(faultOf({ ...keys, CAPTCHA: 'after-failures', ...limits })).toContain('above 0');
  });

  test('takes none beside pages of the service, which draw none', () => {
    const variables = { ...keys, CAPTCHA: 'after-failures', PAGES: 'on' };
    expect(faultOf(variables)).toContain('the pages of the service draw no CAPTCHA');
  });

  test('takes both uses, and shows no secret', () => {
    const { captcha } = loadConfig({ ...keys, CAPTCHA: 'after-failures, sign-up' });
    expect(captcha).toEqual(['after-failures', 'sign-up']);
    expect(faultOf({ CAPTCHA: 'on', CAPTCHA_SECRET: 'hunter22 hunter22' })).not.toContain(
      'hunter22',
    );
  });
});
