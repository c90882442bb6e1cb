import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { startTestServer, type TestServer } from '../../support/test-server.js';

const stepUpRequired = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };

interface Claims {
  auth_time: number;
  acr: string;
  roles: string[];
}
const claimsOf = ({ accessToken }: Pick<TokenPair, 'accessToken'>) =>
  decode(accessToken, { json: true }) as unknown as Claims;

describe.each(databases)('a viewer who was looked at before the change, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
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
      // Turned off before it was on, it takes the app that waits: then there is nothing to confirm.
      const isOn = confirmed.errors.length === 0;
      if (!isOn) expect(refusalOf(confirmed).reason).toBe('FACTOR_NOT_FOUND');
      const on = { isOn: true, apps: 1, codes: 10 };
      expect(await twoStepOf(owner.user.id)).toEqual(
        isOn ? on : { isOn: false, apps: 0, codes: 0 },
      );
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
