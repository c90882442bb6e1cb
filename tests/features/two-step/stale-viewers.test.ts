import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsUnder } from '../../../src/app/permissions.js';
import {
  beginEnrollment,
  changeFields,
  confirmEnrollment,
  enroll,
  stepUp,
  totpCode,
  type TwoStepChange,
} from '../../support/authenticator.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { testPolicy } from '../../support/access-policy.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const stepUpRequired = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };

/** Fields of the factors, each with tests of its own. */
const heldElsewhere = [
  ...['setTwoStepSignIn', 'regenerateRecoveryCodes', 'removeFactor'],
  ...['removePasskey', 'unlinkIdentity'],
];

interface Claims {
  sid: string;
  auth_time: number;
  acr: string;
  roles: string[];
}
const claimsOf = ({ accessToken }: Pick<TokenPair, 'accessToken'>) =>
  decode(accessToken, { json: true }) as unknown as Claims;

describe.each(databases)('a viewer who was looked at before the change, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, sendMail: () => Promise.resolve() });
  });
  afterAll(() => server.close());

  const send = <T>(mutation: string, token: string) =>
    server.send<T>(`mutation { ${mutation} }`, {}, { token });

  /** An app that waits for its first code. */
  async function begun(token: string) {
    const { beginTotpEnrollment: app } = dataOf(await beginEnrollment(server, token));
    const code = totpCode(app.secret, server.clock.now());
    return { ...app, code };
  }

  const twoStepOf = async (userId: string) =>
    server.withStorage(async ({ users, totp, recoveryCodes }) => ({
      isOn: ((await users.find({ id: userId }))?.twoStepSince ?? null) !== null,
      apps: (await totp.listOf([userId])).length,
      codes: await recoveryCodes.countLeft(userId),
    }));

  test.each([
    ['new recovery codes', 'regenerateRecoveryCodes { codes }'],
    ['turning it off', `setTwoStepSignIn(on: false) ${changeFields}`],
    ['removing the app', `removeFactor(id: "FACTOR") ${changeFields}`],
  ])('one factor is too few for %s in the document that turned it on', async (_what, field) => {
    const { user, accessToken } = await server.signUp();
    const { factorId, code } = await begun(accessToken);
    const reply = await send(
      `confirmTotpEnrollment(factorId: "${factorId}", code: "${code}") ${changeFields}
       second: ${field.replace('FACTOR', factorId)}`,
      accessToken,
    );
    expect(refusalOf(reply)).toEqual(stepUpRequired);
    expect(reply.errors[0]?.path).toEqual(['second']);
    expect(await twoStepOf(user.id)).toEqual({ isOn: true, apps: 1, codes: 10 });
  });

  const pair = '{ accessToken }';
  const password = JSON.stringify(goodPassword);
  const next = JSON.stringify(`${goodPassword} 2`);
  const changes = {
    changeUsername: `changeUsername(username: "somebody-else") { username }`,
    changeEmail: 'changeEmail(newEmail: "somebody-else@example.com")',
    changePassword: `changePassword(currentPassword: ${password}, newPassword: ${next}) ${pair}`,
    removePassword: `removePassword ${pair}`,
    setPassword: `setPassword(newPassword: ${next}) ${pair}`,
    disableAccount: 'disableAccount',
    deleteAccount: 'deleteAccount',
  };
  const proofs = {
    reauthenticate: `reauthenticate(password: ${password}) ${pair}`,
    stepUp: `stepUp(input: { password: ${password} }) ${pair}`,
  };

  /** What the changes above could change. */
  const accountOf = async (userId: string, sessionId: string) =>
    server.withStorage(async ({ users, sessions, outbox }) => {
      const { session, user } = (await sessions.findWithUser(sessionId)) ?? {};
      const { authenticatedAt, amr, acr, revokedAt } = session ?? {};
      const { passwordHash } = (await users.findCredentials({ id: userId })) ?? {};
      const requests = await outbox.list({ kinds: ['mail-request'], limit: 100 });
      const proof = { authenticatedAt, amr, acr, revokedAt };
      return { user, proof, passwordHash, requests: requests.length };
    });

  /** A user with one factor, without a password where one is to be set. */
  async function withOneFactor(change: string) {
    const { user, accessToken } = await server.signUp();
    if (change === 'setPassword') {
      await server.withStorage(({ users }) => users.removePassword(user.id));
    }
    return { user, accessToken, sessionId: claimsOf({ accessToken }).sid };
  }

  test('the changes that take a fresh proof of identity are these', () => {
    const table = permissionsUnder(testPolicy)['Mutation'] ?? {};
    const rules = [table['setTwoStepSignIn'], table['changePassword']];
    const fresh = Object.keys(table).filter((field) => rules.includes(table[field]));
    const elsewhere = [...Object.keys(changes), ...heldElsewhere];
    expect(fresh.filter((field) => !field.startsWith('begin')).sort()).toEqual(elsewhere.sort());
  });

  test.each(Object.entries({ ...changes, ...proofs }))(
    'one factor is too few for %s in the document that asks for two',
    async (change, field) => {
      const { user, accessToken, sessionId } = await withOneFactor(change);
      const { factorId, code } = await begun(accessToken);
      server.clock.advance(10);
      const before = await accountOf(user.id, sessionId);
      const confirm = `confirmTotpEnrollment(factorId: "${factorId}", code: "${code}")`;
      const reply = await send(`${confirm} ${changeFields} second: ${field}`, accessToken);
      expect(refusalOf(reply)).toEqual(stepUpRequired);
      const after = await accountOf(user.id, sessionId);
      expect({ ...after, proof: null, user: null }).toEqual({ ...before, proof: null, user: null });
      expect(after.user).toEqual({ ...before.user, twoStepSince: server.clock.now() });
      expect(after.proof).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    },
  );

  test('a session that its document has ended changes nothing', async () => {
    const { user, accessToken } = await server.signUp();
    const { tokens, factorId } = await enroll(server, accessToken, server.clock.now());
    for (const change of ['setTwoStepSignIn(on: false)', `removeFactor(id: "${factorId}")`]) {
      const reply = await send(`logout ${change} ${changeFields}`, tokens.accessToken);
      expect(refusalOf(reply).reason).toBe('TOKEN_REVOKED');
    }
    expect(await twoStepOf(user.id)).toEqual({ isOn: true, apps: 1, codes: 10 });
  });

  test('one factor cannot turn it off, or renew codes, in a race with turning it on', async () => {
    for (let round = 0; round < 6; round += 1) {
      const owner = await server.signUp();
      const { username } = owner.user;
      const { login: thief } = dataOf(await server.login(username));
      const { factorId, code } = await begun(owner.accessToken);
      const off = () => send(`setTwoStepSignIn(on: false) ${changeFields}`, thief.accessToken);
      const renew = () => send('regenerateRecoveryCodes { codes }', thief.accessToken);
      const [confirmed, ...others] = await Promise.all([
        confirmEnrollment(server, owner.accessToken, { factorId, code }),
        ...[off(), renew(), off(), renew()],
      ]);
      dataOf(confirmed);
      expect(await twoStepOf(owner.user.id)).toEqual({ isOn: true, apps: 1, codes: 10 });
      for (const renewed of [others[1], others[3]]) {
        expect(renewed?.errors).toHaveLength(1);
      }
    }
  });

  test('a token copied before a step-up gains nothing by a change that proves nothing', async () => {
    const { user, accessToken } = await server.signUp();
    const { secret, tokens } = await enroll(server, accessToken, server.clock.now());
    const { accessToken: second } = tokens;
    const other = await enroll(server, second, server.clock.now());
    const copy = other.tokens;
    await server.withStorage(({ users }) => users.setRoles(user.id, ['editor']));
    server.clock.advance(60);
    const totp = totpCode(secret, server.clock.now());
    const { stepUp: raised } = dataOf(await stepUp(server, copy.accessToken, { totp }));
    expect(claimsOf(raised)).toMatchObject({ acr: 'aal2', roles: ['editor'] });

    const old = claimsOf(copy);
    const expectOld = async (pair: TokenPair) => {
      const { refresh } = dataOf(await server.refresh(pair.refreshToken));
      for (const { auth_time, roles } of [claimsOf(pair), claimsOf(refresh)]) {
        expect({ auth_time, roles }).toEqual({ auth_time: old.auth_time, roles: [] });
      }
      return refresh.accessToken;
    };
    let token = copy.accessToken;
    for (const change of [
      'setTwoStepSignIn(on: true)',
      `removeFactor(id: "${other.factorId}")`,
      'setTwoStepSignIn(on: false)',
    ]) {
      const reply = await send<Record<string, TwoStepChange>>(`${change} ${changeFields}`, token);
      const [changed] = Object.values(dataOf(reply));
      token = await expectOld(changed?.tokens as TokenPair);
      if (change !== 'setTwoStepSignIn(on: true)') continue;
      const byPassword = await send<{ changePassword: TokenPair }>(
        `changePassword(currentPassword: "${goodPassword}", newPassword: "${goodPassword} 2") {
          accessToken refreshToken }`,
        token,
      );
      token = await expectOld(dataOf(byPassword).changePassword);
    }
  });
});
