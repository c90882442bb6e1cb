import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMfaTokens } from '../../src/features/sign-in/mfa-token.js';
import { passwordProof } from '../../src/features/sessions/session.js';
import { newUser } from '../contract/storage-contract.js';
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
import { databases } from '../support/databases.js';
import { dataOf, goodPassword, type Reply } from '../support/graphql-client.js';
import { createTestClock } from '../support/test-clock.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults } from './http.js';
import { hostileText } from './naughty.js';
import { answered, runs } from './runs.js';

/** What an input can be that takes text: also numbers, lists and things. */
const anything = fc.oneof(
  { arbitrary: hostileText(), weight: 5 },
  { arbitrary: fc.constantFrom<unknown>(null, 0, 123456, -1, 1.5, true, [], {}, ['1']), weight: 1 },
);
/** Six digits, in the scripts of the world, too long, too short, and with signs. */
const digits = fc
  .tuple(
    fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce),
    fc.stringMatching(/^[0-9]{1,8}$/),
    fc.constantFrom('', ' ', '\u00a0', '\u200b', '-', '+', '\0', '.0', 'e0', '\n'),
  )
  .map(([zero, ascii, sign]) => {
    const shown = Array.from(ascii, (digit) => String.fromCodePoint(zero + Number(digit)));
    return shown.join('') + sign;
  });
const codes = fc.oneof(anything, digits, fc.constant('1'.repeat(10_000)));

/** The reason, or `undefined` for a document that GraphQL refuses; nothing else is an answer. */
function reasonOf(reply: Reply<unknown>): string | undefined {
  expectClean(reply);
  expect(reply.errors.length, reply.text).toBeGreaterThan(0);
  // GraphQL says each thing that is wrong with a variable.
  return reply.errors[0]?.extensions.reason;
}

describe.each(databases)('any input of a second factor, on $name,', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  async function withApp() {
    const { user, accessToken } = await server.signUp();
    const { secret, tokens } = await enroll(server, accessToken, server.clock.now());
    const password = { password: { username: user.username, password: goodPassword } };
    const { mfaToken } = await challengeOf(server, password);
    return { user, secret, token: tokens.accessToken, mfaToken };
  }

  test('at "signIn" is no way in', async () => {
    const text = hostileText();
    const inputs = fc.oneof(
      fc.record({ password: fc.record({ username: text, password: text }) }),
      fc.record({ emailToken: anything }),
      fc.record({ emailCode: fc.record({ email: text, code: codes }) }),
      fc.record({ emailToken: anything, password: anything }),
      fc.constantFrom<Record<string, unknown>>(
        ...[{}, { password: null }, { emailToken: null }, { password: null, emailToken: 'x' }],
        ...[{ password: {} }, { password: 'x' }, { emailCode: [] }, { __proto__: null }, { x: 1 }],
      ),
    );
    const allowed =
      /^(INVALID_CREDENTIALS|USERNAME_MISSING|PASSWORD_MISSING|LINK_INVALID|EMAIL_INVALID|CODE_INVALID|ONE_PROOF_REQUIRED)$/;
    const property = answered(inputs, async (input) => {
      const reason = reasonOf(await signIn(server, input));
      if (reason !== undefined) expect(reason).toMatch(allowed);
    });
    await fc.assert(property, runs(150));
  });

  test('at "completeMfa" and "stepUp" is no proof, and uses no challenge up', async () => {
    const { user, secret, token, mfaToken } = await withApp();
    const proofs = fc.oneof(
      fc.record({ totp: codes }),
      fc.record({ recoveryCode: codes }),
      fc.record({ totp: codes, recoveryCode: codes }),
      fc.constantFrom({}, { totp: null }, { recoveryCode: null }, { password: '' }, { x: 1 }),
    );
    const allowed =
      /^(CODE_INVALID|TOO_MANY_ATTEMPTS|ONE_PROOF_REQUIRED|STEP_UP_REQUIRED|MFA_TOKEN_INVALID)$/;
    const property = answered(proofs, anything, async (proof, junk) => {
      const replies = [
        await completeMfa(server, mfaToken, proof),
        await completeMfa(server, junk as string, proof),
        await stepUp(server, token, proof),
      ];
      for (const reply of replies) {
        const reason = reasonOf(reply);
        if (reason !== undefined) expect(reason).toMatch(allowed);
      }
      // So that most of them are looked at.
      server.clock.advance(1);
    });
    await fc.assert(property, runs(150));
    server.clock.advance(86_400);
    const password = { password: { username: user.username, password: goodPassword } };
    const next = await challengeOf(server, password);
    const totp = totpCode(secret, server.clock.now());
    dataOf(await completeMfa(server, next.mfaToken, { totp }));
  });

  test('at an enrolment is no code and no id, and at a label one line or a refusal', async () => {
    const { accessToken: token } = await server.signUp();
    const allowed =
      /^(CODE_INVALID|FACTOR_NOT_FOUND|TOO_MANY_ATTEMPTS|FACTOR_LIMIT|LABEL_INVALID)$/;
    const property = answered(anything, codes, async (text, code) => {
      const shown = { factorId: text as string, code: code as string };
      const remove = 'mutation ($id: ID!) { removeFactor(id: $id) { recoveryCodes } }';
      const replies: Reply<unknown>[] = [
        await confirmEnrollment(server, token, shown),
        await server.send(remove, { id: text }, { token }),
      ];
      const begun = await beginEnrollment(server, token, text as string);
      if (begun.errors.length > 0) replies.push(begun);
      for (const reply of replies) {
        const reason = reasonOf(reply);
        if (reason !== undefined) expect(reason).toMatch(allowed);
      }
    });
    await fc.assert(property, runs(100));
    const { me } = dataOf(
      await server.send<{ me: unknown }>('{ me { twoStepSignIn factors { id } } }', {}, { token }),
    );
    expect(me).toEqual({ twoStepSignIn: false, factors: [] });
  });

  test('at "setTwoStepSignIn" and "setPassword" changes nothing', async () => {
    const { token } = await withApp();
    const property = answered(anything, async (value) => {
      const change = 'mutation ($on: Boolean!) { setTwoStepSignIn(on: $on) { recoveryCodes } }';
      if (value !== true) reasonOf(await server.send(change, { on: value }, { token }));
      const set = 'mutation ($to: String!) { setPassword(newPassword: $to) { expiresIn } }';
      const reason = reasonOf(await server.send(set, { to: value }, { token }));
      if (reason !== undefined) expect(reason).toMatch(/^PASSWORD_/);
    });
    await fc.assert(property, runs(60));
    const { me } = dataOf(
      await server.send<{ me: unknown }>('{ me { twoStepSignIn } }', {}, { token }),
    );
    expect(me).toEqual({ twoStepSignIn: true });
  });
});

describe('the token of a challenge', () => {
  const tokens = createMfaTokens({
    secret: 'q3J8Zk1wT5vYb7NcR2xLs9DfGh4MpQe6',
    lifetime: 600,
    clock: createTestClock(),
  });
  const firstStep = {
    credentials: { user: newUser(), passwordHash: 'hash' },
    proof: passwordProof,
  };
  const { mfaToken } = tokens.issue(firstStep);
  const claims = tokens.verify(mfaToken);

  const refused = (token: string) => {
    try {
      tokens.verify(token);
    } catch (error) {
      return (error as { reason?: string }).reason === 'MFA_TOKEN_INVALID';
    }
    return false;
  };

  test('is refused with any bit of it changed, left out, or added', () => {
    const bytes = Buffer.from(mfaToken, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(refused(changed.toString('base64url'))).toBe(true);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(refused(bytes.subarray(0, length).toString('base64url'))).toBe(true);
      expect(
        refused(Buffer.concat([bytes, bytes.subarray(0, length + 1)]).toString('base64url')),
      ).toBe(true);
    }
  });

  test('written in another way is the same challenge, or none', () => {
    const odd = ['=', '==', ' ', '\n', '\0', '.', '+', '/', '\u200b', 'Ａ', '\ud800', '%3D'];
    const variants = [
      ...odd.flatMap((sign) => [
        mfaToken + sign,
        sign + mfaToken,
        mfaToken.slice(0, 9) + sign + mfaToken.slice(9),
      ]),
      Buffer.from(mfaToken, 'base64url').toString('base64'),
      ...[mfaToken.toLowerCase(), mfaToken.toUpperCase(), mfaToken.repeat(2)],
    ];
    for (const variant of variants) {
      // Once for each challenge: what is used up is the id inside.
      if (!refused(variant)) expect(tokens.verify(variant)).toEqual(claims);
    }
  });
});
