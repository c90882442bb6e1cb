import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  beginEnrollment,
  changeFields,
  confirmEnrollment,
  enroll,
  stepUp,
  totpCode,
  type Enrollment,
  type TwoStepChange,
} from '../../support/authenticator.js';
import { eventsOf } from '../../support/audit-events.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';

let server: MailedServer;
beforeAll(async () => {
  server = await startMailedServer();
});
afterAll(() => server.close());

const codeInvalid = { code: 'BAD_USER_INPUT', reason: 'CODE_INVALID' };
const notFound = { code: 'NOT_FOUND', reason: 'FACTOR_NOT_FOUND' };
const freshNeeded = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
const stepUpNeeded = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };

interface Own {
  me: {
    twoStepSignIn: boolean;
    recoveryCodesLeft: number;
    factors: { id: string; method: string; label: string | null; lastUsedAt: string | null }[];
    sessions: { current: boolean; amr: string[]; acr: string }[];
  };
}

async function own(token: string) {
  const query = `{ me { twoStepSignIn recoveryCodesLeft factors { id method label lastUsedAt }
    sessions { current amr acr } } }`;
  return dataOf(await server.send<Own>(query, {}, { token })).me;
}

function removeFactor(token: string, id: string) {
  const text = `mutation ($id: ID!) { removeFactor(id: $id) ${changeFields} }`;
  return server.send<{ removeFactor: TwoStepChange }>(text, { id }, { token });
}

async function typesOf(userId: string) {
  return (await eventsOf(server, userId, 1)).map(({ type }) => type);
}

/** The code of the next step, which was used in no test. */
function nextCode(secret: string) {
  server.clock.advance(30);
  return totpCode(secret, server.clock.now());
}

describe('the first authenticator app', () => {
  test('turns two-step sign-in on, ends other sessions, and brings recovery codes', async () => {
    const { user, accessToken: token } = await server.signUpVerified('first', 'first@example.com');
    const elsewhere = dataOf(await server.login('first')).login;
    const label = '  Pixel 🦊 ';
    const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, token, label));
    expect(begun.expiresIn).toBe(900);
    expect(begun.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(begun.otpauthUri);
    expect(decodeURIComponent(uri.pathname)).toBe('/Example:first');
    expect(uri.searchParams.get('secret')).toBe(begun.secret);
    expect(await own(token)).toMatchObject({ twoStepSignIn: false, factors: [] });

    const code = totpCode(begun.secret, server.clock.now());
    const { confirmTotpEnrollment: change } = dataOf(
      await confirmEnrollment(server, token, { factorId: begun.factorId, code }),
    );
    expect(change.recoveryCodes).toHaveLength(10);
    expect(await own(change.tokens.accessToken)).toEqual({
      twoStepSignIn: true,
      recoveryCodesLeft: 10,
      factors: [
        {
          id: begun.factorId,
          method: 'TOTP',
          label: 'Pixel 🦊',
          lastUsedAt: new Date(server.clock.now()).toISOString(),
        },
      ],
      sessions: [{ current: true, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' }],
    });
    expect(refusalOf(await server.me(elsewhere.accessToken)).reason).toBe('TOKEN_REVOKED');
    expect((await server.nextMail('first@example.com')).subject).toBe(
      'Two-step sign-in at Example was turned on',
    );
    await server.mailIsDone();
    expect(server.mailbox.mails.filter(({ subject }) => subject?.includes('app'))).toEqual([]);
    const types = await typesOf(user.id);
    expect(types).toContain('factor.added');
    expect(types).toContain('two_step.enabled');
  });

  test('is not added by a wrong code, and its secret is nowhere', async () => {
    const { accessToken: token } = await server.signUp();
    const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, token));
    const { factorId, secret } = begun;
    const code = totpCode(secret, server.clock.now() + 90_000);
    const reply = await confirmEnrollment(server, token, { factorId, code });
    expect(refusalOf(reply)).toEqual(codeInvalid);
    expect(await own(token)).toMatchObject({ twoStepSignIn: false, factors: [] });
    const right = totpCode(secret, server.clock.now());
    dataOf(await confirmEnrollment(server, token, { factorId, code: right }));
    expect(server.logs.join('')).not.toContain(secret);
  });

  test('is not added after a quarter of an hour, nor by another user, nor twice', async () => {
    const { accessToken, refreshToken } = await server.signUp();
    const { beginTotpEnrollment: late } = dataOf(await beginEnrollment(server, accessToken));
    server.clock.advance(200);
    const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, accessToken));
    server.clock.advance(700);
    const { accessToken: token } = dataOf(await server.refresh(refreshToken)).refresh;
    const other = await server.signUp();
    const shown = ({ factorId, secret }: Enrollment) => ({
      factorId,
      code: totpCode(secret, server.clock.now()),
    });
    expect(refusalOf(await confirmEnrollment(server, token, shown(late)))).toEqual(notFound);
    const foreign = await confirmEnrollment(server, other.accessToken, shown(begun));
    expect(refusalOf(foreign)).toEqual(notFound);
    const confirmed = await confirmEnrollment(server, token, shown(begun));
    const { tokens } = dataOf(confirmed).confirmTotpEnrollment;
    const again = await confirmEnrollment(server, tokens.accessToken, shown(begun));
    expect(refusalOf(again)).toEqual(notFound);
  });

  test('uses up its first code', async () => {
    const { accessToken } = await server.signUp();
    const { secret, tokens } = await enroll(server, accessToken, server.clock.now());
    const replayed = { totp: totpCode(secret, server.clock.now()) };
    expect(refusalOf(await stepUp(server, tokens.accessToken, replayed))).toEqual(codeInvalid);
    const next = { totp: totpCode(secret, server.clock.now() + 30_000) };
    dataOf(await stepUp(server, tokens.accessToken, next));
  });
});

describe('another authenticator app', () => {
  test('needs two factors, proved a while ago at most', async () => {
    const { accessToken } = await server.signUp();
    const { secret, tokens } = await enroll(server, accessToken, server.clock.now());
    const before = await beginEnrollment(server, accessToken);
    expect(refusalOf(before)).toEqual(stepUpNeeded);
    server.clock.advance(301);
    const token = tokens.accessToken;
    expect(refusalOf(await beginEnrollment(server, token))).toEqual(stepUpNeeded);
    const raised = dataOf(await stepUp(server, token, { totp: nextCode(secret) })).stepUp;
    dataOf(await beginEnrollment(server, raised.accessToken));
  });

  test('is added with a mail, and without new recovery codes', async () => {
    const { accessToken } = await server.signUpVerified('second', 'second@example.com');
    const first = await enroll(server, accessToken, server.clock.now());
    await server.nextMail('second@example.com');
    const second = await enroll(server, first.tokens.accessToken, server.clock.now());
    expect(second.recoveryCodes).toBeNull();
    expect((await server.nextMail('second@example.com')).subject).toBe(
      'An authenticator app was added at Example',
    );
    const { factors, recoveryCodesLeft } = await own(second.tokens.accessToken);
    expect(factors.map(({ id }) => id)).toEqual([first.factorId, second.factorId]);
    expect(recoveryCodesLeft).toBe(10);
  });

  test('is not added by a token that was copied before the first', async () => {
    const { accessToken: copied } = await server.signUp();
    const { beginTotpEnrollment: own } = dataOf(await beginEnrollment(server, copied));
    await enroll(server, copied, server.clock.now());
    const shown = { factorId: own.factorId, code: totpCode(own.secret, server.clock.now()) };
    expect(refusalOf(await confirmEnrollment(server, copied, shown))).toEqual(stepUpNeeded);
  });

  test('is refused beyond ten, those that wait included', async () => {
    const { accessToken: token } = await server.signUp();
    const begun = await Promise.all(
      Array.from({ length: 12 }, () => beginEnrollment(server, token)),
    );
    const refused = begun.filter(({ errors }) => errors.length > 0);
    expect(refused).toHaveLength(2);
    for (const reply of refused) {
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'FACTOR_LIMIT' });
    }
  });

  test('is not labelled by what is no visible line of 64 characters', async () => {
    const { accessToken: token } = await server.signUp();
    for (const label of ['', '  ', 'a\nb', '\u202e', 'x'.repeat(65), 'x'.repeat(10_000)]) {
      const reply = await beginEnrollment(server, token, label);
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'LABEL_INVALID' });
    }
  });
});

describe('enrolment', () => {
  test('needs a fresh sign-in', async () => {
    const { accessToken: token } = await server.signUp();
    server.clock.advance(301);
    expect(refusalOf(await beginEnrollment(server, token))).toEqual(freshNeeded);
    expect(refusalOf(await removeFactor(token, 'x'))).toEqual(freshNeeded);
  });

  test('refuses as a code what is not six digits', async () => {
    const { accessToken: token } = await server.signUp();
    const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, token));
    for (const code of ['', '12345', '１２３４５６', '1'.repeat(10_000), '\ud800']) {
      const shown = { factorId: begun.factorId, code };
      expect(refusalOf(await confirmEnrollment(server, token, shown))).toEqual(codeInvalid);
    }
  });

  test('knows no app by what is no id of one', async () => {
    const { accessToken: token } = await server.signUp();
    for (const factorId of ['', 'x', 'x'.repeat(10_000), '\ud800', '\0']) {
      const reply = await confirmEnrollment(server, token, { factorId, code: '123456' });
      expect(refusalOf(reply)).toEqual(notFound);
    }
  });
});

describe('removing an authenticator app', () => {
  test('of several leaves two-step sign-in on, and mails the owner', async () => {
    const { user, accessToken } = await server.signUpVerified('two', 'two@example.com');
    const first = await enroll(server, accessToken, server.clock.now());
    const second = await enroll(server, first.tokens.accessToken, server.clock.now());
    const reply = await removeFactor(second.tokens.accessToken, first.factorId);
    const { tokens, recoveryCodes } = dataOf(reply).removeFactor;
    expect(recoveryCodes).toBeNull();
    const { factors, twoStepSignIn } = await own(tokens.accessToken);
    expect(factors.map(({ id }) => id)).toEqual([second.factorId]);
    expect(twoStepSignIn).toBe(true);
    const mails = [
      await server.nextMail('two@example.com'),
      await server.nextMail('two@example.com'),
      await server.nextMail('two@example.com'),
    ];
    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      'An authenticator app was added at Example',
      'An authenticator app was removed at Example',
      'Two-step sign-in at Example was turned on',
    ]);
    expect(await typesOf(user.id)).toContain('factor.removed');
    const gone = { totp: totpCode(first.secret, server.clock.now() + 30_000) };
    expect(refusalOf(await stepUp(server, tokens.accessToken, gone))).toEqual(codeInvalid);
  });

  test('the last one, turns two-step sign-in off, and ends the recovery codes', async () => {
    const { accessToken } = await server.signUp();
    const { factorId, tokens, secret } = await enroll(server, accessToken, server.clock.now());
    const reply = await removeFactor(tokens.accessToken, factorId);
    const { accessToken: token } = dataOf(reply).removeFactor.tokens;
    const left = { twoStepSignIn: false, recoveryCodesLeft: 0, factors: [] };
    expect(await own(token)).toMatchObject(left);
    dataOf(await server.login((await server.me(token)).data?.me.username ?? ''));
    expect(refusalOf(await stepUp(server, token, { totp: nextCode(secret) }))).toEqual(codeInvalid);
  });

  test('of someone else, or none, is refused', async () => {
    const owner = await server.signUp();
    const { factorId } = await enroll(server, owner.accessToken, server.clock.now());
    const { accessToken: token } = await server.signUp();
    for (const id of [factorId, '', '\ud800', 'x'.repeat(10_000)]) {
      expect(refusalOf(await removeFactor(token, id))).toEqual(notFound);
    }
  });
});

test('serverInfo names the second factors', async () => {
  const reply = await server.send('{ serverInfo { secondFactors } }');
  expect(dataOf(reply)).toEqual({ serverInfo: { secondFactors: ['TOTP', 'RECOVERY_CODE'] } });
});
