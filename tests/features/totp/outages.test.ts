import { afterAll, beforeAll, expect, test } from 'vitest';
import { challengeOf, completeMfa, enroll, stepUp, totpCode } from '../../support/authenticator.js';
import { linkTo, type CuttableLink } from '../../support/cuttable-link.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let database: TestDatabase;
let link: CuttableLink;
let server: TestServer;
beforeAll(async () => {
  const postgres = databases.find(({ name }) => name === 'postgres');
  if (postgres === undefined) throw new TypeError('this needs PostgreSQL');
  database = await postgres.createMigrated();
  const url = new URL(database.url ?? '');
  link = await linkTo(Number(url.port || 5432));
  url.hostname = '127.0.0.1';
  url.port = String(link.port);
  server = await startTestServer({ env: { DATABASE_URL: url.href } });
});
afterAll(async () => {
  await server.close();
  await link.close();
  await database.drop();
});

test('while the database is away no code passes, and none is used up', async () => {
  const { accessToken } = await server.signUp('away');
  const { secret, tokens } = await enroll(server, accessToken, server.clock.now());
  const password = { username: 'away', password: goodPassword };
  const { mfaToken } = await challengeOf(server, { password });
  server.clock.advance(30);
  const code = { totp: totpCode(secret, server.clock.now()) };

  link.cut();
  const away = { code: 'SERVICE_UNAVAILABLE', reason: 'DATABASE_UNAVAILABLE' };
  expect(refusalOf(await completeMfa(server, mfaToken, code))).toEqual(away);
  expect(refusalOf(await stepUp(server, tokens.accessToken, code))).toEqual(away);
  link.mend();
  dataOf(await completeMfa(server, mfaToken, code));
});
