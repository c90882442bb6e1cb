import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { startIdentityProvider } from '../../../scripts/demo/identity-provider.js';
import { startAppleStub } from './apple-stub.js';
import { openBrowser, type CallbackRequest } from './browser.js';
import { startDiscordStub } from './discord-stub.js';
import { startEntraStub } from './entra-stub.js';
import { startGitHubStub } from './github-stub.js';
import { startGoogleStub } from './google-stub.js';
import { startOidcStub, stubClient } from './oidc-stub.js';

const redirectUri = 'http://localhost:4000/callback/company';
const verifier = 'a'.repeat(43);

interface Host {
  close(): Promise<void>;
}

function closing<Each extends Host>(host: Each): Each {
  onTestFinished(() => host.close());
  return host;
}

interface Metadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  userinfo_endpoint?: string;
}

const same = (url: string) => url;

async function discover(issuer: string, reach = same): Promise<Metadata> {
  const response = await fetch(reach(`${issuer}/.well-known/openid-configuration`));
  return (await response.json()) as Metadata;
}

function authorizationUrl(endpoint: string, more: Record<string, string> = {}): string {
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    client_id: stubClient.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString();
  return url.href;
}

function parametersOf({ url, body }: CallbackRequest): Record<string, string> {
  return Object.fromEntries(body ?? new URL(url).searchParams);
}

async function exchange(url: string, code = '', more: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: stubClient.clientId,
      client_secret: stubClient.clientSecret,
      ...more,
    }),
  });
  return (await response.json()) as Record<string, string>;
}

async function claimsOf(token = '', jwksUri: string) {
  const keys = (await (await fetch(jwksUri)).json()) as JSONWebKeySet;
  return (await jwtVerify(token, createLocalJWKSet(keys))).payload;
}

test('the real provider signs in by its page, and rotates its keys', async () => {
  const provider = closing(
    await startIdentityProvider({ ...stubClient, redirectUris: [redirectUri] }),
  );
  const browser = openBrowser({ account: 'grace' });
  const { authorization_endpoint: authorize, ...found } = await discover(provider.issuer);
  const signIn = async (more?: Record<string, string>) => {
    const back = parametersOf(await browser.visit(authorizationUrl(authorize, more)));
    const tokens = await exchange(found.token_endpoint, back.code);
    return { back, tokens, claims: await claimsOf(tokens.id_token, found.jwks_uri) };
  };

  const first = await signIn({ max_age: '300' });
  expect(first.back).toMatchObject({ state: 'a-state', iss: provider.issuer });
  expect(first.claims).toMatchObject({ sub: 'grace', nonce: 'a-nonce', aud: stubClient.clientId });
  expect(first.claims['auth_time']).toBeTypeOf('number');
  const userinfo = await fetch(found.userinfo_endpoint ?? '', {
    headers: { authorization: `Bearer ${String(first.tokens.access_token)}` },
  });
  expect(await userinfo.json()).toMatchObject({ email: 'grace@example.com', email_verified: true });

  provider.rotateKeys();
  const second = await signIn();
  expect(second.claims).toMatchObject({ sub: 'grace' });
  await expect(signIn({ prompt: 'none', scope: 'openid' })).resolves.toBeDefined();
});

test('the stub refuses what a provider refuses', async () => {
  const stub = closing(await startOidcStub());
  const { token_endpoint: token, ...found } = await discover(stub.url);
  const code = async () => {
    const back = await openBrowser().visit(authorizationUrl(found.authorization_endpoint));
    return parametersOf(back).code;
  };
  const good = await code();
  const claims = await claimsOf((await exchange(token, good)).id_token, found.jwks_uri);
  expect(claims).toMatchObject({ sub: 'subject-1', nonce: 'a-nonce', iss: stub.url });
  for (const [again, more] of [
    [good, {}],
    [await code(), { client_secret: 'another' }],
    [await code(), { code_verifier: 'b'.repeat(43) }],
    [await code(), { redirect_uri: 'http://localhost:4000/callback/other' }],
  ] as const) {
    expect(await exchange(token, again, more)).toHaveProperty('error');
  }
});

test.each([
  ['google', startGoogleStub, 'https://accounts.google.com', 'https://accounts.google.com'],
  [
    'entra',
    startEntraStub,
    'https://login.microsoftonline.com/common/v2.0',
    'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
  ],
])('%s signs in where the real one is found', async (_, start, address, issuer) => {
  const stub = closing(await start());
  const found = await discover(address, stub.reach);
  const back = await openBrowser(stub).visit(authorizationUrl(found.authorization_endpoint));
  const tokens = await exchange(stub.reach(found.token_endpoint), parametersOf(back).code);
  const claims = await claimsOf(tokens.id_token, stub.reach(found.jwks_uri));
  expect(claims).toMatchObject({ iss: issuer, nonce: 'a-nonce' });
});

function appleSecret(key: KeyObject, now = Math.floor(Date.now() / 1000)): string {
  const claims = { iss: 'TEAM123456', sub: stubClient.clientId, aud: 'https://appleid.apple.com' };
  const input = [
    { alg: 'ES256', kid: 'KEY1234567' },
    { ...claims, iat: now, exp: now + 600 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

test('apple posts a form, and names the user once', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stub = closing(await startAppleStub({ clientKey: publicKey }));
  const found = await discover(stub.issuer, stub.reach);
  const url = authorizationUrl(found.authorization_endpoint, {
    scope: 'openid name email',
    response_mode: 'form_post',
  });
  const browser = openBrowser(stub);
  const first = await browser.visit(url);
  expect(first.method).toBe('POST');
  expect(JSON.parse(parametersOf(first).user ?? '')).toMatchObject({ name: { firstName: 'Ada' } });
  const second = parametersOf(await browser.visit(url));
  expect(second).not.toHaveProperty('user');
  const token = stub.reach(found.token_endpoint);
  const tokens = await exchange(token, second.code, { client_secret: appleSecret(privateKey) });
  const claims = await claimsOf(tokens.id_token, stub.reach(found.jwks_uri));
  expect(claims).toMatchObject({ email_verified: 'true' });
  const third = parametersOf(await browser.visit(url));
  expect(await exchange(token, third.code)).toEqual({ error: 'invalid_client' });
});

test.each([
  [
    'github',
    startGitHubStub,
    'https://github.com/login/oauth/authorize',
    'https://github.com/login/oauth/access_token',
    'https://api.github.com/user/emails',
    'read:user user:email',
  ],
  [
    'discord',
    startDiscordStub,
    'https://discord.com/oauth2/authorize',
    'https://discord.com/api/oauth2/token',
    'https://discord.com/api/users/@me',
    'identify email',
  ],
])('%s shows the address for its scope', async (_, start, authorize, token, api, scope) => {
  const stub = closing(await start());
  const ask = async (scopes: string) => {
    const back = await openBrowser(stub).visit(authorizationUrl(authorize, { scope: scopes }));
    const tokens = await exchange(stub.reach(token), parametersOf(back).code);
    const headers = { authorization: `Bearer ${String(tokens.access_token)}` };
    return (await fetch(stub.reach(api), { headers })).text();
  };
  expect(await ask(scope)).toContain('ada@example.com');
  expect(await ask(scope.replace(/(user:)?email/, ''))).not.toContain('ada@example.com');
});
