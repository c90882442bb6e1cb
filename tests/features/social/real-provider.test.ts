import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../../../scripts/demo/identity-provider.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { openBrowser } from '../../support/providers/browser.js';
import { stubClient } from '../../support/providers/oidc-stub.js';
import { openApplication, type Application } from '../../support/providers/social-client.js';
import { startSocialServer } from '../../support/providers/social-server.js';
import type { TestServer } from '../../support/test-server.js';

/** npm oidc-provider is certified: what works with it is the standard. */
let provider: IdentityProvider;
let server: TestServer;
let app: Application;

beforeAll(async () => {
  const redirectUris = ['http://localhost:4000/callback/company'];
  provider = await startIdentityProvider({ ...stubClient, redirectUris });
  // The provider's clock is the real one.
  server = await startSocialServer([{ id: 'company', issuer: provider.issuer }], {
    realTime: true,
    env: { FRESH_MAX_AGE: '60' },
  });
  app = openApplication(server);
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const me = async (token: string) => dataOf(await app.me(token)).me;

test('a user of a certified provider signs up, and signs in again', async () => {
  const browser = openBrowser({ account: 'ada' });
  const first = await app.signedIn({ browser });
  expect(await me(first.accessToken)).toMatchObject({
    displayName: 'Ada Lovelace',
    email: 'ada@example.com',
    emailVerified: true,
    identities: [{ issuer: provider.issuer, emailVerified: true }],
  });
  const second = await app.signedIn({ browser });
  expect(second.user.id).toBe(first.user.id);
});

test('a certified provider proves the identity in a session that is not fresh', async () => {
  const browser = openBrowser({ account: 'grace' });
  server.clock.advance(-90);
  const { accessToken: token } = await app.signedIn({ browser });
  server.clock.advance(90);
  const [identity] = (await me(token)).identities;
  const unlink = (accessToken: string) => app.unlink(accessToken, identity?.id ?? '');
  expect(refusalOf(await unlink(token)).reason).toBe('FRESH_LOGIN_REQUIRED');

  const begin = { begin: 'beginIdentityProof', token, browser } as const;
  const proved = dataOf(await app.stepUp(token, await app.shown(begin))).stepUp;
  expect(dataOf(await unlink(proved.accessToken)).unlinkIdentity).toBe(true);
});

test('an address that a certified provider has not verified is not verified', async () => {
  const { accessToken } = await app.signedIn({ browser: openBrowser({ account: 'mallory' }) });
  expect(await me(accessToken)).toMatchObject({
    email: 'mallory@example.com',
    emailVerified: false,
  });
});

test('who cancels at a certified provider is led back with access_denied', async () => {
  const back = await app.comeBack({ browser: openBrowser({ account: '' }) });
  expect(back).toMatchObject({ error: 'access_denied', state: 'of-the-application' });
});

test('new keys of a certified provider are found', async () => {
  provider.rotateKeys();
  const { user } = await app.signedIn({ browser: openBrowser({ account: 'ada' }) });
  expect(user.email).toBe('ada@example.com');
});
