import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases, withPatience, type TestDatabase } from '../support/databases.js';
import { dataOf, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { startOidcStub, type OidcStub } from '../support/providers/oidc-stub.js';
import { openApplication, pairOf, type Application } from '../support/providers/social-client.js';
import { socialVariables } from '../support/providers/social-server.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

/** Two real processes on one database: what they cannot see of each other, the rows decide. */
describe.each(databases)('sign-ins by a provider in two processes on one $name', (kind) => {
  let company: OidcStub;
  let other: OidcStub;
  let database: TestDatabase;
  let processes: [ServerProcess, ServerProcess];
  /** The company's application at each process, and the other one's. */
  let apps: [Application, Application];
  let others: [Application, Application];

  beforeAll(async () => {
    [company, other] = await Promise.all([startOidcStub(), startOidcStub()]);
    database = withPatience(await kind.createMigrated());
    const file = join(database.dataDir, 'providers.json');
    const env = {
      DATA_DIR: database.dataDir,
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
      ...(await socialVariables(file, [
        { id: 'company', issuer: company.issuer },
        { id: 'other', issuer: other.issuer },
      ])),
    };
    processes = await Promise.all([startServerProcess(env), startServerProcess(env)]);
    const [one, two] = processes;
    apps = [openApplication(one), openApplication(two)];
    const options = { provider: 'other' };
    others = [openApplication(one, options), openApplication(two, options)];
  });
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all([company.close(), other.close()]);
    await database.drop();
  });

  let people = 0;
  beforeEach(() => {
    people += 1;
    company.person = { sub: `p${people}`, email: `p${people}@example.com`, email_verified: true };
    other.person = { sub: `q${people}`, email: `q${people}@example.com`, email_verified: true };
  });

  const alternating = (count: number) =>
    Array.from({ length: count }, (_, index) => apps[index % 2 === 0 ? 0 : 1]);
  const me = async ({ accessToken }: Pick<TokenPair, 'accessToken'>) =>
    dataOf(await apps[0].me(accessToken)).me;

  test('parallel first sign-ins of one subject make one account', async () => {
    const shown = await Promise.all(
      alternating(8).map(async (app) => ({ app, ...(await app.shown()) })),
    );
    const replies = await Promise.all(shown.map(({ app, ...code }) => app.signIn(code)));
    const users = new Set(replies.map((reply) => pairOf(reply).user.id));
    expect(users.size).toBe(1);
  });

  test('parallel uses of one code begin one session', async () => {
    const code = await apps[0].shown();
    const replies = await Promise.all(alternating(20).map((app) => app.signIn(code)));
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual(Array(19).fill({ code: 'BAD_USER_INPUT', reason: 'HANDOFF_INVALID' }));
  });

  test('two accounts that link one identity at once: one of them has it', async () => {
    const owners = await Promise.all(
      [0, 1].map(async (index) => {
        const username = `owner-${people}-${index}`;
        return dataOf(await processes[0].register({ username })).register;
      }),
    );
    const replies = await Promise.all(
      owners.map(async ({ accessToken: token }, index) => {
        const app = apps[index] ?? apps[0];
        return app.finishLink(token, await app.shown({ begin: 'beginIdentityLink', token }));
      }),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused.map(({ reason }) => reason)).toEqual(['IDENTITY_TAKEN']);
    const lists = await Promise.all(owners.map(me));
    expect(lists.flatMap(({ identities }) => identities)).toHaveLength(1);
  });

  test('two unlinks at once never leave an account without a way in', async () => {
    company.person = { sub: `p${people}` };
    const pair = await apps[0].signedIn();
    const { accessToken: token } = pair;
    const link = { begin: 'beginIdentityLink', token } as const;
    dataOf(await others[0].finishLink(token, await others[0].shown(link)));
    const { identities } = await me(pair);
    const replies = await Promise.all(
      identities.map(({ id }, index) => (apps[index] ?? apps[0]).unlink(token, id)),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused.map(({ reason }) => reason)).toEqual(['LAST_SIGN_IN_METHOD']);
    expect((await me(pair)).identities).toHaveLength(1);
  });
});
