import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPruning } from '../../../src/app/pruning.js';
import { newUser, passwordHash } from '../../contract/storage-contract.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const taken = { code: 'BAD_USER_INPUT', reason: 'USERNAME_TAKEN' };
const outcome = (reply: Parameters<typeof refusalOf>[0]) =>
  reply.errors.length === 0 ? 'done' : refusalOf(reply);

describe.each(databases)('usernames that look alike, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => (server = await startMailedServer({ database: name })));
  afterAll(() => server.close());

  const register = async (username: string) => outcome(await server.register({ username }));
  const rename = async (username: string, token: string) =>
    outcome(
      await server.send(
        'mutation ($name: String!) { changeUsername(username: $name) { id } }',
        { name: username },
        { token },
      ),
    );

  test.each([
    ['ada1', ['аda1', 'adal', 'adaI', 'АDA1', 'adɑ1']],
    ['paypal', ['paypaI', 'paypa1', 'раураl', 'PAYPA1']],
    ['m0ses', ['rnoses', 'mоses', 'm౦ses']],
  ])('of "%s" are refused at registration', async (username, others) => {
    expect(await register(username)).toBe('done');
    for (const other of others) expect(await register(other), other).toEqual(taken);
    expect(await register(`${username}-x`)).toBe('done');
  });

  test('are given to one of twenty that register at once', async () => {
    const letters = ['o', 'о', 'ο', '0', 'ଠ'];
    const names = letters.flatMap((one) => letters.slice(0, 4).map((two) => `r${one}b${two}t`));
    const outcomes = await Promise.all(names.map(register));
    expect(outcomes.filter((each) => each === 'done')).toHaveLength(1);
    expect(outcomes.filter((each) => each !== 'done')).toEqual(Array(19).fill(taken));
  });

  test.each([
    'admin',
    'Admin',
    'аdmin',
    'adm1n',
    'ROOT',
    'rооt',
    'Support',
    'postmaster',
    'no-reply',
  ])(
    'the reserved name "%s" is taken, at registration, by a change and by invitation',
    async (username) => {
      expect(await register(username)).toEqual(taken);
      const { accessToken: token } = await server.signUp();
      expect(await rename(username, token)).toEqual(taken);
      const admin = await signUpAdministrator(
        server,
        `host-${Array.from(username, (c) => c.codePointAt(0)).join('-')}`.slice(0, 60),
      );
      const invitation =
        'mutation ($name: String!) { inviteUser(username: $name, email: "new@example.com") { id } }';
      const reply = await server.send(invitation, { name: username }, { token: admin.accessToken });
      expect(outcome(reply)).toEqual(taken);
    },
  );

  test('a change to capitals gives none of the looks of the name away', async () => {
    const { accessToken: token } = await server.signUp('москва');
    for (const other of ['MOCKBA', 'мoсква']) expect(await register(other), other).toEqual(taken);
    expect(await rename('МОСКВА', token)).toBe('done');
    for (const other of ['MOCKBA', 'мoсква']) expect(await register(other), other).toEqual(taken);
  });

  test('are refused by a change, unless they look like the name in use', async () => {
    await server.signUp('target');
    const { accessToken: token } = await server.signUp('eve1');
    expect(await rename('tаrget', token)).toEqual(taken);
    expect(await rename('EVE1', token)).toBe('done');
    expect(await rename('еveI', token)).toBe('done');
    expect(await rename('other-eve', token)).toBe('done');
    expect(await rename('еve1', token)).toBe('done');
    expect(refusalOf(await server.login('target', 'wrong-password'))).toMatchObject({
      reason: 'INVALID_CREDENTIALS',
    });
  });

  test('of a name that was given up are held with it', async () => {
    const first = await server.signUp('former');
    expect(await rename('latter', first.accessToken)).toBe('done');
    expect(await register('fоrmer')).toEqual(taken);
    const second = await server.signUp();
    expect(await rename('FОRMER', second.accessToken)).toEqual(taken);
    expect(await rename('former', first.accessToken)).toBe('done');
  });

  test('of a deleted account are held with its name', async () => {
    const { accessToken: token } = await server.signUp('departed');
    expect(outcome(await server.send('mutation { deleteAccount }', {}, { token }))).toBe('done');
    expect(await register('dераrted')).toEqual(taken);
    expect(await register('departed')).toEqual(taken);
  });

  test('from before keep both their accounts, and nobody gets a third', async () => {
    const [older, younger] = ['early', 'еarly'].map((username) => newUser({ username }));
    await server.withStorage(async (storage) => {
      const { users } = storage;
      // As a version before wrote them: without a claim.
      for (const user of [older, younger]) if (user) await users.insert(user, passwordHash);
      const { clock } = server;
      const logger = { warn: () => undefined } as never;
      const pruning = startPruning({ ...storage, clock, logger, auditRetention: 0 });
      await expect.poll(() => storage.nameClaims.ownerOf(['early'])).toBe(older?.id);
      await pruning.close();
      for (const user of [older, younger]) {
        expect(await users.find({ id: user?.id ?? '' })).toEqual(user);
      }
    });
    expect(await register('eаrly')).toEqual(taken);
  });
});

test('with RESERVED_USERNAMES=- no name is reserved, and other names can be', async () => {
  const open = await startTestServer({ env: { RESERVED_USERNAMES: '-' } });
  dataOf(await open.register({ username: 'admin' }));
  await open.close();
  const own = await startTestServer({ env: { RESERVED_USERNAMES: 'king, queen' } });
  dataOf(await own.register({ username: 'admin' }));
  expect(refusalOf(await own.register({ username: 'Klng', password: goodPassword }))).toEqual(
    taken,
  );
  await own.close();
});
