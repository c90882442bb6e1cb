import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const update = `mutation ($id: ID!, $name: String, $locale: String, $public: JSON, $private: JSON) {
  updateUser(id: $id, displayName: $name, locale: $locale, publicMetadata: $public, privateMetadata: $private) {
    id displayName locale publicMetadata privateMetadata
  }
}`;
const remove = 'mutation ($id: ID!) { deleteUser(id: $id) }';

describe.each(databases)('on $name', ({ name }) => {
  let server: TestServer;
  let admin: TokenPair;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    admin = await signUpAdministrator(server, 'ruth');
  });
  afterAll(() => server.close());

  const send = (document: string, variables: object) =>
    server.send<{ updateUser: object; deleteUser: boolean }>(
      document,
      { ...variables },
      { token: admin.accessToken },
    );

  test('an administrator writes private metadata, which its user does not see', async () => {
    const { user, accessToken } = await server.signUp();
    const reply = await send(update, { id: user.id, private: { plan: 'gold', seats: [1, 2] } });
    expect(dataOf(reply).updateUser).toMatchObject({
      privateMetadata: { plan: 'gold', seats: [1, 2] },
      publicMetadata: {},
    });
    const me = await server.send('{ me { publicMetadata } }', {}, { token: accessToken });
    expect(JSON.stringify(me)).not.toContain('gold');
    const event = (await eventsOf(server, user.id, 2)).at(-1);
    expect(event).toMatchObject({
      type: 'user.profile_changed',
      actorId: admin.user.id,
      detail: { fields: ['privateMetadata'] },
    });
    expect(JSON.stringify(event)).not.toContain('gold');
  });

  test('what is left out stays, and null takes away', async () => {
    const { id } = (await server.signUp()).user;
    await send(update, { id, name: 'Ada', locale: 'KO-kr', public: { a: 1 }, private: { b: 2 } });
    expect(dataOf(await send(update, { id })).updateUser).toEqual({
      id,
      displayName: 'Ada',
      locale: 'ko-KR',
      publicMetadata: { a: 1 },
      privateMetadata: { b: 2 },
    });
    const nothing = { name: null, locale: null, public: null, private: null };
    expect(dataOf(await send(update, { id, ...nothing })).updateUser).toEqual({
      id,
      displayName: null,
      locale: null,
      publicMetadata: {},
      privateMetadata: {},
    });
  });

  test.each([
    ['a list', [1], 'METADATA_INVALID'],
    ['a text', 'x', 'METADATA_INVALID'],
    ['a number', 1, 'METADATA_INVALID'],
    ['more than fits', { a: 'x'.repeat(2048) }, 'METADATA_TOO_LARGE'],
  ])(
    'private metadata that is %s is refused, and nothing changes',
    async (_what, value, reason) => {
      const { id } = (await server.signUp()).user;
      await send(update, { id, private: { kept: true } });
      const refused = await send(update, { id, name: 'Eve', private: value });
      expect(refusalOf(refused).reason).toBe(reason);
      expect(dataOf(await send(update, { id })).updateUser).toMatchObject({
        displayName: null,
        privateMetadata: { kept: true },
      });
    },
  );

  test('a deleted account is gone with its sessions, and the event says by whom', async () => {
    const { user, accessToken } = await server.signUp('leaver');
    expect(dataOf(await send(remove, { id: user.id })).deleteUser).toBe(true);
    expect(refusalOf(await server.me(accessToken)).reason).toBe('TOKEN_REVOKED');
    expect(refusalOf(await server.login('leaver')).reason).toBe('INVALID_CREDENTIALS');
    expect(refusalOf(await send(remove, { id: user.id })).reason).toBe('USER_NOT_FOUND');
    const events = await eventsOf(server, user.id, 2);
    expect(events.at(-1)).toMatchObject({
      type: 'user.deleted',
      actorId: admin.user.id,
    });
    expect(events[0]).toMatchObject({ type: 'user.registered', ipAddress: null });
    expect(refusalOf(await server.register({ username: 'leaver' })).reason).toBe('USERNAME_TAKEN');
  });

  test('an administrator does not delete the own account', async () => {
    const refused = await send(remove, { id: admin.user.id });
    expect(refusalOf(refused)).toEqual({ code: 'FORBIDDEN', reason: 'OWN_ACCOUNT' });
    dataOf(await server.me(admin.accessToken));
  });
});
