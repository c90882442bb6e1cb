import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startOidcStub, type OidcStub } from '../../support/providers/oidc-stub.js';
import { openApplication } from '../../support/providers/social-client.js';
import { startSocialServer } from '../../support/providers/social-server.js';
import type { TestServer } from '../../support/test-server.js';

let company: OidcStub;
let successor: OidcStub;
let before: TestServer;
/** As the operator has changed it since: the company's issuer has another name, and its name another issuer. */
let after: TestServer;
beforeAll(async () => {
  const now = () => before.clock.now();
  [company, successor] = await Promise.all([startOidcStub({ now }), startOidcStub({ now })]);
  before = await startSocialServer([
    { id: 'company', issuer: company.issuer },
    { id: 'sold', issuer: successor.issuer },
  ]);
  after = await startSocialServer(
    [
      { id: 'renamed', issuer: company.issuer },
      { id: 'sold', issuer: `${successor.issuer}/of-another` },
    ],
    { sharing: before },
  );
});
afterAll(async () => {
  await after.close();
  await before.close();
  await Promise.all([company.close(), successor.close()]);
});

let people = 0;
/** Someone with a password, who has linked an identity before the change. */
async function linkedTo(provider: string) {
  const username = `person${(people += 1)}`;
  for (const stub of [company, successor]) stub.person = { sub: username };
  const { accessToken: token } = dataOf(await before.register({ username })).register;
  const app = openApplication(before, { provider });
  const shown = await app.shown({ begin: 'beginIdentityLink', token });
  const { finishIdentityLink: identity } = dataOf(await app.finishLink(token, shown));
  return { token, identity };
}

const removePassword = 'mutation { removePassword { user { id } } }';
const lastWayIn = { code: 'FORBIDDEN', reason: 'LAST_SIGN_IN_METHOD' };

describe('an identity is that of its issuer, whatever the provider is called', () => {
  test('it stays a way in, and a proof, under another name of the provider', async () => {
    const { token } = await linkedTo('company');
    const app = openApplication(after, { provider: 'renamed' });
    const shown = await app.shown({ begin: 'beginIdentityProof', token });
    const { stepUp } = dataOf(await app.stepUp(token, shown));
    dataOf(await after.send(removePassword, {}, { token: stepUp.accessToken }));
  });

  test('it is none where another issuer has the name', async () => {
    const { token } = await linkedTo('sold');
    expect(refusalOf(await after.send(removePassword, {}, { token }))).toEqual(lastWayIn);
    const app = openApplication(after, { provider: 'sold' });
    const reply = await app.begin(
      'beginIdentityProof',
      {
        provider: 'sold',
        redirectUri: 'http://localhost:3000/signed-in',
        codeChallenge: 'a'.repeat(43),
      },
      token,
    );
    expect(refusalOf(reply).reason).toBe('IDENTITY_NOT_FOUND');
  });
});
