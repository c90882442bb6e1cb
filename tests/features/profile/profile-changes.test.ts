import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

describe.each(databases)('changes of a profile, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env: { LIMIT_PROFILE_CHANGES: '3' } });
  });
  afterAll(() => server.close());

  const rename = (displayName: string, token: string) =>
    server.send<{ updateProfile: { displayName: string } }>(
      'mutation ($displayName: String) { updateProfile(displayName: $displayName) { displayName } }',
      { displayName },
      { token },
    );

  test('are taken so many times in an hour, and the next one changes nothing', async () => {
    const { accessToken } = await server.signUp();
    for (const displayName of ['A', 'B', 'C']) dataOf(await rename(displayName, accessToken));
    const reply = await rename('D', accessToken);
    expect(refusalOf(reply)).toEqual({ code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_CHANGES' });
    expect(reply.errors[0]?.extensions.retryAfter).toBe(3600);
    const me = await server.send<{ me: { displayName: string } }>(
      '{ me { displayName } }',
      {},
      { token: accessToken },
    );
    expect(dataOf(me).me.displayName).toBe('C');
  });

  test('of one user do not count for another', async () => {
    const [one, other] = [await server.signUp(), await server.signUp()];
    for (const displayName of ['A', 'B', 'C']) dataOf(await rename(displayName, one.accessToken));
    expect(dataOf(await rename('D', other.accessToken)).updateProfile.displayName).toBe('D');
  });

  test('count a username in other letters, which nobody else is kept from', async () => {
    const { accessToken: token } = await server.signUp('letters');
    const change = (username: string) =>
      server.send(
        'mutation ($username: String!) { changeUsername(username: $username) { username } }',
        { username },
        { token },
      );
    for (const username of ['Letters', 'LETTERS', 'letters']) {
      dataOf(await change(username));
    }
    const refused = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_CHANGES' };
    expect(refusalOf(await change('LEtters'))).toEqual(refused);
  });

  test('are taken again an hour later', async () => {
    const { accessToken, user } = await server.signUp();
    for (const displayName of ['A', 'B', 'C', 'D']) await rename(displayName, accessToken);
    server.clock.advance(3600);
    const token = dataOf(await server.login(user.username)).login.accessToken;
    expect(dataOf(await rename('E', token)).updateProfile.displayName).toBe('E');
  });
});
