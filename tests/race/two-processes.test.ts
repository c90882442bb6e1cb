import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enroll, signIn, stepUp, totpCode } from '../support/authenticator.js';
import { databases, withPatience, type TestDatabase } from '../support/databases.js';
import {
  dataOf,
  goodPassword,
  refusalOf,
  type GraphQLClient,
  type TokenPair,
} from '../support/graphql-client.js';
import { handOver, signedInPage } from '../support/handoff.js';
import { beginning, passkeyClient, shown, signUpByPasskey } from '../support/passkeys.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

/** Two real processes on one real PostgreSQL: what they cannot see of each other, the rows decide. */
let database: TestDatabase;
let processes: [ServerProcess, ServerProcess];

beforeAll(async () => {
  const postgres = databases.find(({ name }) => name === 'postgres');
  if (postgres === undefined) throw new TypeError('the race tests need PostgreSQL');
  database = withPatience(await postgres.createMigrated());
  const env = {
    DATABASE_URL: database.url ?? '',
    DATA_DIR: database.dataDir,
    DATABASE_POOL_SIZE: '16',
    PUBLIC_URL: 'http://localhost:4000',
    MAX_SESSIONS_PER_USER: '20',
    PASSKEYS: 'on',
    ACCOUNT_RECOVERY_DELAY: '0',
    COOKIES: 'on',
    REDIRECT_URIS: 'https://app.example.com/callback',
  };
  processes = await Promise.all([startServerProcess(env), startServerProcess(env)]);
});

afterAll(async () => {
  await Promise.all(processes.map((server) => server.stop()));
  await database.drop();
});

/** Runs `act` as often as said, at once, half of it on each process. */
function inParallel<T>(times: number, act: (server: GraphQLClient) => Promise<T>): Promise<T[]> {
  return Promise.all(
    Array.from({ length: times }, (_unused, index) => act(processes[index % 2 === 0 ? 0 : 1])),
  );
}

async function signUp(username: string): Promise<TokenPair> {
  return dataOf(await processes[0].register({ username })).register;
}

/** All lines of both logs up to here: those of a busy moment wait to be written together. */
async function linesSoFar(): Promise<string[]> {
  for (const { url, output } of processes) {
    const { headers } = await fetch(`${url}/nothing`);
    const id = headers.get('x-request-id') ?? 'none';
    await expect.poll(() => output.some((line) => line.includes(id))).toBe(true);
  }
  return processes.flatMap(({ output }) => output);
}

function sidOf({ accessToken }: TokenPair): string {
  return String(decode(accessToken, { json: true })?.['sid']);
}

function generationOf(refreshToken: string): number {
  return Number(decode(refreshToken, { json: true })?.['gen']);
}

describe('two processes on one PostgreSQL', () => {
  test('20 parallel refreshes of one token give one successor and sign nobody out', async () => {
    const first = await signUp('parallel-refresh');
    const replies = await inParallel(20, (server) => server.refresh(first.refreshToken));
    const pairs = replies.map((reply) => dataOf(reply).refresh);

    expect(new Set(pairs.map((pair) => generationOf(pair.refreshToken)))).toEqual(new Set([1]));
    const answers = await inParallel(20, (server) => server.me(pairs[0]?.accessToken));
    for (const reply of answers) dataOf(reply);
    for (const pair of pairs.slice(0, 2)) {
      dataOf(await processes[1].refresh(pair.refreshToken));
    }
  });

  test('50 parallel answers to one passkey ceremony give one session', async () => {
    const [one] = processes;
    const { device } = await signUpByPasskey(passkeyClient(one), 'parallel-passkey');
    const begun = await beginning(passkeyClient(one).begin('beginPasskeySignIn'));
    const input = shown(begun, device);
    const replies = await inParallel(50, (server) => passkeyClient(server).signIn(input));
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual(Array(49).fill({ code: 'BAD_USER_INPUT', reason: 'CEREMONY_INVALID' }));
  });

  test('50 parallel sign-ins by one recovery code open an account once', async () => {
    const username = 'parallel-opening';
    const { recoveryCodes } = await signUpByPasskey(passkeyClient(processes[0]), username);
    const recoveryCode = { username, code: recoveryCodes?.[0] ?? '' };
    const begin = `mutation ($input: RecoveryCodeSignIn!) {
      beginAccountRecovery(input: $input) { opensAt } }`;
    const begun = await inParallel(20, (server) =>
      server.send<{ beginAccountRecovery: object }>(begin, { input: recoveryCode }),
    );
    expect(new Set(begun.map((reply) => JSON.stringify(dataOf(reply)))).size).toBe(1);
    const replies = await inParallel(50, (server) => signIn(server, { recoveryCode }));
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test('50 parallel uses of one code of a hand-off give one session', async () => {
    const { user } = await signUp('parallel-handoff');
    const password = { username: user.username, password: goodPassword };
    const page = await signedInPage(processes[0], 'http://localhost:4000', { password });
    const handoff = await handOver(page, 'https://app.example.com/callback');
    const replies = await inParallel(50, (server) => signIn(server, { handoff }));
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual(Array(49).fill({ code: 'BAD_USER_INPUT', reason: 'HANDOFF_INVALID' }));
  });

  test('100 parallel uses of one code of an authenticator app give one step-up', async () => {
    const { accessToken } = await signUp('parallel-codes');
    const { secret, tokens } = await enroll(processes[0], accessToken, Date.now());
    // Of the next step, which the window takes.
    const code = { totp: totpCode(secret, Date.now() + 30_000) };
    const replies = await inParallel(100, (server) => stepUp(server, tokens.accessToken, code));
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test('50 parallel uses of one recovery code give one step-up', async () => {
    const { accessToken } = await signUp('parallel-recovery');
    const { tokens, recoveryCodes } = await enroll(processes[0], accessToken, Date.now());
    const code = { recoveryCode: recoveryCodes?.[0] ?? '' };
    const replies = await inParallel(50, (server) => stepUp(server, tokens.accessToken, code));
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });

  test('16 parallel reuses of an old token end its session once', async () => {
    const first = await signUp('parallel-reuse');
    const { refresh: second } = dataOf(await processes[0].refresh(first.refreshToken));
    const { refresh: third } = dataOf(await processes[1].refresh(second.refreshToken));
    const replies = await inParallel(16, (server) => server.refresh(first.refreshToken));

    const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
    for (const reply of replies) expect(refusalOf(reply)).toEqual(reused);
    const sessionId = String(decode(third.refreshToken, { json: true })?.['sid']);
    const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
    expect(refusalOf(await processes[0].me(third.accessToken))).toEqual(revoked);
    expect(refusalOf(await processes[1].refresh(third.refreshToken))).toEqual(revoked);
    const logged = (await linesSoFar()).filter((line) => line.includes('session.token_reused'));
    expect(logged.filter((line) => line.includes(sessionId))).toHaveLength(1);
  });

  test.each([
    ['all others', 1, () => 'logoutOtherSessions'],
    ['another that ends it', 6, (other: TokenPair) => `revokeSession(id: "${sidOf(other)}")`],
  ])('of 12 sessions that each end %s at once, %i stay', async (_whom, stay, fieldFor) => {
    const first = await signUp(`stay-${stay}`);
    const others = await inParallel(11, (server) => server.login(first.user.username));
    const pairs = [first, ...others.map((reply) => dataOf(reply).login)];
    await Promise.all(
      pairs.map(({ accessToken: token }, index) => {
        const field = fieldFor(pairs[index ^ 1] ?? first);
        return processes[index % 2 === 0 ? 0 : 1].send(`mutation { ${field} }`, {}, { token });
      }),
    );

    const answers = await Promise.all(pairs.map(({ accessToken }) => processes[0].me(accessToken)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(stay);
  });

  test('of 16 parallel sign-ups with one username one wins, and the others are told', async () => {
    const replies = await inParallel(16, (server) => server.register({ username: 'wanted' }));

    const winners = replies.filter((reply) => reply.errors.length === 0);
    expect(winners).toHaveLength(1);
    const taken = { code: 'BAD_USER_INPUT', reason: 'USERNAME_TAKEN' };
    for (const reply of replies) {
      if (reply !== winners[0]) expect(refusalOf(reply)).toEqual(taken);
    }
  });

  test('a sign-in that overlaps a password change does not outlive it', async () => {
    const owner = await signUp('overlap');
    const change = processes[0].send(
      `mutation { changePassword(currentPassword: "correct horse battery staple",
        newPassword: "a quite different passphrase") { expiresIn } }`,
      {},
      { token: owner.accessToken },
    );
    const logins = await inParallel(8, (server) => server.login('overlap'));
    dataOf(await change);

    for (const reply of logins) {
      const pair = reply.data?.login;
      if (!pair) {
        expect(refusalOf(reply).reason).toBe('INVALID_CREDENTIALS');
        continue;
      }
      expect(refusalOf(await processes[1].me(pair.accessToken)).reason).toBe('TOKEN_REVOKED');
    }
  });

  test('what one process revokes is dead in the other at once', async () => {
    const pair = await signUp('revoked-elsewhere');
    dataOf(await processes[1].me(pair.accessToken));
    await processes[0].send('mutation { logout }', {}, { token: pair.accessToken });

    expect(refusalOf(await processes[1].me(pair.accessToken)).reason).toBe('TOKEN_REVOKED');
  });

  test('40 parallel sign-ins of one user leave no more sessions than the maximum', async () => {
    const first = await signUp('many-sign-ins');
    const pairs = await inParallel(40, (server) => server.login('many-sign-ins'));
    const answers = await Promise.all(
      pairs.map((reply) => processes[0].me(dataOf(reply).login.accessToken)),
    );

    const alive = answers.filter(({ errors }) => errors.length === 0);
    expect(alive).toHaveLength(20);
    expect(refusalOf(await processes[1].me(first.accessToken)).reason).toBe('TOKEN_REVOKED');
  });
});
