import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/platform/guarded-fetch.js';
import { dataOf } from '../../support/graphql-client.js';
import { startAppleStub } from '../../support/providers/apple-stub.js';
import { startDiscordStub, type DiscordStub } from '../../support/providers/discord-stub.js';
import { entraAccounts, entraIssuer, startEntraStub } from '../../support/providers/entra-stub.js';
import { email, startGitHubStub, type GitHubStub } from '../../support/providers/github-stub.js';
import { googleAccounts, startGoogleStub } from '../../support/providers/google-stub.js';
import type { Claims } from '../../support/providers/id-token.js';
import { stubClient, type OidcStub } from '../../support/providers/oidc-stub.js';
import { openApplication, redirectUri } from '../../support/providers/social-client.js';
import { json, status } from '../../support/json-server.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let stubs: { google: OidcStub; apple: OidcStub; microsoft: OidcStub };
let github: GitHubStub;
let discord: DiscordStub;
let server: TestServer;

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ask = createGuardedFetch({
  allowPrivate: true,
  refusal: '',
  timeout: 5000,
  maxSize: 262_144,
});

/** Where each preset's own addresses are served. */
function reach(address: string): string {
  const found = [...Object.values(stubs), github, discord]
    .map((stub) => stub.reach(address))
    .find((url) => url !== address);
  if (found === undefined) throw new Error(`${address} is nobody's`);
  return found;
}

beforeAll(async () => {
  const now = () => server.clock.now();
  const [google, microsoft, apple] = await Promise.all([
    startGoogleStub({ now }),
    startEntraStub({ now }),
    startAppleStub({ now, clientKey: keys.publicKey }),
  ]);
  stubs = { google, apple, microsoft };
  [github, discord] = await Promise.all([startGitHubStub(), startDiscordStub()]);
  const { clientId, clientSecret } = stubClient;
  const presets: Record<string, string> = {};
  for (const name of ['GOOGLE', 'MICROSOFT', 'GITHUB', 'DISCORD']) {
    presets[`SOCIAL_${name}_CLIENT_ID`] = clientId;
    presets[`SOCIAL_${name}_CLIENT_SECRET`] = clientSecret;
  }
  server = await startTestServer({
    env: {
      ...presets,
      SOCIAL_APPLE_CLIENT_ID: clientId,
      SOCIAL_APPLE_TEAM_ID: 'TEAM123456',
      SOCIAL_APPLE_KEY_ID: 'KEY1234567',
      SOCIAL_APPLE_PRIVATE_KEY: String(keys.privateKey.export({ format: 'pem', type: 'pkcs8' })),
      REDIRECT_URIS: redirectUri,
      USERNAMES: 'optional',
    },
    identityFetch: (url, request) => ask(reach(url), request),
  });
});
afterAll(async () => {
  await server.close();
  await Promise.all([...Object.values(stubs), github, discord].map((stub) => stub.close()));
});

/** Signs in by a preset, and reads the account. */
async function account(provider: string) {
  const app = openApplication(server, { provider, reach });
  const { accessToken } = await app.signedIn();
  return dataOf(await app.me(accessToken)).me;
}

test('the presets that are configured are offered in their order', async () => {
  const reply = await server.send<{ identityProviders: unknown }>(
    '{ identityProviders { id name } }',
  );
  expect(dataOf(reply).identityProviders).toEqual([
    { id: 'google', name: 'Google' },
    { id: 'apple', name: 'Apple' },
    { id: 'microsoft', name: 'Microsoft' },
    { id: 'github', name: 'GitHub' },
    { id: 'discord', name: 'Discord' },
  ]);
});

let people = 0;
/** As many people as tests, so that none of them finds the address of another. */
function own<Person extends { sub: string; email: string }>(person: Person): Person {
  people += 1;
  const [local = '', domain = ''] = person.email.split('@');
  return { ...person, sub: `${person.sub}-${people}`, email: `${local}-${people}@${domain}` };
}

describe('whose address counts as verified', () => {
  test.each<
    [string, 'google' | 'microsoft' | 'apple', { sub: string; email: string } & Claims, boolean]
  >([
    ['Google: an address at gmail.com', 'google', googleAccounts.gmail, true],
    ['Google: an address of a Workspace domain', 'google', googleAccounts.workspace, true],
    ['Google: an address that Google does not host', 'google', googleAccounts.elsewhere, false],
    ['Google: an address that it has not verified', 'google', googleAccounts.unverified, false],
    [
      'Google: an address that ends like gmail.com',
      'google',
      { ...googleAccounts.gmail, email: 'ada@evilgmail.com' },
      false,
    ],
    ['Entra: a domain that the tenant owns', 'microsoft', entraAccounts.company, true],
    ['Entra: the claim as text', 'microsoft', entraAccounts.ownerAsText, true],
    ['Entra: what any administrator can type', 'microsoft', entraAccounts.forged, false],
    [
      'Entra: email_verified, which it never sends',
      'microsoft',
      { ...entraAccounts.forged, email_verified: true },
      false,
    ],
    [
      'Entra: a domain that nobody has proved',
      'microsoft',
      { ...entraAccounts.company, xms_edov: false },
      false,
    ],
    [
      'Apple: the text "true"',
      'apple',
      { sub: 'apple', email: 'ada@privaterelay.appleid.com', email_verified: 'true' },
      true,
    ],
    [
      'Apple: the text "false"',
      'apple',
      { sub: 'apple', email: 'ada@icloud.com', email_verified: 'false' },
      false,
    ],
  ])('%s', async (_, name, person, isVerified) => {
    const { email: address } = (stubs[name].person = own(person));
    const found = await account(name);
    expect(found).toMatchObject({ email: address, emailVerified: isVerified });
  });

  test.each<[string, { primary: boolean; verified: boolean }, boolean]>([
    ['primary and verified', { primary: true, verified: true }, true],
    ['primary, and not verified', { primary: true, verified: false }, false],
  ])('GitHub: %s', async (_, kind, isVerified) => {
    people += 1;
    const address = `octo-${people}@example.com`;
    // The public address of the profile is whatever its owner has written.
    github.user = { ...github.user, id: 5000 + people, email: 'victim@example.com' };
    github.emails = [email('second@example.com', { verified: true }), email(address, kind)];
    const found = await account('github');
    expect(found).toMatchObject({ email: address, emailVerified: isVerified });
  });

  test.each([true, false])('Discord: verified is %s', async (verified) => {
    people += 1;
    const address = `discord-${people}@example.com`;
    discord.user = { ...discord.user, id: `${8000 + people}`, email: address, verified };
    const found = await account('discord');
    expect(found).toMatchObject({ email: address, emailVerified: verified });
  });

  test('without an address an account begins without one', async () => {
    github.user = { ...github.user, id: 4999, email: 'victim@example.com' };
    github.emails = [];
    discord.user = { ...discord.user, id: '7999', email: null, verified: true };
    stubs.google.person = { sub: 'nobody' };
    for (const provider of ['github', 'discord', 'google']) {
      expect(await account(provider)).toMatchObject({ email: null, emailVerified: false });
    }
  });
});

describe('what is special about each', () => {
  test('Apple says the name once, in a form, and the account keeps it', async () => {
    // The first consent of this application was in an earlier test, or is this one.
    const app = openApplication(server, { provider: 'apple', reach });
    stubs.apple.person = own({ sub: 'named', email: 'ada@icloud.com' });
    const user = JSON.stringify({ name: { firstName: 'Ada', lastName: 'Lovelace' } });
    const { accessToken } = await app.signedIn({
      bend: (request) => {
        request.body?.set('user', user);
        return request;
      },
    });
    expect(dataOf(await app.me(accessToken)).me.displayName).toBe('Ada Lovelace');
    // Now without it.
    const again = await app.signedIn();
    expect(dataOf(await app.me(again.accessToken)).me.displayName).toBe('Ada Lovelace');
  });

  test.each([
    '{',
    '[]',
    'null',
    '"Ada"',
    '{"name":7}',
    '{"name":{"firstName":{}}}',
    '{"name":null}',
  ])('the user %s of a form is no name, and no fault', async (user) => {
    const app = openApplication(server, { provider: 'apple', reach });
    stubs.apple.person = own({ sub: 'odd', email: 'odd@icloud.com' });
    const { accessToken } = await app.signedIn({
      bend: (request) => {
        request.body?.set('user', user);
        return request;
      },
    });
    expect(dataOf(await app.me(accessToken)).me.displayName).toBeNull();
  });

  test('Entra: the issuer of an account is that of its tenant', async () => {
    stubs.microsoft.person = own(entraAccounts.company);
    const { identities } = await account('microsoft');
    expect(identities).toMatchObject([{ issuer: entraIssuer(entraAccounts.company.tid) }]);
  });

  test('Entra: a token that names a tenant other than its issuer is refused', async () => {
    stubs.microsoft.person = own(entraAccounts.forged);
    const iss = entraIssuer(entraAccounts.company.tid);
    const app = openApplication(server, { provider: 'microsoft', reach });
    const conduct = { claims: (claims: Claims) => ({ ...claims, iss }) };
    const back = await stubs.microsoft.bent(conduct, () => app.comeBack());
    expect(back.error).toBe('PROVIDER_REFUSED');
  });

  test('GitHub: a login that somebody else has taken over is another person', async () => {
    github.emails = [];
    github.user = { ...github.user, id: 6001, login: 'ada' };
    const first = await account('github');
    github.user = { ...github.user, id: 6002, login: 'ada' };
    expect((await account('github')).id).not.toBe(first.id);
    github.user = { ...github.user, id: 6001, login: 'countess' };
    expect((await account('github')).id).toBe(first.id);
  });

  test.each([
    [
      'github',
      '/login/oauth/access_token',
      json({ error: 'bad_verification_code' }),
      'PROVIDER_REFUSED',
    ],
    ['github', '/user', json({ id: '6001' }), 'PROVIDER_REFUSED'],
    ['github', '/user', json('[]'), 'PROVIDER_REFUSED'],
    ['github', '/user', status(500), 'PROVIDER_UNAVAILABLE'],
    ['github', '/user/emails', status(403), 'PROVIDER_REFUSED'],
    ['discord', '/api/v10/users/@me', json('null'), 'PROVIDER_REFUSED'],
    ['discord', '/api/v10/users/@me', status(429), 'PROVIDER_UNAVAILABLE'],
    ['discord', '/api/oauth2/token', json('{'), 'PROVIDER_UNAVAILABLE'],
  ] as const)('%s: an odd answer of %s is an outcome', async (name, path, answer, error) => {
    const stub = name === 'github' ? github : discord;
    stub.answers.set(path, answer);
    const back = await openApplication(server, { provider: name, reach }).comeBack();
    stub.answers.clear();
    expect(back.error).toBe(error);
  });
});
