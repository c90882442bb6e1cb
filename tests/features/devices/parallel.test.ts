import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkTo, type CuttableLink } from '../../support/cuttable-link.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { deny, linkInvalid, startScene, withId, type Scene } from './scene.js';

let scene: Scene;
let server: MailedServer;
/** Another process, as far as the database can tell, on a line that can be cut. */
let second: TestServer;
let line: CuttableLink;
beforeAll(async () => {
  scene = await startScene({ database: 'postgres' });
  ({ server } = scene);
  const url = new URL(server.database.url ?? '');
  line = await linkTo(Number(url.port || 5432));
  url.hostname = '127.0.0.1';
  url.port = String(line.port);
  second = await startTestServer({
    sharing: { ...server, database: { ...server.database, url: url.href } },
    env: { SMTP_URL: server.mailbox.url, MAIL_FROM: 'Example <no-reply@example.com>' },
  });
});
afterAll(async () => {
  await second.close();
  await line.close();
  await scene.close();
});

/** Eight sign-ins at once, every other one at the second process. */
async function signInAtOnce(username: string, deviceOf: (index: number) => string) {
  const attempts = Array.from({ length: 8 }, (_, index) =>
    (index % 2 === 0 ? server : second).login(username, goodPassword, withId(deviceOf(index))),
  );
  for (const reply of await Promise.all(attempts)) dataOf(reply);
}

test('a new device is reported once, however many sign in on it at once', async () => {
  const { username, email, id } = await scene.owner();
  await signInAtOnce(username, () => 'shared');
  expect(await scene.newDeviceEvents(id)).toHaveLength(1);
  expect(await scene.reportsTo(email)).toBe(1);
});

test('of eight new devices at once three are mailed', async () => {
  const { username, email, id } = await scene.owner();
  await signInAtOnce(username, (index) => `own-${index}`);
  expect(await scene.newDeviceEvents(id)).toHaveLength(8);
  expect(await scene.reportsTo(email)).toBe(3);
});

test('of several readers who deny a sign-in at once, one does', async () => {
  const { username, email } = await scene.owner();
  await scene.signIn(username, withId('thief'));
  const token = tokenOf(await server.nextMail(email));
  const replies = await Promise.all([server, second, server].map((each) => deny(each, token)));
  const refused = replies.filter(({ errors }) => errors.length > 0);
  expect(refused).toHaveLength(2);
  for (const reply of refused) expect(refusalOf(reply)).toEqual(linkInvalid);
});

test('while the database is away, a denial ends no session and uses no link up', async () => {
  const { username, email } = await scene.owner();
  const { accessToken } = await scene.signIn(username, withId('thief'));
  const token = tokenOf(await server.nextMail(email));
  line.cut();
  const away = { code: 'SERVICE_UNAVAILABLE', reason: 'DATABASE_UNAVAILABLE' };
  expect(refusalOf(await deny(second, token))).toEqual(away);
  expect(refusalOf(await second.login(username, goodPassword, withId('other')))).toEqual(away);
  line.mend();
  dataOf(await second.me(accessToken));
  expect(dataOf(await deny(second, token)).denySignIn.sessionsEnded).toBe(1);
  expect(refusalOf(await second.me(accessToken)).reason).toBe('TOKEN_REVOKED');
});
