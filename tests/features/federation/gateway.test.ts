import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { challengeOf, completeMfa, enroll } from '../../support/authenticator.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startGraph, type Graph } from './supergraph.js';

let graph: Graph;
let ada: TokenPair;
let bob: TokenPair;

async function signUpBoth({ client }: Graph): Promise<[TokenPair, TokenPair]> {
  const pairs = [];
  for (const username of ['ada', 'bob']) {
    const pair = dataOf(await client.register({ username, email: `${username}@example.com` }));
    const note = `mutation { addNote(text: "${username}'s") { text } }`;
    dataOf(await client.send(note, {}, { token: pair.register.accessToken }));
    pairs.push(pair.register);
  }
  return pairs as [TokenPair, TokenPair];
}

const as = ({ accessToken }: TokenPair) => ({ token: accessToken });

describe('a supergraph of Authgraph and notes', () => {
  beforeAll(async () => {
    graph = await startGraph();
    [ada, bob] = await signUpBoth(graph);
  });
  afterAll(() => graph.close());

  test('signs in through the gateway, and each subgraph knows the caller by the token', async () => {
    const { login } = dataOf(await graph.client.login('ada'));
    const reply = await graph.client.send<{ me: { id: string }; claims: { userId: string } }>(
      '{ me { id } claims { userId } }',
      {},
      as(login),
    );
    expect(dataOf(reply)).toEqual({ me: { id: ada.user.id }, claims: { userId: ada.user.id } });
  });

  test('joins the caller with what another subgraph has of them', async () => {
    const query = '{ me { username notes { text } } }';
    const reply = await graph.client.send(query, {}, as(ada));
    expect(dataOf(reply)).toEqual({ me: { username: 'ada', notes: [{ text: "ada's" }] } });
  });

  test('resolves the caller where another subgraph names them, with all that is theirs', async () => {
    dataOf(await graph.client.login('ada'));
    const query = '{ notes { text author { id username email sessions { current } } } }';
    const reply = await graph.client.send<{ notes: { author: unknown }[] }>(query, {}, as(ada));
    expect(reply.data?.notes[0]?.author).toEqual({
      id: ada.user.id,
      username: 'ada',
      email: 'ada@example.com',
      // Both were used in the same moment.
      sessions: expect.arrayContaining([{ current: false }, { current: true }]) as unknown,
    });
  });

  test('resolves nobody else, and says so where they are asked for', async () => {
    const query = '{ notes { text author { username } } }';
    const reply = await graph.client.send(query, {}, as(ada));
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
    expect(reply.text).not.toContain('"bob"');
  });

  test('resolves nothing without a token', async () => {
    const reply = await graph.client.send('{ notes { author { username } } }');
    expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });

  test('signs in by a second factor through the gateway', async () => {
    const { authgraph, client } = graph;
    const { user, accessToken } = await authgraph.signUp('eve');
    const { recoveryCodes } = await enroll(client, accessToken, authgraph.clock.now());
    const password = { username: 'eve', password: goodPassword };
    const { mfaToken } = await challengeOf(client, { password });
    const recoveryCode = recoveryCodes?.[0] ?? '';
    const { completeMfa: pair } = dataOf(await completeMfa(client, mfaToken, { recoveryCode }));
    expect(dataOf(await client.me(pair.accessToken)).me.id).toBe(user.id);
  });

  test('keeps codes and reasons of refusals', async () => {
    const wrong = await graph.client.login('ada', 'not her password');
    expect(refusalOf(wrong)).toEqual({ code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' });
    const { login } = dataOf(await graph.client.login('bob'));
    dataOf(await graph.client.send('mutation { logout }', {}, as(login)));
    const after = await graph.client.send('{ me { id } }', {}, as(login));
    expect(refusalOf(after)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
  });
});

describe('a supergraph whose users may see each other', () => {
  beforeAll(async () => {
    graph = await startGraph({
      SUBGRAPH_USER_SCOPE: 'users:read',
      ROLE_SCOPES: '{"*":["users:read"]}',
    });
    [ada, bob] = await signUpBoth(graph);
  });
  afterAll(() => graph.close());

  test('resolves the names of others', async () => {
    const reply = await graph.client.send(
      '{ notes { author { id username } } claims { scopes } }',
      {},
      as(ada),
    );
    expect(dataOf(reply)).toEqual({
      notes: [
        { author: { id: ada.user.id, username: 'ada' } },
        { author: { id: bob.user.id, username: 'bob' } },
      ],
      claims: { scopes: ['users:read'] },
    });
  });

  test.each(['email', 'emailVerified', 'roles', 'createdAt', 'sessions { id }'])(
    'keeps %s to the user',
    async (field) => {
      const query = `{ notes { author { username ${field} } } }`;
      const reply = await graph.client.send(query, {}, as(ada));
      expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
      expect(reply.text).not.toContain('bob@example.com');
    },
  );
});
