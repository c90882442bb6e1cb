import { afterAll, beforeAll, expect, test } from 'vitest';
import { enroll } from '../support/authenticator.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import {
  addPasskey,
  beginning,
  passkeyClient,
  shown,
  signUpByPasskey,
} from '../support/passkeys.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { authgraph, variablesFor } from './run.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { PASSKEYS: 'on' } });
});
afterAll(() => server.close());

test('user reset-factors ends apps and codes beside the running service, no passkey', async () => {
  const passkeys = passkeyClient(server);
  const { accessToken } = await server.signUp('ada');
  const { tokens } = await enroll(server, accessToken, server.clock.now());
  const { device } = await addPasskey(passkeys, tokens.accessToken);
  expect(refusalOf(await server.login('ada')).reason).toBe('MFA_REQUIRED');

  const env = variablesFor(server.database);
  expect(await authgraph(['user', 'reset-factors', 'Ada'], { env })).toEqual({
    code: 0,
    stdout: 'Two-step sign-in of user ada is off; passkeys stay.\n',
    stderr: '',
  });
  const { login } = dataOf(await server.login('ada'));
  const query = '{ me { twoStepSignIn recoveryCodesLeft factors { id } passkeys { label } } }';
  const { me } = dataOf(await server.send<{ me: object }>(query, {}, { token: login.accessToken }));
  const none = { twoStepSignIn: false, recoveryCodesLeft: 0, factors: [] };
  expect(me).toEqual({ ...none, passkeys: [{ label: 'Passkey' }] });
  const begun = await beginning(passkeys.begin('beginPasskeySignIn'));
  dataOf(await passkeys.signIn(shown(begun, device)));
});

test('user reset-factors leaves the codes that open an account of passkeys alone', async () => {
  const { tokens } = await signUpByPasskey(passkeyClient(server), 'bob');
  const { code } = await authgraph(['user', 'reset-factors', 'bob'], {
    env: variablesFor(server.database),
  });
  expect(code).toBe(0);
  const token = tokens.accessToken;
  const reply = await server.send('{ me { recoveryCodesLeft } }', {}, { token });
  expect(dataOf(reply)).toEqual({ me: { recoveryCodesLeft: 10 } });
});
