import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.js';
import { createAuthServer } from '../../src/app/create-auth-server.js';
import { withOwnPort } from '../../src/app/own-server.js';
import { createMigratedDatabase, type TestDatabase } from '../support/databases.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createMigratedDatabase('sqlite');
});
afterEach(() => database.drop());

const configOf = (more: Record<string, string>) =>
  loadConfig({ DATA_DIR: database.dataDir, LOG_LEVEL: 'silent', ...more });

test('with PORT=0 the issuer, the links and the address are those of the real port', async () => {
  const server = await createAuthServer(configOf({ PORT: '0' }));
  try {
    const { url } = await server.listen();
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).toMatchObject({ issuer: url });
  } finally {
    await server.close();
  }
});

test('a port of its own is in all that PUBLIC_URL is in, and only there', async () => {
  const before = configOf({ PORT: '0', JWT_AUDIENCE: 'http://localhost:01' });
  const config = await withOwnPort(before);
  const base = `http://localhost:${config.port}`;
  expect(config).toEqual({
    ...before,
    port: expect.toSatisfy((port: number) => port > 0) as number,
    publicUrl: base,
    jwtIssuer: base,
    mailLinkVerifyEmail: `${base}/verify-email#token={token}`,
    mailLinkResetPassword: `${base}/reset-password#token={token}`,
    mailLinkSignIn: `${base}/sign-in#token={token}`,
    mailLinkInvitation: `${base}/accept-invitation#token={token}`,
    passkeyOrigins: [base],
    mailLinkDenySignIn: `${base}/deny-sign-in#token={token}`,
    mailLinkKeepFactors: `${base}/keep-factors#token={token}`,
  });
});

test.each([{ PORT: '4000' }, { PORT: '0', PUBLIC_URL: 'https://auth.example.com' }])(
  'a configuration with %o stays as it is',
  async (variables) => {
    const config = configOf(variables);
    expect(await withOwnPort(config)).toBe(config);
  },
);

describe('an address that cannot be listened at names its option:', () => {
  const failure = async (variables: Record<string, string>) => {
    const server = await createAuthServer(
      configOf({ PUBLIC_URL: 'http://localhost', ...variables }),
    );
    return server
      .listen()
      .then(
        () => undefined,
        (error: unknown) => error,
      )
      .finally(() => server.close());
  };

  test('a port in use', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const port = String((squatter.address() as AddressInfo).port);
    const ofService = await failure({ PORT: port });
    const ofMetrics = await failure({ PORT: '0', METRICS: 'on', METRICS_PORT: port });
    squatter.close();
    expect(ofService).toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining('; set PORT to another one') as string,
    });
    expect(ofMetrics).toMatchObject({
      message: expect.stringContaining('; set METRICS_PORT to another one') as string,
    });
  });

  test('an address of another machine', async () => {
    expect(await failure({ PORT: '0', HOST: '192.0.2.1' })).toMatchObject({
      message: expect.stringContaining('; set HOST to an address of this machine') as string,
    });
  });
});
