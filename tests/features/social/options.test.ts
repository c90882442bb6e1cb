import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { callbackAdvice } from '../../../src/app/social.js';
import { configuredProviders } from '../../../src/features/social/options.js';
import { isIssuedBy, type IssuedIdentity } from '../../../src/features/social/providers.js';

function providerFile(list: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'providers-')), 'providers.json');
  writeFileSync(path, typeof list === 'string' ? list : JSON.stringify(list));
  return path;
}

const company = {
  id: 'company',
  name: 'The Company',
  issuer: 'https://issuer.example',
  clientId: 'authgraph',
  clientSecret: 'hunter2',
};
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const apple = {
  SOCIAL_APPLE_CLIENT_ID: 'com.example.service',
  SOCIAL_APPLE_TEAM_ID: 'TEAM123456',
  SOCIAL_APPLE_KEY_ID: 'KEY1234567',
  SOCIAL_APPLE_PRIVATE_KEY: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
};

const providersOf = (list: unknown, env: Record<string, string> = {}) =>
  configuredProviders(loadConfig({ IDENTITY_PROVIDERS: providerFile(list), ...env }));

describe('the file of IDENTITY_PROVIDERS', () => {
  it('says who is asked for what, and whether an address of theirs is trusted', () => {
    const [provider, other] = providersOf([
      company,
      { ...company, id: 'other', scopes: ['email'], trustEmail: true },
    ]);
    expect(provider).toMatchObject({ ...company, clientSecret: expect.any(Function) as unknown });
    expect(provider?.scopes).toEqual(['openid', 'email', 'profile']);
    expect(provider?.clientSecret(0)).toBe('hunter2');
    expect(provider?.speaksForEmail({ email_verified: true })).toBe(false);
    expect(other?.scopes).toEqual(['openid', 'email']);
    expect(other?.speaksForEmail({ email_verified: true })).toBe(true);
    expect(other?.speaksForEmail({ email_verified: 'true' })).toBe(false);
  });

  it.each([
    ['text', '{', 'is not valid JSON'],
    ['an object', {}, 'is no JSON array of providers'],
    ['more than 50', Array.from({ length: 51 }, () => company), 'has more than 50 providers'],
    ['an unknown key', [{ ...company, hunter2: 1 }], 'entry 1 has id, name, issuer'],
    ['no id', [{ ...company, id: 'The Company' }], 'entry 1 has no id'],
    ['the id of a preset', [{ ...company, id: 'google' }], 'has the id of a preset'],
    ['two of one id', [company, company], 'two entries have the id company'],
    ['no name', [{ ...company, name: '\u200b' }], 'has no name'],
    ['no issuer', [{ ...company, issuer: 'issuer.example' }], 'has no issuer'],
    ['an issuer with a query', [{ ...company, issuer: 'https://a.example/?b' }], 'has no issuer'],
    ['an issuer with a user', [{ ...company, issuer: 'https://a:b@c.example' }], 'has no issuer'],
    ['an issuer without TLS', [{ ...company, issuer: 'http://a.example' }], 'has no issuer'],
    ['a private issuer', [{ ...company, issuer: 'https://10.0.0.1' }], 'ALLOW_PRIVATE=on'],
    ['no client', [{ ...company, clientId: '' }], 'has no clientId'],
    ['no secret', [{ ...company, clientSecret: undefined }], 'has no clientSecret'],
    ['scopes in a text', [{ ...company, scopes: 'openid email' }], 'has scopes that are no list'],
    ['trust in a text', [{ ...company, trustEmail: 'yes' }], 'has a trustEmail'],
    ['a method of its own', [{ ...company, tokenEndpointAuthMethod: 'none' }], 'other than client'],
  ])('with %s keeps the service from starting, and no secret is said', (_what, list, problem) => {
    expect(() => providersOf(list)).toThrow(problem);
    expect(() => providersOf(list)).not.toThrow(/hunter2/);
  });

  it('that is not there is a fault', () => {
    const config = loadConfig({ IDENTITY_PROVIDERS: '/nowhere/providers.json' });
    expect(() => configuredProviders(config)).toThrow(
      'IDENTITY_PROVIDERS: cannot be read (ENOENT)',
    );
  });

  it('may name private issuers, and loopback ones without TLS, where they are allowed', () => {
    const allowed = { IDENTITY_PROVIDER_ALLOW_PRIVATE: 'on' };
    for (const issuer of ['https://10.0.0.1', 'http://localhost:9000']) {
      expect(providersOf([{ ...company, issuer }], allowed)).toMatchObject([{ issuer }]);
    }
  });
});

describe('a preset', () => {
  it.each([
    [{ SOCIAL_GOOGLE_CLIENT_ID: 'a' }, 'SOCIAL_GOOGLE_CLIENT_SECRET is not'],
    [{ SOCIAL_GITHUB_CLIENT_SECRET: 'a' }, 'SOCIAL_GITHUB_CLIENT_ID is not'],
    [{ SOCIAL_APPLE_TEAM_ID: 'TEAM123456' }, 'SOCIAL_APPLE_CLIENT_ID, SOCIAL_APPLE_KEY_ID'],
  ])('needs all of its options: %j', (env, problem) => {
    expect(() => loadConfig(env as Record<string, string>)).toThrow(problem);
  });

  it('of Microsoft owns identities of its tenant, or of any where it is for several', () => {
    const [one, other] = ['1', '2'].map(
      (digit) => `${digit.repeat(8)}-1111-2222-3333-${'4'.repeat(12)}`,
    );
    const client = { SOCIAL_MICROSOFT_CLIENT_ID: 'a', SOCIAL_MICROSOFT_CLIENT_SECRET: 'b' };
    const owners = (tenant: string, identity: IssuedIdentity) =>
      configuredProviders(loadConfig({ ...client, SOCIAL_MICROSOFT_TENANT: tenant })).filter(
        (provider) => isIssuedBy(provider, identity),
      ).length;
    const provider = 'microsoft';
    const issuer = `https://login.microsoftonline.com/${one ?? ''}/v2.0`;
    for (const tenant of [one ?? '', 'common', 'organizations', 'company.example']) {
      expect(owners(tenant, { provider, issuer }), tenant).toBe(1);
      const foreign = issuer.replace('.com/', '.com.evil.example/');
      expect(owners(tenant, { provider, issuer: foreign }), tenant).toBe(0);
    }
    expect(owners(other ?? '', { provider, issuer })).toBe(0);
    expect(owners('common', { provider: 'company', issuer })).toBe(0);
  });

  it('of Microsoft is of the tenant', () => {
    const id = '11111111-2222-3333-4444-555555555555';
    const client = { SOCIAL_MICROSOFT_CLIENT_ID: 'a', SOCIAL_MICROSOFT_CLIENT_SECRET: 'b' };
    const config = loadConfig({ ...client, SOCIAL_MICROSOFT_TENANT: id });
    expect(configuredProviders(config)).toMatchObject([
      { issuer: `https://login.microsoftonline.com/${id}/v2.0` },
    ]);
  });

  it('of Apple signs a client secret for each request, by a key in one line or several', () => {
    const inOneLine = apple.SOCIAL_APPLE_PRIVATE_KEY.replaceAll('\n', '\\n');
    for (const key of [apple.SOCIAL_APPLE_PRIVATE_KEY, inOneLine]) {
      const [provider] = configuredProviders(
        loadConfig({ ...apple, SOCIAL_APPLE_PRIVATE_KEY: key }),
      );
      const secret = provider?.clientSecret(1_000_000) ?? '';
      const [header = '', payload = '', signature = ''] = secret.split('.');
      const read = (part: string) =>
        JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
      expect(read(header)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
      expect(read(payload)).toEqual({
        ...{ iss: 'TEAM123456', sub: 'com.example.service', aud: 'https://appleid.apple.com' },
        ...{ iat: 1000, exp: 1060 },
      });
      const check = createVerify('sha256').update(`${header}.${payload}`);
      const asIeee = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(check.verify(asIeee, signature, 'base64url')).toBe(true);
    }
  });
});

test('authgraph config says which address to register with each provider', () => {
  const config = loadConfig({
    ...apple,
    IDENTITY_PROVIDERS: providerFile([company]),
    PUBLIC_URL: 'https://auth.example.com/base',
    BASE_PATH: '/base',
  });
  expect(callbackAdvice(config)).toEqual([
    'Apple: register https://auth.example.com/base/callback/apple as its redirect URI',
    'The Company: register https://auth.example.com/base/callback/company as its redirect URI',
  ]);
});
