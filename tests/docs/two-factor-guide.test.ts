import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { totpCode, type Challenge, type Enrollment } from '../support/authenticator.js';
import { blocksOf, readGuide } from '../support/guide.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The token of a reply, wherever it is. */
const tokenIn = (text: string) => /"accessToken":"([^"]+)"/.exec(text)?.[1] ?? '';

test('the operations of the guide lead from a password to a step-up', async () => {
  const { accessToken } = await server.signUp('ada');
  const [begin = '', confirm = '', signIn = '', complete = '', stepUp = '', ...others] = blocksOf(
    readGuide('two-factor.md'),
    'graphql',
  );
  expect(others).toEqual([]);
  const begun = await server.send<{ beginTotpEnrollment: Enrollment }>(
    begin,
    {},
    { token: accessToken },
  );
  const { factorId, secret } = dataOf(begun).beginTotpEnrollment;
  const filled = (document: string, value: string) =>
    document.replace('…', value).replace('287082', totpCode(secret, server.clock.now()));

  const confirmed = await server.send(filled(confirm, factorId), {}, { token: accessToken });
  dataOf(confirmed);
  server.clock.advance(30);
  const challenge = await server.send<{ signIn: Challenge }>(filled(signIn, goodPassword));
  const { mfaToken } = dataOf(challenge).signIn;
  const completed = await server.send(filled(complete, mfaToken));
  dataOf(completed);
  server.clock.advance(30);
  dataOf(await server.send(filled(stepUp, ''), {}, { token: tokenIn(completed.text) }));
});
