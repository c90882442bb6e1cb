import { afterEach, beforeAll, describe, expect, it, afterAll } from 'vitest';
import { passkeyAdvice } from '../../../src/app/passkeys.js';
import { createAuthServer } from '../../../src/app/create-auth-server.js';
import { loadConfig } from '../../../src/app/config.js';
import { createAuthenticator } from '../../support/passkey-device.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import {
  addPasskey,
  beginning,
  made,
  passkeyClient,
  shown,
  signUpByPasskey,
} from '../../support/passkeys.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const servers: TestServer[] = [];

async function start(options: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0).reverse()) await server.close();
});

const wellKnown = (server: TestServer) => fetch(`${server.url}/.well-known/webauthn`);
const methods = '{ serverInfo { signInMethods } }';

describe('passkeys that are off', () => {
  it('begin nothing, and take nothing', async () => {
    const server = await start({});
    const { begin, signIn, finishSignUp, completeMfa } = passkeyClient(server);
    const { accessToken: token } = await server.signUp();
    const input = { ceremonyId: 'x', response: {} };
    const replies = [
      await begin('beginPasskeySignIn'),
      await begin('beginPasskeySignUp', {}, '(username: "someone")'),
      await begin('beginPasskeyRegistration', { token }),
      await begin('beginPasskeyProof', { token }),
      await signIn(input),
      await finishSignUp(input),
      await passkeyClient(server).finishRegistration(token, input),
      await passkeyClient(server).stepUp(token, input),
    ];
    for (const reply of replies) {
      expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'PASSKEYS_OFF' });
    }
    expect(refusalOf(await completeMfa('x', input))).toMatchObject({ reason: 'MFA_TOKEN_INVALID' });
    expect((await wellKnown(server)).status).toBe(404);
    expect(dataOf(await server.send(methods))).toEqual({
      serverInfo: { signInMethods: ['PASSWORD', 'EMAIL_LINK', 'EMAIL_CODE'] },
    });
  });

  it('are listed still, and are no way in any more', async () => {
    const on = await start({ env: { PASSKEYS: 'on' } });
    const { tokens } = await signUpByPasskey(passkeyClient(on), 'someone');
    const off = await start({ sharing: on });
    const { me } = dataOf(await passkeyClient(off).list(tokens.accessToken));
    expect(me.passkeys).toHaveLength(1);
  });
});

describe('the domain of passkeys', () => {
  const env = {
    PASSKEYS: 'on',
    PUBLIC_URL: 'https://auth.example.com',
    PASSKEY_RP_ID: 'example.com',
    PASSKEY_ORIGINS: `https://app.example.com,https://example.org,android:apk-key-hash:${'A'.repeat(43)}`,
  };

  it('is the one of the configuration, whatever the Host header says', async () => {
    const server = await start({ env });
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const passkeys = passkeyClient(server);
    const begun = await beginning(passkeys.begin('beginPasskeySignIn', { headers }));
    expect(begun.options['rpId']).toBe('example.com');
    expect(dataOf(await server.send(methods))).toMatchObject({
      serverInfo: { signInMethods: expect.arrayContaining(['PASSKEY']) as unknown },
    });
  });

  it('takes passkeys from its pages and applications, compared letter by letter', async () => {
    const server = await start({ env });
    const passkeys = passkeyClient(server);
    const device = createAuthenticator({ origin: 'https://app.example.com' });
    await signUpByPasskey(passkeys, 'someone', device);
    const signIn = async (origin: string) =>
      passkeys.signIn(
        shown(await beginning(passkeys.begin('beginPasskeySignIn')), device, { origin }),
      );
    for (const origin of ['https://example.org', `android:apk-key-hash:${'A'.repeat(43)}`]) {
      dataOf(await signIn(origin));
    }
    const others = [
      'https://example.com',
      'https://auth.example.com',
      'https://app.example.com/',
      'https://app.example.com.evil.example',
      'http://app.example.com',
      `android:apk-key-hash:${'B'.repeat(43)}`,
      'null',
    ];
    for (const origin of others) {
      expect(refusalOf(await signIn(origin))).toMatchObject({ reason: 'PASSKEY_INVALID' });
    }
  });

  it('names the pages that may use its passkeys, to browsers', async () => {
    const response = await wellKnown(await start({ env }));
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      origins: ['https://app.example.com', 'https://example.org'],
    });
  });

  it('cannot change while there are passkeys', async () => {
    const server = await start({ env });
    const device = createAuthenticator({ origin: 'https://app.example.com' });
    await signUpByPasskey(passkeyClient(server), 'someone', device);
    const config = { ...server.config, passkeyRpId: 'example.org' };
    await expect(createAuthServer(config)).rejects.toThrow(
      'PASSKEY_RP_ID is example.org, and there are passkeys of example.com, which work there only; set PASSKEY_RP_ID=example.com',
    );
    const off = await createAuthServer({ ...config, passkeys: false });
    await off.close();
  });

  it.each([
    [{ PASSKEYS: 'on', PUBLIC_URL: 'https://192.0.2.1' }, 'PASSKEYS=on needs a domain'],
    [
      { PASSKEYS: 'on', PUBLIC_URL: 'http://auth.internal.example' },
      'PASSKEYS=on needs pages on https',
    ],
  ])('is not guessed from a URL that browsers would refuse: %j', (wrong, fault) => {
    expect(() => loadConfig(wrong)).toThrow(fault);
  });

  it.each([
    ['nothing, where it is our own host', { PUBLIC_URL: 'https://example.com' }, undefined],
    [
      'nothing, where all pages are below it',
      { PASSKEY_ORIGINS: 'https://app.example.com' },
      undefined,
    ],
    [
      'what another host has to serve',
      {},
      'Passkeys: https://example.com/.well-known/webauthn must answer, as application/json, {"origins":["https://app.example.com","https://example.org"]}',
    ],
  ])('prints %s', (_what, change, advice) => {
    expect(passkeyAdvice(loadConfig({ ...env, ...change }))).toBe(advice);
  });
});

describe('what owners of passkeys are told', () => {
  let mailed: MailedServer;
  beforeAll(async () => {
    mailed = await startMailedServer({ env: { PASSKEYS: 'on' } });
  });
  afterAll(() => mailed.close());

  it('is a mail for each that is added and removed', async () => {
    const passkeys = passkeyClient(mailed);
    const { accessToken: token } = await mailed.signUpVerified('owner', 'owner@example.com');
    const begun = await beginning(passkeys.begin('beginPasskeyRegistration', { token }));
    const device = createAuthenticator();
    const reply = await passkeys.finishRegistration(token, made(begun, device), 'Blue key');
    const { id } = dataOf(reply).finishPasskeyRegistration;
    expect(await mailed.nextMail('owner@example.com')).toMatchObject({
      subject: 'A passkey was added at Example',
      text: expect.stringContaining('"Blue key"') as unknown,
    });
    dataOf(await passkeys.remove(token, id));
    expect((await mailed.nextMail('owner@example.com')).subject).toBe(
      'A passkey was removed at Example',
    );
  });

  it('counts a confirmed address as another way in', async () => {
    const passkeys = passkeyClient(mailed);
    const { tokens } = await signUpByPasskey(passkeys, 'mailed');
    const { me } = dataOf(await passkeys.list(tokens.accessToken));
    const remove = () => passkeys.remove(tokens.accessToken, me.passkeys[0]?.id ?? '');
    expect(refusalOf(await remove())).toMatchObject({ reason: 'LAST_SIGN_IN_METHOD' });
    await mailed.withStorage(({ users }) =>
      users.setVerifiedEmail(tokens.user.id, 'm@example.com'),
    );
    dataOf(await remove());
  });
});

describe('the limits of passkeys', () => {
  it('hold for failed sign-ins from one address, and lock nobody else', async () => {
    const server = await start({
      env: { PASSKEYS: 'on', LIMIT_LOGIN_FAILURES_PER_ADDRESS: '3', TRUST_PROXY: 'loopback' },
    });
    const passkeys = passkeyClient(server);
    const { device } = await signUpByPasskey(passkeys, 'someone');
    const attempt = async (address: string, challenge?: string) => {
      const begun = await beginning(passkeys.begin('beginPasskeySignIn'));
      const answer = shown(begun, device, challenge === undefined ? {} : { challenge });
      return passkeys.signIn(answer, { headers: { 'x-forwarded-for': address } });
    };
    const wrong = await Promise.all(
      Array.from({ length: 8 }, () => attempt('203.0.113.1', 'bm90IG91cnM')),
    );
    const reasons = wrong.map((reply) => refusalOf(reply).reason).sort();
    expect(reasons.filter((reason) => reason === 'PASSKEY_INVALID')).toHaveLength(3);
    expect(reasons.filter((reason) => reason === 'TOO_MANY_ATTEMPTS')).toHaveLength(5);
    expect(refusalOf(await attempt('203.0.113.1'))).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' });
    dataOf(await attempt('203.0.113.2'));
  });

  it('hold for names that are tried, and store nothing of them', async () => {
    const server = await start({ env: { PASSKEYS: 'on', LIMIT_REGISTRATIONS_PER_ADDRESS: '3' } });
    const begin = (username: string) =>
      passkeyClient(server).begin('beginPasskeySignUp', {}, `(username: "${username}")`);
    for (const name of ['a', 'b', 'c']) dataOf(await begin(name));
    expect(refusalOf(await begin('d'))).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' });
  });

  it('hold for proofs of one account', async () => {
    const server = await start({ env: { PASSKEYS: 'on' } });
    const passkeys = passkeyClient(server);
    const { accessToken: token } = await server.signUp();
    const { device } = await addPasskey(passkeys, token);
    const begun = await beginning(passkeys.begin('beginPasskeyProof', { token }));
    const wrong = shown(begun, device, { challenge: 'bm90IG91cnM' });
    const replies = await Promise.all(
      Array.from({ length: 24 }, () => passkeys.stepUp(token, wrong)),
    );
    const refused = replies.map((reply) => refusalOf(reply).reason);
    expect(refused.filter((reason) => reason === 'TOO_MANY_ATTEMPTS')).toHaveLength(4);
  });
});
