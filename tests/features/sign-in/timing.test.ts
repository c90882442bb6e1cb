import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { challengeOf, completeMfa, enroll, signIn } from '../../support/authenticator.js';
import { goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import { createAuthenticator, type Algorithm } from '../../support/passkey-device.js';
import { beginning, passkeyClient, shown, signUpByPasskey } from '../../support/passkeys.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { haveTwoSteps } from '../../support/two-step-account.js';

/**
 * How long answers take over HTTP: of what there is, and of what there is not. It prints the 10th, 50th and 90th
 * percentile of both. That both are the same work, alike.test.ts shows.
 */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ expensiveHashes: true, env: { PASSKEYS: 'on' } });
});
afterAll(() => server.close());

type Ask = () => Promise<Reply<unknown>>;
/** Milliseconds. */
interface Times {
  readonly known: number[];
  readonly unknown: number[];
}

function quantile(samples: readonly number[], at: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * at)] ?? NaN;
}

/** In turns, each first every second time, so that what disturbs the machine disturbs both. */
async function timesOf(
  rounds: number,
  prepare: { readonly known: () => Promise<Ask>; readonly unknown: () => Promise<Ask> },
): Promise<Times> {
  const times: Times = { known: [], unknown: [] };
  for (let round = -10; round < rounds; round += 1) {
    const order =
      round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    const reasons = new Set<unknown>();
    for (const which of order) {
      const ask = await prepare[which]();
      const began = performance.now();
      const reply = await ask();
      const took = performance.now() - began;
      reasons.add(reply.errors.length > 0 ? refusalOf(reply).reason : 'let in');
      if (round >= 0) times[which].push(took);
    }
    expect(reasons.size).toBe(1);
  }
  return times;
}

function report(what: string, { known, unknown }: Times): void {
  const row = (samples: readonly number[]) =>
    [0.1, 0.5, 0.9].map((at) => quantile(samples, at).toFixed(2)).join(' / ');
  const apart = difference({ known, unknown }).toFixed(3);
  process.stdout.write(`${what}: ${row(known)} ms, ${row(unknown)} ms, apart ${apart} ms\n`);
}

/** Of the differences within a round: a slow second of the machine is in both. Milliseconds. */
function difference({ known, unknown }: Times): number {
  return quantile(
    known.map((time, round) => time - (unknown[round] ?? NaN)),
    0.5,
  );
}

/** A tenth, or the half of a millisecond that no network tells. */
function tolerance({ unknown }: Times): number {
  return Math.max(0.5, 0.1 * quantile(unknown, 0.5));
}

function expectAlike(times: Times): void {
  expect(Math.abs(difference(times))).toBeLessThan(tolerance(times));
}

const always = (ask: Ask) => () => Promise.resolve(ask);

describe('a wrong password takes as long for nobody as for an account', () => {
  beforeAll(async () => {
    await server.signUp('plain');
    const { user } = await server.signUp('two-steps');
    await haveTwoSteps(server, user.id);
    await signUpByPasskey(passkeyClient(server), 'passkey-only');
  });
  const wrong = (username: string) =>
    always(() => signIn(server, { password: { username, password: 'a wrong passphrase' } }));

  test.each(['plain', 'two-steps', 'passkey-only'])('of the kind "%s"', async (name) => {
    const times = await timesOf(100, { known: wrong(name), unknown: wrong('nobody') });
    report(`wrong password, ${name}`, times);
    expectAlike(times);
  });
});

test('a right password takes no longer with two-step sign-in than without', async () => {
  await server.signUp('one-step');
  const { user } = await server.signUp('with-app');
  await haveTwoSteps(server, user.id);
  const right = (username: string) =>
    always(() => signIn(server, { password: { username, password: goodPassword } }));
  const times = await timesOf(100, { known: right('with-app'), unknown: right('one-step') });
  report('right password, with and without two-step sign-in', times);
  expect(difference(times)).toBeLessThan(tolerance(times));
});

describe('a wrong second factor takes as long where there is none', () => {
  /** Without the limits of wrong codes, which would be what is measured. */
  const forget = () =>
    server.withStorage(async ({ throttle }) => throttle.prune(Number.MAX_SAFE_INTEGER, 1000));

  test.each([
    ['a code of an app', { totp: '000000' }],
    ['a recovery code', { recoveryCode: 'AAAA-BBBB-CCCC-DDDD' }],
  ])('%s', async (what, proof) => {
    const withApp = await server.signUp();
    await enroll(server, withApp.accessToken, server.clock.now());
    const without = await server.signUp();
    await haveTwoSteps(server, without.user.id, 1);
    const wrong =
      ({ user: { username } }: typeof without) =>
      async () => {
        await forget();
        const password = { username, password: goodPassword };
        const { mfaToken } = await challengeOf(server, { password });
        return () => completeMfa(server, mfaToken, proof);
      };
    const times = await timesOf(100, { known: wrong(withApp), unknown: wrong(without) });
    report(`completeMfa, ${what}`, times);
    expectAlike(times);
  });
});

test.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
  'a forged signature of %s takes as long for a credential that nobody has',
  async (algorithm) => {
    const passkeys = passkeyClient(server);
    const known = createAuthenticator({ algorithm });
    const unknown = createAuthenticator({ algorithm });
    await signUpByPasskey(passkeys, `keeper-${algorithm.toLowerCase()}`, known);
    const forged = (device: typeof known) => async () => {
      const begun = await beginning(passkeys.begin('beginPasskeySignIn'));
      const input = shown(begun, device, { forged: true });
      return () => passkeys.signIn(input);
    };
    const times = await timesOf(300, { known: forged(known), unknown: forged(unknown) });
    report(`passkey, ${algorithm}`, times);
    expectAlike(times);
  },
);

test('a sign-up by passkey begins as quickly with an address that someone has', async () => {
  const passkeys = passkeyClient(server);
  const args = '(username: "someone-known", email: "known@example.com")';
  await passkeys.begin('beginPasskeySignUp', {}, args);
  await server.register({ username: 'known', email: 'known@example.com' });
  const begin = (email: string) =>
    always(() =>
      passkeys.begin('beginPasskeySignUp', {}, `(username: "newcomer", email: "${email}")`),
    );
  const times = await timesOf(300, {
    known: begin('known@example.com'),
    unknown: begin('nobody@example.com'),
  });
  report('beginPasskeySignUp', times);
  expectAlike(times);
});
