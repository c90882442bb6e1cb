import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginEnrollment, confirmEnrollment, signIn, totpCode } from '../support/authenticator.js';
import { databases } from '../support/databases.js';
import {
  dataOf,
  goodPassword,
  refusalOf,
  type GraphQLClient,
  type Reply,
} from '../support/graphql-client.js';
import { handOver, signedInPage } from '../support/handoff.js';
import { createAuthenticator } from '../support/passkey-device.js';
import { beginning, made, passkeyClient, shown, signUpByPasskey } from '../support/passkeys.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const redirectUri = 'https://app.example.com/callback';
/** Of each kind, in the settings of this file. */
const most = 3;
const env = {
  ...{ PASSKEYS: 'on', COOKIES: 'on', REDIRECT_URIS: redirectUri, TRUST_PROXY: 'loopback' },
  LIMIT_PROFILE_CHANGES: String(most),
  LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: String(most),
};

/** Each time leaves rows, and may send mails: whoever signs up could repeat it without end. */
describe.each(databases)('on $name,', ({ name }) => {
  let server: TestServer;
  let addresses = 0;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env });
  });
  afterAll(() => server.close());

  /** A client with an address of its own. */
  function elsewhere(): GraphQLClient {
    addresses += 1;
    const headers = { 'x-forwarded-for': `192.0.2.${addresses}` };
    const send: GraphQLClient['send'] = (query, variables, options) =>
      server.send(query, variables, { ...options, headers: { ...headers, ...options?.headers } });
    return { ...server, send };
  }

  const bare = (token: string, field: string) =>
    server.send(`mutation { ${field} }`, {}, { token });
  const additions: Record<string, (token: string) => Promise<Reply<unknown>>> = {
    async finishPasskeyRegistration(token) {
      const passkeys = passkeyClient(server);
      const begun = await beginning(passkeys.begin('beginPasskeyRegistration', { token }));
      return passkeys.finishRegistration(token, made(begun, createAuthenticator()));
    },
    async confirmTotpEnrollment(token) {
      const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, token));
      const { factorId, secret } = begun;
      const code = totpCode(secret, server.clock.now());
      return confirmEnrollment(server, token, { factorId, code });
    },
    regenerateRecoveryCodes: (token) => bare(token, 'regenerateRecoveryCodes { codes }'),
    setTwoStepSignIn: (token) => bare(token, 'setTwoStepSignIn(on: true) { recoveryCodes }'),
    setPassword: (token) =>
      bare(token, 'setPassword(newPassword: "a quite different passphrase") { expiresIn }'),
  };

  test('ways in are added so often in an hour, and can all be taken away', async () => {
    const passkeys = passkeyClient(elsewhere());
    const { tokens } = await signUpByPasskey(passkeys, `${name}-adds`);
    const token = tokens.accessToken;
    const { finishPasskeyRegistration: add } = additions;
    for (let count = 0; count < most; count += 1) dataOf((await add?.(token)) as Reply<unknown>);
    const refused = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_CHANGES' };
    for (const [verb, act] of Object.entries(additions)) {
      expect([verb, refusalOf(await act(token))]).toEqual([verb, refused]);
    }
    // Else a thief could keep the owner from it.
    dataOf(await bare(token, 'setTwoStepSignIn(on: false) { recoveryCodes }'));
    const { passkeys: own } = dataOf(await passkeys.list(token)).me;
    for (const { id } of own.slice(1)) dataOf(await passkeys.remove(token, id));
  });

  test('an address signs in and steps up by passkey as often as by password', async () => {
    const client = passkeyClient(elsewhere());
    const { device, tokens } = await signUpByPasskey(client, `${name}-again`);
    const enter = async () =>
      client.signIn(shown(await beginning(client.begin('beginPasskeySignIn')), device));
    for (let count = 0; count < most; count += 1) dataOf(await enter());
    const refused = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_ATTEMPTS' };
    expect(refusalOf(await enter())).toEqual(refused);
    const { accessToken: token } = tokens;
    const begun = await beginning(client.begin('beginPasskeyProof', { token }));
    expect(refusalOf(await client.stepUp(token, shown(begun, device)))).toEqual(refused);
  });

  test('an address takes sessions over as often as it signs in by password', async () => {
    const { user } = await server.signUp();
    const input = { password: { username: user.username, password: goodPassword } };
    const page = await signedInPage(elsewhere(), 'http://localhost:4000', input);
    const application = elsewhere();
    const takeOver = async () =>
      signIn(application, { handoff: await handOver(page, redirectUri) });
    for (let count = 0; count < most; count += 1) dataOf(await takeOver());
    const refused = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_ATTEMPTS' };
    expect(refusalOf(await takeOver())).toEqual(refused);
  });

  test('the end of other sessions is recorded if there was any', async () => {
    const { user, accessToken: token } = await server.signUp();
    dataOf(await server.login(user.username));
    const ends = async () => {
      const recorded = await server.withStorage(({ audit }) =>
        audit.list({ limit: 10, userId: user.id, type: 'session.ended_everywhere' }),
      );
      return recorded.length;
    };
    for (const left of [1, 0, 0]) {
      const reply = await bare(token, 'logoutOtherSessions');
      expect(dataOf(reply)).toEqual({ logoutOtherSessions: left });
      expect(await ends()).toBe(1);
    }
  });
});
