import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../src/app/storage.js';
import { variablesFor } from '../cli/run.js';
import { databases, type TestDatabase, type TestDatabases } from '../support/databases.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import { startOidcStub, type OidcStub } from '../support/providers/oidc-stub.js';
import { openApplication, pairOf, type Shown } from '../support/providers/social-client.js';
import { socialVariables } from '../support/providers/social-server.js';
import { startLosingProxy, type LosingProxy } from './losing-proxy.js';
import { startNode, type ServiceNode } from './node.js';

interface Scene {
  readonly provider: OidcStub;
  readonly node: ServiceNode;
  readonly storage: Storage;
  close(): Promise<void>;
}

async function setScene(kind: TestDatabases, through = (url: string) => Promise.resolve(url)) {
  const provider = await startOidcStub();
  const database: TestDatabase = await kind.createMigrated();
  const storage = await openStorage(database.options);
  const social = await socialVariables(`${database.dataDir}/providers.json`, [
    { id: 'company', issuer: provider.issuer },
  ]);
  const url = database.url === undefined ? {} : { DATABASE_URL: await through(database.url) };
  const node = await startNode({ ...variablesFor(database), ...social, ...url });
  return {
    provider,
    node,
    storage,
    async close() {
      await node.kill();
      await storage.close();
      await provider.close();
      await database.drop();
    },
  };
}

let people = 0;
/** Somebody new at the provider. */
function newPerson({ provider }: Scene): { issuer: string; subject: string } {
  people += 1;
  const subject = `person-${people}`;
  provider.person = { sub: subject, email: `${subject}@example.com`, email_verified: true };
  return { issuer: provider.issuer, subject };
}

/** A new process has a new port. */
const applicationOf = ({ node }: Scene) => openApplication(node.process);

/** What there is of a person: an account, an identity and a session, or nothing at all. */
async function aliveOf({ storage }: Scene, person: { issuer: string; subject: string }) {
  const identity = await storage.identities.find(person);
  const byAddress = await storage.users.find({
    verifiedEmailKey: `${person.subject}@example.com`,
  });
  if (identity === undefined) {
    expect(byAddress).toBeUndefined();
    return undefined;
  }
  expect(byAddress?.id).toBe(identity.userId);
  const sessions = await storage.sessions.listAliveOf([identity.userId], Date.now());
  return { userId: identity.userId, sessions: sessions.length };
}

/** Whatever has become of the first attempt: the same code, or a new visit, leads to the one account. */
async function expectWayIn(scene: Scene, shown: Shown, isDone: boolean) {
  const app = applicationOf(scene);
  const again = await app.signIn(shown);
  if (isDone) expect(refusalOf(again).reason).toBe('HANDOFF_INVALID');
  else pairOf(again);
  const { user } = await app.signedIn();
  expect(dataOf(await app.me((await app.signedIn()).accessToken)).me.id).toBe(user.id);
  return user.id;
}

describe('a service that is killed in a first sign-in by a provider', () => {
  let scene: Scene;
  let proxy: LosingProxy;
  beforeAll(async () => {
    const kind = databases.find(({ name }) => name === 'postgres');
    if (kind === undefined) throw new TypeError('this needs PostgreSQL');
    scene = await setScene(kind, async (url) => (proxy = await startLosingProxy(url)).url);
  });
  afterAll(async () => {
    await scene.close();
    await proxy.close();
  });

  test.each([
    ['before the code is used up', '"used_tokens"', false],
    ['before the account', 'into "users"', false],
    ['before the identity', 'into "identities"', false],
    ['before the session', 'into "sessions"', false],
    ['before the commit', 'commit\0', false],
    ['after the commit', 'commit\0', true],
  ])('%s, has made all of it or nothing', async (_, statement, isDone) => {
    const person = newPerson(scene);
    const app = applicationOf(scene);
    const shown = await app.shown();
    const lost = isDone ? proxy.loseAnswer(statement, 'silence') : proxy.loseStatement(statement);
    const reply = app.signIn(shown).then(
      () => 'answered',
      () => 'unanswered',
    );
    await lost;
    await scene.node.kill();
    proxy.restore();
    expect(await reply).toBe('unanswered');
    await scene.node.start();
    expect((await aliveOf(scene, person))?.sessions).toBe(isDone ? 1 : undefined);
    const userId = await expectWayIn(scene, shown, isDone);
    expect((await aliveOf(scene, person))?.userId).toBe(userId);
  });
});

test.each(databases)('on $name a kill between callback and session loses nothing', async (kind) => {
  const scene = await setScene(kind);
  const person = newPerson(scene);
  // The user is at the provider, comes back, and the application has the code: three kills.
  const { callback, codeVerifier } = await applicationOf(scene).visit();
  await scene.node.kill();
  await scene.node.start();
  const { code = '' } = await applicationOf(scene).arrive(callback);
  await scene.node.kill();
  await scene.node.start();
  expect(await aliveOf(scene, person)).toBeUndefined();
  await expectWayIn(scene, { code, codeVerifier }, false);
  expect((await aliveOf(scene, person))?.sessions).toBe(3);
  await scene.close();
});
