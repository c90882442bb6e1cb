import { createServer } from 'node:net';
import { hostname } from 'node:os';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '../../../src/platform/guarded-fetch.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { bentAnswers, bentDiscoveries } from '../../support/providers/bent-answers.js';
import { deliver } from '../../support/providers/browser.js';
import { json, silence, status } from '../../support/json-server.js';
import { foreignKey, type Claims } from '../../support/providers/id-token.js';
import {
  startOidcStub,
  stubClient,
  type Conduct,
  type OidcStub,
} from '../../support/providers/oidc-stub.js';
import type { Answered } from '../../support/providers/protocol.js';
import {
  ledBack,
  openApplication,
  pkce,
  redirectUri,
  socialClient,
  type Application,
} from '../../support/providers/social-client.js';
import { startSocialServer } from '../../support/providers/social-server.js';
import type { TestServer } from '../../support/test-server.js';

const limits = { refusal: 'its address is private', maxSize: 262_144 };

const patient = createGuardedFetch({ ...limits, allowPrivate: true, timeout: 20_000 });
const impatient = createGuardedFetch({ ...limits, allowPrivate: true, timeout: 300 });

/** The client of the service, which soon gives up what never ends, and waits for all else on a slow host. */
const clientOf =
  (stubs: () => readonly OidcStub[]): GuardedFetch =>
  (url, request) => {
    const isSilent = stubs().some((each) => url.startsWith(each.url) && each.isSilentAt(url));
    return (isSilent ? impatient : patient)(url, request);
  };

describe('a provider that answers otherwise than it should', () => {
  let stub: OidcStub;
  let bent: OidcStub[];
  let server: TestServer;
  let app: Application;

  beforeAll(async () => {
    const now = () => server.clock.now();
    // It takes longer than the client waits.
    foreignKey();
    stub = await startOidcStub({ now });
    bent = await Promise.all(bentDiscoveries.map(() => startOidcStub({ now })));
    const others = bent.map(({ issuer }, index) => ({ id: `bent-${index}`, issuer }));
    server = await startSocialServer([{ id: 'company', issuer: stub.issuer }, ...others], {
      identityFetch: clientOf(() => [stub, ...bent]),
    });
    app = openApplication(server);
  });
  afterAll(async () => {
    await server.close();
    await Promise.all([stub, ...bent].map((each) => each.close()));
  });

  test.each(bentAnswers)('$title: $reason', async ({ conduct, reason }) => {
    const back = await stub.bent(conduct, () => app.comeBack());
    expect(back).toMatchObject({ error: reason, code: undefined, state: 'of-the-application' });
  });

  test('after all of them the provider signs in', async () => {
    expect((await app.comeBack()).error).toBeUndefined();
  });

  test.each(bentDiscoveries.map((each, index) => ({ ...each, index })))(
    'discovery $title: $reason',
    async ({ conduct, reason, index }) => {
      bent[index]?.bend(conduct);
      const wanted = { provider: `bent-${index}`, redirectUri, ...pkce() };
      const reply = await app.begin('beginSocialSignIn', wanted);
      expect(refusalOf(reply)).toEqual({ code: 'SERVICE_UNAVAILABLE', reason });
    },
  );

  test('a provider that was away is asked again ten seconds later', async () => {
    const [first] = bent;
    const begin = () =>
      app.begin('beginSocialSignIn', { provider: 'bent-0', redirectUri, ...pkce() });
    await begin();
    first?.straighten();
    const before = first?.received.length;
    expect(refusalOf(await begin()).reason).toBe('PROVIDER_UNAVAILABLE');
    expect(first?.received).toHaveLength(before ?? 0);
    server.clock.advance(10);
    expect((await begin()).errors).toEqual([]);
  });

  test('a person who says no at the provider is led back with access_denied', async () => {
    const callback = ({ state, iss }: Answered) => ({ error: 'access_denied', state, iss });
    const back = await stub.bent({ callback }, () => app.comeBack());
    expect(back).toMatchObject({ error: 'access_denied', code: undefined });
  });

  test('a token of a new key is taken at once, and one of the former key no more', async () => {
    expect((await app.comeBack()).error).toBeUndefined();
    stub.rotateKeys();
    expect((await app.comeBack()).error).toBeUndefined();
    const back = await stub.bent({ signature: 'former-key' }, () => app.comeBack());
    expect(back.error).toBe('PROVIDER_REFUSED');
  });

  test('nothing of this is logged as an error, and no secret of it at all', () => {
    const errors = server.logs.filter((line) => /"level":(50|60)/.test(line));
    expect(errors).toEqual([]);
    const logs = server.logs.join();
    expect(logs).not.toContain(stubClient.clientSecret);
    for (const { parameters } of stub.received) {
      for (const name of ['code', 'code_verifier', 'state', 'nonce']) {
        const secret = parameters[name];
        if (secret !== undefined) expect(logs).not.toContain(secret);
      }
    }
  });
});

describe('an address that only UserInfo has', () => {
  let stub: OidcStub;
  let server: TestServer;
  let app: Application;
  let people = 0;
  /** More that the ID token says. */
  let stated: Claims = {};

  beforeAll(async () => {
    const inIdToken = ({ sub, auth_time }: Claims) => ({ sub, auth_time, ...stated });
    stub = await startOidcStub({ now: () => server.clock.now(), inIdToken });
    server = await startSocialServer([{ id: 'company', issuer: stub.issuer }], {
      identityFetch: clientOf(() => [stub]),
    });
    app = openApplication(server);
  });
  beforeEach(() => {
    people += 1;
    stated = {};
    const email = `person-${people}@example.com`;
    stub.person = { sub: `person-${people}`, email, email_verified: true };
  });
  afterAll(async () => {
    await server.close();
    await stub.close();
  });
  const me = async () => dataOf(await app.me((await app.signedIn()).accessToken)).me;

  test('is the one of the account', async () => {
    expect(await me()).toMatchObject({ email: stub.person['email'], emailVerified: true });
  });

  test('is verified only where UserInfo itself says so', async () => {
    stated = { email_verified: true };
    stub.person = { ...stub.person, email_verified: false };
    expect(await me()).toMatchObject({ email: stub.person['email'], emailVerified: false });
  });

  test('comes without a time of sign-in: only the ID token proves it', async () => {
    const { accessToken: token } = await app.signedIn();
    const conduct = {
      claims: (claims: Claims) => ({ ...claims, auth_time: undefined }),
      userinfo: (claims: Claims) => ({
        ...claims,
        auth_time: Math.floor(server.clock.now() / 1000),
      }),
    };
    const proof = { begin: 'beginIdentityProof', token } as const;
    const shown = await stub.bent(conduct, () => app.shown(proof));
    expect(refusalOf(await app.stepUp(token, shown)).reason).toBe('PROOF_TOO_OLD');
  });

  test.each<[string, Partial<Conduct>, string]>([
    ['of another subject', { userinfo: (own) => ({ ...own, sub: 'another' }) }, 'PROVIDER_REFUSED'],
    ['without a subject', { userinfo: ({ email }) => ({ email }) }, 'PROVIDER_REFUSED'],
    ['that is a list', { answers: { userinfo: json([]) } }, 'PROVIDER_REFUSED'],
    ['that is refused', { answers: { userinfo: status(401) } }, 'PROVIDER_REFUSED'],
    ['that never comes', { answers: { userinfo: silence } }, 'PROVIDER_UNAVAILABLE'],
    ['with a status of 500', { answers: { userinfo: status(500) } }, 'PROVIDER_UNAVAILABLE'],
  ])('an answer of UserInfo %s begins no session', async (_, conduct, reason) => {
    const back = await stub.bent(conduct, () => app.comeBack());
    expect(back).toMatchObject({ error: reason, code: undefined });
  });
});

describe('where the service sends its requests', () => {
  const guarded = createGuardedFetch({ ...limits, allowPrivate: false, timeout: 20_000 });

  const addresses = (port: number) => [
    ...[`https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::1]:${port}/`],
    ...['https://10.0.0.1/', 'https://169.254.169.254/latest/', 'https://[fd00::1]/'],
    ...['https://[::ffff:127.0.0.1]/', 'https://0x7f.1/', 'https://2130706433/'],
    ...[`http://127.0.0.1:${port}/`, 'http://issuer.example/', 'file:///etc/passwd'],
    `https://${hostname()}:${port}/`,
  ];

  test('addresses of a discovery document that are not public are never asked', async () => {
    let connections = 0;
    const inside = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => inside.listen(0, resolve));
    const { port } = inside.address() as AddressInfo;
    const targets = addresses(port);
    let went = 0;
    const identityFetch: GuardedFetch = async (url, request) => {
      const { hostname: host } = new URL(url);
      const [, index] = /^issuer-(\d+)\.example$/.exec(host) ?? [];
      if (index === undefined) return guarded(url, request);
      const issuer = `https://${host}`;
      const target = targets[Number(index)];
      return Response.json({
        ...{ issuer, authorization_endpoint: `${issuer}/authorize` },
        ...{ token_endpoint: target, jwks_uri: target, userinfo_endpoint: target },
        response_types_supported: ['code'],
      });
    };
    const providers = targets.map((_, index) => ({
      id: `issuer-${index}`,
      issuer: `https://issuer-${index}.example`,
    }));
    const env = { IDENTITY_PROVIDER_ALLOW_PRIVATE: 'off' };
    const server = await startSocialServer(providers, { identityFetch, env });
    try {
      for (const { id } of providers) {
        const wanted = { provider: id, redirectUri, ...pkce() };
        const begun = await socialClient(server).begin('beginSocialSignIn', wanted);
        // Without TLS, or without a host, it ends there.
        if (begun.errors.length > 0) {
          expect(refusalOf(begun).reason).toBe('PROVIDER_UNAVAILABLE');
          continue;
        }
        const { authorizationUrl } = dataOf(begun).beginSocialSignIn;
        const state = new URL(authorizationUrl).searchParams.get('state') ?? '';
        const query = new URLSearchParams({ code: 'a-code', state }).toString();
        const url = `http://localhost:4000/callback/${id}?${query}`;
        const back = ledBack(await deliver(server.url, { method: 'GET', url }));
        expect(back.error).toBe('PROVIDER_UNAVAILABLE');
        went += 1;
      }
      expect(went).toBeGreaterThan(9);
      expect(connections).toBe(0);
    } finally {
      await server.close();
      await new Promise((resolve) => inside.close(resolve));
    }
  });

  test('an issuer whose name leads to this machine is not asked', async () => {
    let connections = 0;
    const inside = createServer(() => (connections += 1));
    await new Promise<void>((resolve) => inside.listen(0, resolve));
    const { port } = inside.address() as AddressInfo;
    const issuer = `https://${hostname()}:${port}`;
    const env = { IDENTITY_PROVIDER_ALLOW_PRIVATE: 'off' };
    const server = await startSocialServer([{ id: 'company', issuer }], { env });
    const wanted = { provider: 'company', redirectUri, ...pkce() };
    const reply = await socialClient(server).begin('beginSocialSignIn', wanted);
    expect(refusalOf(reply).reason).toBe('PROVIDER_UNAVAILABLE');
    expect(connections).toBe(0);
    await server.close();
    await new Promise((resolve) => inside.close(resolve));
  });

  test.each(['http://127.0.0.1:1', 'https://10.0.0.1', 'https://localhost', 'https://[::1]'])(
    'the service does not start with the issuer %s, unless private ones are allowed',
    async (issuer) => {
      const env = { IDENTITY_PROVIDER_ALLOW_PRIVATE: 'off' };
      const started = startSocialServer([{ id: 'company', issuer }], { env });
      await expect(started).rejects.toThrow('IDENTITY_PROVIDER_ALLOW_PRIVATE');
    },
  );
});
