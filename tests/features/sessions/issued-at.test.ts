import { decode } from 'jsonwebtoken';
import { DefaultQueryExecutor } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbeddedDialect } from '../../../src/platform/database/sqlite/dialect.js';
import { signUpAdministrator } from '../../support/administrator.js';
import {
  beginEnrollment,
  challengeOf,
  changeFields,
  completeMfa,
  confirmEnrollment,
  enroll,
  totpCode,
  type TwoStepChange,
} from '../../support/authenticator.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, type Reply, type TokenPair } from '../../support/graphql-client.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import { doors, renewals, secondSteps, levelChanges, type Given, type Scene } from './doors.js';

const claimsOf = (token: string) =>
  decode(token, { json: true }) as { iat: number; exp: number; roles: string[] };

interface Statements {
  /** Of the last statement on sessions: when it was sent, in seconds. */
  sentAt: number;
  /** Whether the time moves on after each. */
  isSlow: boolean;
}

/** A second passes after each statement on sessions, so that what signs after the last one has another time. */
function slowDown({ clock }: MailedServer): Statements {
  const statements: Statements = { sentAt: NaN, isSlow: false };
  function slow(owner: object, name: string): void {
    const original = Reflect.get(owner, name) as (...given: unknown[]) => unknown;
    vi.spyOn(owner as Record<string, typeof original>, name).mockImplementation(function (
      this: unknown,
      ...given
    ) {
      const { sql, text = sql } = given[0] as { sql?: string; text?: string };
      const answer = original.apply(this, given);
      if (!statements.isSlow || text?.includes('"sessions"') !== true) return answer;
      statements.sentAt = clock.now() / 1000;
      if (answer instanceof Promise) return answer.finally(() => clock.advance(1));
      clock.advance(1);
      return answer;
    });
  }
  slow(Object.getPrototypeOf(DefaultQueryExecutor.prototype) as object, 'executeQuery');
  slow(EmbeddedDialect.prototype, 'first');
  slow(pg.Pool.prototype, 'query');
  return statements;
}

/** What answers with tokens, as `doors.ts` has it. */
type Giving = () => Promise<Reply<Record<string, Given | { tokens: Given }>>>;

async function withApp({ server, owner }: Scene) {
  const app = await enroll(server, owner.accessToken, server.clock.now());
  server.clock.advance(30);
  return { app, token: app.tokens.accessToken };
}

const inTwoSteps: Record<string, (scene: Scene) => Promise<Giving>> = {
  async completeMfa(scene) {
    const { app } = await withApp(scene);
    const { server, username } = scene;
    const password = { username, password: goodPassword };
    const { mfaToken } = await challengeOf(server, { password });
    const totp = totpCode(app.secret, server.clock.now());
    return () => completeMfa(server, mfaToken, { totp });
  },
  async setTwoStepSignIn(scene) {
    const { token } = await withApp(scene);
    const text = `mutation { setTwoStepSignIn(on: true) ${changeFields} }`;
    return () => scene.server.send<Record<string, TwoStepChange>>(text, {}, { token });
  },
  async confirmTotpEnrollment({ server, owner: { accessToken: token } }) {
    const { factorId, secret } = dataOf(await beginEnrollment(server, token)).beginTotpEnrollment;
    const code = totpCode(secret, server.clock.now());
    return async () => {
      const reply = await confirmEnrollment(server, token, { factorId, code });
      return reply;
    };
  },
  async removeFactor(scene) {
    const { app, token } = await withApp(scene);
    const text = `mutation { removeFactor(id: "${app.factorId}") ${changeFields} }`;
    return () => scene.server.send<Record<string, TwoStepChange>>(text, {}, { token });
  },
};

test('every second step and change of the level is tried', () => {
  expect(Object.keys(inTwoSteps).sort()).toEqual([...secondSteps, ...levelChanges].sort());
});

describe.each(databases)('the time of issue, on $name', ({ name }) => {
  let server: MailedServer;
  let admin: TokenPair;
  let statements: Statements;
  /** In the middle of a sign-in by password: the account is read, the password is not looked at. */
  let inSignIn = () => Promise.resolve();
  beforeAll(async () => {
    const env = { FRESH_MAX_AGE: '3600', PASSKEYS: 'on', REFRESH_RETRY: '600' };
    const hooks = { beforeSignIn: () => inSignIn() };
    server = await startMailedServer({ database: name, env, hooks });
    admin = await signUpAdministrator(server, 'host');
  });
  afterAll(() => server.close());
  beforeEach(() => (statements = slowDown(server)));
  afterEach(() => void vi.restoreAllMocks());

  let scenes = 0;
  async function setScene(isMailed = false): Promise<Scene> {
    const username = `member${(scenes += 1)}`;
    const email = `${username}@example.com`;
    const owner = await (isMailed
      ? server.signUpVerified(username, email)
      : server.signUp(username));
    // What is older than the call must not be taken for its time.
    server.clock.advance(60);
    return { server, username, email, owner, admin };
  }

  async function expectTimeOfDecision(give: Giving): Promise<void> {
    const begun = server.clock.now() / 1000;
    statements.isSlow = true;
    const reply = await give();
    statements.isSlow = false;
    const [given] = Object.values(dataOf(reply));
    if (given === undefined) throw new Error(`expected tokens, got ${reply.text}`);
    const { accessToken, expiresIn } = 'tokens' in given ? given.tokens : given;
    const { iat, exp } = claimsOf(accessToken);
    expect(iat).toBeLessThanOrEqual(statements.sentAt);
    expect(iat).toBeGreaterThanOrEqual(begun);
    // What is left when the client gets it (RFC 6749 §5.1).
    expect(exp).toBe(server.clock.now() / 1000 + expiresIn);
  }

  test.each(Object.keys(doors))('of a token by %s is that of the decision', async (door) => {
    const scene = await setScene(door.includes('Email'));
    const give = await doors[door]?.approach(scene);
    await expectTimeOfDecision(give as Giving);
  });

  test.each(Object.keys(renewals))('of a token by %s is that of the decision', async (renewal) => {
    const isFirst = renewal === 'setPassword';
    const scene = await setScene(isFirst || renewal === 'removePassword');
    const owner = isFirst ? await withoutPassword(scene) : scene.owner;
    await expectTimeOfDecision(() => renew(renewal, scene, owner));
  });

  const renew = (renewal: string, scene: Scene, owner: Given) =>
    renewals[renewal]?.(scene, { refreshToken: '', ...owner }) as ReturnType<Giving>;

  async function withoutPassword(scene: Scene): Promise<Given> {
    dataOf(await renew('removePassword', scene, scene.owner));
    await server.nextMail(scene.email);
    const give = (await doors['loginWithEmailCode']?.approach(scene)) as Giving;
    const [owner] = Object.values(dataOf(await give()));
    return owner as Given;
  }

  test('of a token after a password that is not there is that of the question', async () => {
    const scene = await setScene(true);
    const owner = await withoutPassword(scene);
    server.clock.advance(60);
    await expectTimeOfDecision(() => renew('removePassword', scene, owner));
  });

  test.each(Object.keys(inTwoSteps))('of a token by %s is that of the decision', async (change) => {
    const give = await inTwoSteps[change]?.(await setScene());
    await expectTimeOfDecision(give as Giving);
  });

  test.each([
    ['the grace', undefined],
    ['a retry', { idempotencyKey: 'k'.repeat(22) }],
  ])('of a token by %s is that of the question', async (kind, key) => {
    const { owner } = await setScene();
    dataOf(await server.refresh(owner.refreshToken, undefined, key));
    server.clock.advance(kind === 'a retry' ? 60 : 5);
    await expectTimeOfDecision(() => server.refresh(owner.refreshToken, undefined, key));
  });

  test('a sign-in has no roles that were taken away while the password was looked at', async () => {
    const { owner, username } = await setScene();
    const setRoles = (roles: string[]) =>
      server.withStorage(async ({ users }) => {
        await users.setRoles(owner.user.id, roles);
      });
    await setRoles(['editor', 'reviewer']);
    inSignIn = () => setRoles(['editor']);
    const { accessToken } = dataOf(await server.login(username)).login;
    inSignIn = () => Promise.resolve();
    expect(claimsOf(accessToken).roles).toEqual(['editor']);
  });
});
