import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../src/app/storage.js';
import { variablesFor } from '../cli/run.js';
import {
  beginEnrollment,
  challengeOf,
  completeMfa,
  confirmEnrollment,
  enroll,
  signIn,
  stepUp,
  totpCode,
} from '../support/authenticator.js';
import { databases, type TestDatabase, type TestDatabases } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../support/graphql-client.js';
import { isLongRun } from '../support/long-run.js';
import { passkeyClient, signUpByPasskey } from '../support/passkeys.js';
import { startLosingProxy, type LosingProxy } from './losing-proxy.js';
import { startNode, type ServiceNode } from './node.js';
import { rounds, seededRandom, timeoutFor } from './settings.js';

/** What an account has of two-step sign-in. */
const off = { isOn: false, apps: 0, codes: 0 };
const on = { isOn: true, apps: 1, codes: 10 };
const step = 30_000;

interface Account {
  readonly id: string;
  readonly username: string;
  /** How many sessions there were. */
  readonly sessions: number;
  /** Sends the request during which the service is killed; sent again, what a client does that got no answer. */
  readonly send: () => Promise<Reply<unknown>>;
  /** A second factor that was not used. */
  readonly otherProof: () => Record<string, string>;
}

interface Scene {
  readonly node: ServiceNode;
  readonly storage: Storage;
}

/** A request that is interrupted, and what is true after it, done or not. */
interface Interrupted {
  /** A word of each statement of its transaction, in their order. */
  readonly statements: readonly string[];
  readonly prepare: (scene: Scene, username: string) => Promise<Account>;
  readonly check: (scene: Scene, account: Account) => Promise<void>;
}

async function stateOf({ storage }: Scene, { id }: Pick<Account, 'id'>) {
  const { users, totp, recoveryCodes, sessions } = storage;
  const alive = (await sessions.listAliveOf([id], Date.now())).length;
  const user = await users.find({ id });
  const isOn = (user?.twoStepSince ?? null) !== null;
  const apps = (await totp.listOf([id])).length;
  const codes = await recoveryCodes.countLeft(id);
  return { alive, state: { isOn, apps, codes } };
}

/** An account with an app, and a code of it that stays good for a minute. */
async function withApp({ node }: Scene, username: string) {
  const { user, accessToken } = dataOf(await node.process.register({ username })).register;
  const time = Date.now();
  const { secret, tokens, recoveryCodes } = await enroll(node.process, accessToken, time);
  const proof = { totp: totpCode(secret, time + step) };
  const otherProof = () => ({ recoveryCode: recoveryCodes?.[0] ?? '' });
  return { id: user.id, username, token: tokens.accessToken, proof, otherProof };
}

/** An account that has nothing but a passkey, and one of its codes. */
async function onlyPasskey(node: ServiceNode, username: string) {
  const { tokens, recoveryCodes } = await signUpByPasskey(passkeyClient(node.process), username);
  return { id: tokens.user.id, code: recoveryCodes?.[0] ?? '' };
}

const beginRecovery = `mutation ($input: RecoveryCodeSignIn!) {
  beginAccountRecovery(input: $input) { opensAt } }`;

const passwordOf = (username: string) => ({ password: { username, password: goodPassword } });

const interrupted: Record<string, Interrupted> = {
  'a second step': {
    statements: ['for no key update', '"used_tokens"', 'update "totp_factors"', 'into "sessions"'],
    async prepare(scene, username) {
      const { id, proof, otherProof } = await withApp(scene, username);
      const { mfaToken } = await challengeOf(scene.node.process, passwordOf(username));
      const send = () => completeMfa(scene.node.process, mfaToken, proof);
      return { id, username, sessions: 1, send, otherProof };
    },
    async check(scene, account) {
      const { alive, state } = await stateOf(scene, account);
      expect(state).toEqual(on);
      const again = await account.send();
      // The code and the challenge are used up with a session that is whole, or not at all.
      if (alive === account.sessions) dataOf(again);
      else expect(refusalOf(again).reason).toBe('MFA_TOKEN_INVALID');
      expect((await stateOf(scene, account)).alive).toBe(account.sessions + 1);
      const { mfaToken } = await challengeOf(scene.node.process, passwordOf(account.username));
      dataOf(await completeMfa(scene.node.process, mfaToken, account.otherProof()));
    },
  },
  'an enrolment': {
    statements: [
      ...[
        'for no key update',
        'update "totp_factors"',
        'set "two_step_since"',
        'set "authenticated_at"',
      ],
      ...['set "revoked_at"', 'into "recovery_codes"'],
    ],
    async prepare({ node }, username) {
      const { user, accessToken } = dataOf(await node.process.register({ username })).register;
      dataOf(await node.process.login(username));
      const begun = dataOf(await beginEnrollment(node.process, accessToken)).beginTotpEnrollment;
      const { factorId, secret } = begun;
      const code = totpCode(secret, Date.now());
      const send = () => confirmEnrollment(node.process, accessToken, { factorId, code });
      const otherProof = () => ({ totp: totpCode(secret, Date.now() + step) });
      return { id: user.id, username, sessions: 2, send, otherProof };
    },
    async check(scene, account) {
      const { alive, state } = await stateOf(scene, account);
      const again = await account.send();
      if (state.isOn) {
        expect({ alive, state }).toEqual({ alive: 1, state: on });
        // The token of before proves one factor.
        expect(refusalOf(again).reason).toBe('STEP_UP_REQUIRED');
      } else {
        expect({ alive, state }).toEqual({ alive: 2, state: off });
        dataOf(again);
      }
      const { mfaToken } = await challengeOf(scene.node.process, passwordOf(account.username));
      const completed = await completeMfa(scene.node.process, mfaToken, account.otherProof());
      // Whose answer with the recovery codes was lost gets new ones.
      const { accessToken: token } = dataOf(completed).completeMfa;
      const renew = 'mutation { regenerateRecoveryCodes { codes } }';
      dataOf(await scene.node.process.send(renew, {}, { token }));
      expect((await stateOf(scene, account)).state).toEqual(on);
    },
  },
  'the begin of a recovery': {
    statements: ['for no key update', 'update "recovery_codes"'],
    async prepare({ node }, username) {
      const { id, code } = await onlyPasskey(node, username);
      const send = () => node.process.send(beginRecovery, { input: { username, code } });
      return { id, username, sessions: 1, send, otherProof: () => ({}) };
    },
    async check({ storage }, account) {
      dataOf(await account.send());
      expect(await storage.accountRecoveries.listOf(account.id)).toHaveLength(1);
      const types = { type: 'account_recovery.begun', userId: account.id, limit: 2 } as const;
      expect(await storage.audit.list(types)).toHaveLength(1);
    },
  },
  'a recovery': {
    statements: ['for no key update', 'update "recovery_codes"', 'into "sessions"'],
    async prepare({ node }, username) {
      const { id, code } = await onlyPasskey(node, username);
      const proof = { username, code };
      dataOf(await node.process.send(beginRecovery, { input: proof }));
      const send = () => signIn(node.process, { recoveryCode: proof });
      return { id, username, sessions: 1, send, otherProof: () => ({}) };
    },
    async check(scene, account) {
      const { alive } = await stateOf(scene, account);
      const again = await account.send();
      // The code is used up with a session that is whole, or not at all.
      if (alive === account.sessions) dataOf(again);
      else expect(refusalOf(again).reason).toBe('CODE_INVALID');
      const after = await stateOf(scene, account);
      expect(after).toEqual({ alive: account.sessions + 1, state: { ...off, codes: 9 } });
    },
  },
  'the end of two-step sign-in': {
    statements: [
      'for no key update',
      'delete from "totp_factors"',
      'delete from "recovery_codes"',
      'set "two_step_since"',
    ],
    async prepare(scene, username) {
      const { id, token, otherProof } = await withApp(scene, username);
      const change = 'mutation { setTwoStepSignIn(on: false) { recoveryCodes } }';
      const send = () => scene.node.process.send(change, {}, { token });
      return { id, username, sessions: 1, send, otherProof };
    },
    async check(scene, account) {
      const { alive, state } = await stateOf(scene, account);
      expect(alive).toBe(1);
      expect([on, off]).toContainEqual(state);
      if (state.isOn) await challengeOf(scene.node.process, passwordOf(account.username));
      dataOf(await account.send());
      expect((await stateOf(scene, account)).state).toEqual(off);
      dataOf(await scene.node.process.login(account.username));
    },
  },
};
const all = Object.entries(interrupted).map(([what, each]) => ({ what, ...each }));

async function setScene(kind: TestDatabases, url?: (own: string) => Promise<string>) {
  const database: TestDatabase = await kind.createMigrated();
  const storage = await openStorage(database.options);
  const variables = variablesFor(database);
  const own = database.url;
  const through =
    own !== undefined && url !== undefined
      ? // The proxy reads the statements: a prepared one sends its text once.
        { DATABASE_URL: await url(own), DATABASE_PREPARED_STATEMENTS: 'off' }
      : {};
  const node = await startNode({
    ...{ ...variables, ...through },
    ...{ PASSKEYS: 'on', ACCOUNT_RECOVERY_DELAY: '0' },
  });
  return {
    node,
    storage,
    async close() {
      await node.kill();
      await storage.close();
      await database.drop();
    },
  };
}

let accounts = 0;
const newName = () => `member${(accounts += 1)}`;

/** A stepping-up client sees no fault of the service after the restart. */
function expectNoErrors({ node }: Scene): void {
  expect(node.output().filter((line) => /"level":[56]0/.test(line))).toEqual([]);
}

describe('a service that is killed at a statement', () => {
  let scene: Scene & { close: () => Promise<void> };
  let proxy: LosingProxy;
  beforeAll(async () => {
    const kind = databases.find(({ name }) => name === 'postgres');
    if (kind === undefined) throw new TypeError('this needs PostgreSQL');
    scene = await setScene(kind, async (own) => {
      proxy = await startLosingProxy(own);
      return proxy.url;
    });
  });
  afterAll(async () => {
    await scene.close();
    await proxy.close();
  });

  const kills = all.flatMap(({ what, statements, prepare, check }) => {
    const before = statements.map((text) => ({ when: `before ${text}`, text, isDone: false }));
    const commit = 'commit\0';
    const points = [
      ...before,
      { when: 'before its commit', text: commit, isDone: false },
      { when: 'after its commit', text: commit, isDone: true },
    ];
    const chosen = isLongRun ? points : points.slice(-1);
    return chosen.map((point) => ({ ...point, what, prepare, check }));
  });

  test.each(kills)('of $what, $when, has done all of it or nothing', async (kill) => {
    const { node } = scene;
    const account = await kill.prepare(scene, newName());
    const lost = kill.isDone
      ? proxy.loseAnswer(kill.text, 'silence')
      : proxy.loseStatement(kill.text);
    const reply = account.send().then(
      () => 'answered',
      () => 'unanswered',
    );
    await lost;
    await node.kill();
    proxy.restore();
    expect(await reply).toBe('unanswered');
    await node.start();
    await kill.check(scene, account);
    expectNoErrors(scene);
  });
});

describe.each(isLongRun ? databases : [])('a service on $name killed at random', (kind) => {
  /** Milliseconds until the kill. */
  const latest = 40;

  test(
    'has done all of a change of a second factor, or nothing',
    { timeout: timeoutFor(rounds * all.length) },
    async () => {
      const random = seededRandom(`second factors on ${kind.name}`);
      const scene = await setScene(kind);
      for (let round = 0; round < rounds; round += 1) {
        for (const { prepare, check } of all) {
          const account = await prepare(scene, newName());
          const reply = account.send().catch(() => undefined);
          await delay(random.integer(0, latest));
          await scene.node.kill();
          await reply;
          await scene.node.start();
          await check(scene, account);
        }
      }
      expectNoErrors(scene);
      await scene.close();
    },
  );
});

test('a step-up whose answer was lost is done again with another code', async () => {
  const kind = databases.find(({ name }) => name === 'postgres');
  if (kind === undefined) throw new TypeError('this needs PostgreSQL');
  let proxy: LosingProxy | undefined;
  const scene = await setScene(kind, async (own) => (proxy = await startLosingProxy(own)).url);
  const { token, proof, otherProof } = await withApp(scene, newName());
  const lost = proxy?.loseAnswer('commit\0', 'cut');
  const reply = await stepUp(scene.node.process, token, proof);
  await lost;
  expect(refusalOf(reply)).toEqual({
    code: 'SERVICE_UNAVAILABLE',
    reason: 'DATABASE_UNAVAILABLE',
  });
  const again = await stepUp(scene.node.process, token, proof);
  expect(refusalOf(again).reason).toBe('CODE_INVALID');
  dataOf(await stepUp(scene.node.process, token, otherProof()));
  await scene.close();
  await proxy?.close();
});
