import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

interface Profile {
  id: string;
  username: string;
  displayName: string | null;
  locale: string | null;
  publicMetadata: unknown;
}

const fields = '{ id username displayName locale publicMetadata }';
const ninetyDays = 7_776_000;
const taken = { code: 'BAD_USER_INPUT', reason: 'USERNAME_TAKEN' };

describe.each(databases)('the profile, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  const update = (variables: Record<string, unknown>, token?: string) =>
    server.send<{ updateProfile: Profile }>(
      `mutation ($displayName: String, $locale: String, $publicMetadata: JSON) {
        updateProfile(displayName: $displayName, locale: $locale, publicMetadata: $publicMetadata) ${fields} }`,
      variables,
      token === undefined ? {} : { token },
    );

  const rename = (username: string, token: string) =>
    server.send<{ changeUsername: Profile }>(
      `mutation ($username: String!) { changeUsername(username: $username) ${fields} }`,
      { username },
      { token },
    );

  const profileOf = async (token: string) =>
    dataOf(await server.send<{ me: Profile }>(`{ me ${fields} }`, {}, { token })).me;

  test('is empty at first', async () => {
    const { accessToken } = await server.signUp();
    expect(await profileOf(accessToken)).toMatchObject({ displayName: null, publicMetadata: {} });
  });

  test('changes where a value is given, keeps what is left out, and loses what is null', async () => {
    const { accessToken } = await server.signUp();
    const publicMetadata = {
      theme: 'dark',
      list: [1, 0.5, null, { deep: true }],
      '': '\u0000\ud800',
    };
    const { updateProfile } = dataOf(
      await update({ displayName: ' Ada 🦊 ', publicMetadata }, accessToken),
    );
    expect(updateProfile).toMatchObject({ displayName: 'Ada 🦊', publicMetadata });
    expect(await profileOf(accessToken)).toEqual(updateProfile);

    dataOf(await update({ displayName: null }, accessToken));
    expect(await profileOf(accessToken)).toMatchObject({ displayName: null, publicMetadata });
    dataOf(await update({ publicMetadata: null }, accessToken));
    expect(await profileOf(accessToken)).toMatchObject({ publicMetadata: {} });
    dataOf(await update({}, accessToken));
  });

  test.each([
    ['KO-kr', 'ko-KR'],
    ['en-us', 'en-US'],
    ['zh-hant-tw', 'zh-Hant-TW'],
  ])('has the locale "%s" in its one spelling, %s', async (locale, spelling) => {
    const { accessToken } = await server.signUp();
    expect(dataOf(await update({ locale }, accessToken)).updateProfile.locale).toBe(spelling);
    dataOf(await update({ displayName: 'Ada' }, accessToken));
    expect((await profileOf(accessToken)).locale).toBe(spelling);
    dataOf(await update({ locale: null }, accessToken));
    expect((await profileOf(accessToken)).locale).toBeNull();
  });

  test('takes metadata inside the document as it takes it from the variables', async () => {
    const { accessToken } = await server.signUp();
    const mutation = `mutation ($n: JSON) { updateProfile(publicMetadata:
      { text: "\\u0000", list: [1, -2.5, true, null], inner: { n: $n } }) ${fields} }`;
    const send = (n: unknown) =>
      server.send<{ updateProfile: Profile }>(mutation, { n }, { token: accessToken });
    expect(dataOf(await send('x')).updateProfile.publicMetadata).toEqual({
      text: '\u0000',
      list: [1, -2.5, true, null],
      inner: { n: 'x' },
    });
    const refused = { code: 'BAD_USER_INPUT', reason: 'METADATA_INVALID' };
    expect(refusalOf(await send({ constructor: 1 }))).toEqual(refused);
    expect(refusalOf(await send(undefined))).toEqual(refused);
  });

  test.each([
    ['a name of two lines', { displayName: 'two\nlines' }, 'DISPLAY_NAME_INVALID'],
    ['a locale that is none', { locale: 'en_US!' }, 'LOCALE_INVALID'],
    ['an empty locale', { locale: '' }, 'LOCALE_INVALID'],
    ['an empty name', { displayName: '' }, 'DISPLAY_NAME_INVALID'],
    ['a list as metadata', { publicMetadata: [] }, 'METADATA_INVALID'],
    [
      'an own __proto__',
      JSON.parse('{"publicMetadata":{"a":{"__proto__":{}}}}'),
      'METADATA_INVALID',
    ],
    ['2049 bytes', { publicMetadata: { a: 'x'.repeat(2041) } }, 'METADATA_TOO_LARGE'],
    [
      'bad metadata beside a good name',
      { displayName: 'a', publicMetadata: '' },
      'METADATA_INVALID',
    ],
  ] as [string, Record<string, unknown>, string][])(
    'refuses %s, and changes nothing',
    async (_title, variables, reason) => {
      const { accessToken } = await server.signUp();
      const before = await profileOf(accessToken);
      expect(refusalOf(await update(variables, accessToken))).toEqual({
        code: 'BAD_USER_INPUT',
        reason,
      });
      expect(await profileOf(accessToken)).toEqual(before);
    },
  );

  test.each(['__proto__', 'constructor', 'prototype'])(
    'refuses the literal field %s, and pollutes no object',
    async (key) => {
      const { accessToken } = await server.signUp();
      const mutation = `mutation { updateProfile(publicMetadata: { ${key}: { polluted: true } }) ${fields} }`;
      expect(refusalOf(await server.send(mutation, {}, { token: accessToken }))).toEqual({
        code: 'BAD_USER_INPUT',
        reason: 'METADATA_INVALID',
      });
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  test.each(['constructor', 'toString', '__proto__', '__defineGetter__'])(
    'takes the variable %s for one that is not there, as any other',
    async (name) => {
      const { accessToken } = await server.signUp();
      const query = (variable: string) =>
        `mutation ($${variable}: JSON) { updateProfile(publicMetadata: { toJSON: $${variable} }) ${fields} }`;
      const other = await server.send(query('other'), {}, { token: accessToken });
      const reply = await server.send(query(name), {}, { token: accessToken });
      expect(refusalOf(reply)).toEqual(refusalOf(other));
      expect(refusalOf(await server.send(query(name)))).toEqual({
        code: 'UNAUTHENTICATED',
        reason: 'TOKEN_MISSING',
      });
    },
  );

  test('refuses a literal of fifty levels without a fault', async () => {
    const { accessToken } = await server.signUp();
    const deep = '{a:'.repeat(50) + '1' + '}'.repeat(50);
    const mutation = `mutation { updateProfile(publicMetadata: ${deep}) ${fields} }`;
    const reply = await server.send(mutation, {}, { token: accessToken });
    expect(refusalOf(reply).code).toBe('BAD_USER_INPUT');
  });

  test('is nobody’s without a token', async () => {
    expect(refusalOf(await update({ displayName: 'x' }))).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_MISSING',
    });
  });

  test('changes are recorded by the names of the fields, not by what they say', async () => {
    const { accessToken, user } = await server.signUp();
    dataOf(await update({ displayName: 'Quite Secret' }, accessToken));
    dataOf(await rename('quite.secret', accessToken));
    const lines = server.logs.filter((line) => line.includes(user.id));
    expect(lines.join('')).toContain('"detail":{"fields":["displayName"]}');
    expect(lines.join('')).toContain('user.username_changed');
    expect(lines.join('').toLowerCase()).not.toContain('quite');
  });

  describe('the username', () => {
    test('changes: the new name signs in, the old one does not, and sessions go on', async () => {
      const { accessToken, refreshToken } = await server.signUp('before.1');
      expect(dataOf(await rename('After.1', accessToken)).changeUsername.username).toBe('After.1');

      dataOf(await server.login('after.1'));
      expect(refusalOf(await server.login('before.1')).reason).toBe('INVALID_CREDENTIALS');
      expect((await profileOf(accessToken)).username).toBe('After.1');
      expect(dataOf(await server.refresh(refreshToken)).refresh.user.username).toBe('After.1');
    });

    test('changes only in a fresh session', async () => {
      const { accessToken } = await server.signUp('stale.1');
      server.clock.advance(301);
      const stale = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
      const refused = await rename('stale.2', accessToken);
      expect(refusalOf(refused)).toEqual(stale);
      expect(refused.headers.get('www-authenticate')).toBe(
        'Bearer realm="authgraph", error="insufficient_user_authentication", error_description="FRESH_LOGIN_REQUIRED", max_age="300"',
      );

      const prove = `mutation { reauthenticate(password: "${goodPassword}") { accessToken } }`;
      const proved = await server.send<{ reauthenticate: { accessToken: string } }>(
        prove,
        {},
        { token: accessToken },
      );
      dataOf(await rename('stale.2', dataOf(proved).reauthenticate.accessToken));
    });

    test('that was given up is taken for everyone else, and free again after 90 days', async () => {
      const { accessToken } = await server.signUp('famous');
      dataOf(await rename('famous.no.more', accessToken));
      const stranger = await server.signUp();
      expect(refusalOf(await rename('FAMOUS', stranger.accessToken))).toEqual(taken);
      expect(refusalOf(await server.register({ username: 'famous' }))).toEqual(taken);

      server.clock.advance(ninetyDays);
      expect(refusalOf(await server.register({ username: 'famous.no.more' }))).toEqual(taken);
      dataOf(await server.register({ username: 'famous' }));
    });

    test('that was given up can be taken back', async () => {
      const { accessToken } = await server.signUp('there');
      dataOf(await rename('back', accessToken));
      expect(dataOf(await rename('There', accessToken)).changeUsername.username).toBe('There');
      // Now it is the other one that is held.
      expect(refusalOf(await server.register({ username: 'back' }))).toEqual(taken);
    });

    test('in other letters is no other name', async () => {
      const { accessToken } = await server.signUp('letters');
      expect(dataOf(await rename('LETTERS', accessToken)).changeUsername.username).toBe('LETTERS');
      expect(dataOf(await rename('LETTERS', accessToken)).changeUsername.username).toBe('LETTERS');
    });

    test('cannot be used to keep more than three names from others', async () => {
      const { accessToken } = await server.signUp('hoarder.0');
      for (const next of [1, 2, 3]) dataOf(await rename(`hoarder.${next}`, accessToken));
      const reply = await rename('hoarder.4', accessToken);

      const refused = { code: 'TOO_MANY_REQUESTS', reason: 'USERNAME_CHANGED_TOO_OFTEN' };
      expect(refusalOf(reply)).toEqual(refused);
      expect(reply.errors[0]?.extensions.retryAfter).toBe(ninetyDays);
      expect((await profileOf(accessToken)).username).toBe('hoarder.3');
      dataOf(await server.register({ username: 'hoarder.4' }));
    });

    test.each([
      ['', 'USERNAME_MISSING'],
      ['a b', 'USERNAME_INVALID'],
      ['ada@example.com', 'USERNAME_INVALID'],
    ])('"%s" is refused', async (username, reason) => {
      const { accessToken } = await server.signUp();
      const refused = { code: 'BAD_USER_INPUT', reason };
      expect(refusalOf(await rename(username, accessToken))).toEqual(refused);
    });

    test('wanted by 8 users and 8 newcomers at once is had by one of them', async () => {
      const pairs = [];
      for (let count = 0; count < 8; count += 1) pairs.push(await server.signUp());
      const replies = await Promise.all([
        ...pairs.map(({ accessToken }) => rename('coveted', accessToken)),
        ...pairs.map(() => server.register({ username: 'coveted' })),
      ]);
      expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      for (const reply of replies) {
        if (reply.errors.length > 0) expect(refusalOf(reply)).toEqual(taken);
      }
    });

    test('given up while 16 newcomers want it goes to none of them', async () => {
      const { accessToken } = await server.signUp('vacant');
      const replies = await Promise.all([
        rename('elsewhere', accessToken),
        ...Array.from({ length: 16 }, () => server.register({ username: 'vacant' })),
      ]);
      const [renamed, ...others] = replies;
      expect(renamed.errors).toEqual([]);
      for (const reply of others) expect(refusalOf(reply)).toEqual(taken);
    });
  });
});

test('tokens carry the public metadata if configured, from the next one on', async () => {
  const server = await startTestServer({ env: { METADATA_IN_TOKENS: 'on' } });
  const pair = await server.signUp();
  expect(decode(pair.accessToken, { json: true })?.['metadata']).toEqual({});
  dataOf(
    await server.send(
      'mutation { updateProfile(publicMetadata: { plan: "pro" }) { id } }',
      {},
      { token: pair.accessToken },
    ),
  );
  const { refresh } = dataOf(await server.refresh(pair.refreshToken));
  expect(decode(refresh.accessToken, { json: true })?.['metadata']).toEqual({ plan: 'pro' });
  await server.close();
});

test('with USERNAME_HOLD=0 a name that was given up is free at once', async () => {
  const server = await startTestServer({ env: { USERNAME_HOLD: '0' } });
  const { accessToken } = await server.signUp('first');
  for (const next of ['a', 'b', 'c', 'd', 'e']) {
    const mutation = `mutation { changeUsername(username: "${next}") { username } }`;
    dataOf(await server.send(mutation, {}, { token: accessToken }));
  }
  dataOf(await server.register({ username: 'first' }));
  await server.close();
});
