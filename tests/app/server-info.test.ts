import { expect, test } from 'vitest';
import { dataOf } from '../support/graphql-client.js';
import { startTestServer } from '../support/test-server.js';

const query = `{ serverInfo {
  issuer signInMethods cookieMode password { minLength maxLength refusesBreached }
  lifetimes { accessToken accessTokenMax session fresh usernameHold impersonation }
  limits { usernameMaxLength displayNameMaxLength metadataMaxSize metadataMaxDepth } } }`;

test('serverInfo tells everyone what a form has to know', async () => {
  const server = await startTestServer();
  expect(dataOf(await server.send(query))).toEqual({
    serverInfo: {
      issuer: server.config.publicUrl,
      signInMethods: ['PASSWORD', 'EMAIL_LINK', 'EMAIL_CODE'],
      cookieMode: false,
      password: { minLength: 8, maxLength: 256, refusesBreached: false },
      lifetimes: {
        accessToken: 900,
        accessTokenMax: 86_400,
        session: 2_592_000,
        fresh: 300,
        usernameHold: 7_776_000,
        impersonation: 900,
      },
      limits: {
        usernameMaxLength: 64,
        displayNameMaxLength: 100,
        metadataMaxSize: 2048,
        metadataMaxDepth: 8,
      },
    },
  });
  // A stale token beside it stops nothing.
  dataOf(await server.send(query, {}, { token: 'junk' }));
  await server.close();
});

test('serverInfo follows the configuration', async () => {
  const server = await startTestServer({
    env: {
      JWT_ISSUER: 'urn:example:auth',
      COOKIES: 'on',
      PASSWORD_MIN_LENGTH: '15',
      PASSWORD_MAX_LENGTH: '64',
      BREACHED_PASSWORDS: 'online',
      JWT_ACCESS_TOKEN_EXPIRES: '60',
      JWT_ACCESS_TOKEN_MAX_EXPIRES: '600',
      JWT_REFRESH_TOKEN_EXPIRES: '86400',
      FRESH_MAX_AGE: '120',
      USERNAME_HOLD: '0',
      IMPERSONATION_EXPIRES: '0',
      METADATA_MAX_SIZE: '512',
    },
  });
  expect(dataOf(await server.send(query))).toMatchObject({
    serverInfo: {
      issuer: 'urn:example:auth',
      cookieMode: true,
      password: { minLength: 15, maxLength: 64, refusesBreached: true },
      lifetimes: {
        accessToken: 60,
        accessTokenMax: 600,
        session: 86_400,
        fresh: 120,
        usernameHold: 0,
        impersonation: 0,
      },
      limits: { metadataMaxSize: 512 },
    },
  });
  await server.close();
});

test('serverInfo says nothing of versions and of the limits of attempts', async () => {
  const server = await startTestServer({ env: { LIMIT_LOGIN_FAILURES: '7' } });
  const fields = dataOf(
    await server.send<{ type: { fields: { name: string }[] } }>(
      '{ type: __type(name: "ServerInfo") { fields { name } } }',
    ),
  ).type.fields.map(({ name }) => name);
  expect(fields.filter((name) => /version|attempt|failure/i.test(name))).toEqual([]);
  await server.close();
});
