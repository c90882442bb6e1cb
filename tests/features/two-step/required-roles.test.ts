import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enroll } from '../../support/authenticator.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { MFA_REQUIRED_ROLES: 'admin, support' } });
});
afterAll(() => server.close());

const rolesIn = (token: string) => decode(token, { json: true })?.['roles'] as unknown;
const listUsers = (token: string) =>
  server.send('{ users(first: 1) { edges { node { id } } } }', {}, { token });

test('a role of MFA_REQUIRED_ROLES is in tokens of two factors only', async () => {
  const { user, accessToken } = await server.signUp('helper');
  await server.withStorage(({ users }) => users.setRoles(user.id, ['editor', 'support']));
  const one = dataOf(await server.login('helper')).login;
  expect(rolesIn(accessToken)).toEqual([]);
  expect(rolesIn(one.accessToken)).toEqual(['editor']);

  const { tokens } = await enroll(server, one.accessToken, server.clock.now());
  expect(rolesIn(tokens.accessToken)).toEqual(['editor', 'support']);
  const { refresh: renewed } = dataOf(await server.refresh(tokens.refreshToken));
  expect(rolesIn(renewed.accessToken)).toEqual(['editor', 'support']);
});

test('a refresh token of one factor brings no such role after one was added', async () => {
  const admin = await signUpAdministrator(server);
  await enroll(server, admin.accessToken, server.clock.now());
  const { refresh: copied } = dataOf(await server.refresh(admin.refreshToken));
  expect(rolesIn(copied.accessToken)).toEqual([]);
  expect(refusalOf(await listUsers(copied.accessToken)).reason).toBe('STEP_UP_REQUIRED');
});

test('an administrator without a second factor is asked to add one', async () => {
  const admin = await signUpAdministrator(server);
  expect(refusalOf(await listUsers(admin.accessToken))).toEqual({
    code: 'FORBIDDEN',
    reason: 'MFA_ENROLLMENT_REQUIRED',
  });
  const { tokens } = await enroll(server, admin.accessToken, server.clock.now());
  dataOf(await listUsers(tokens.accessToken));
});

test('everyone else lacks the role, as before', async () => {
  const { accessToken } = await server.signUp();
  expect(refusalOf(await listUsers(accessToken)).reason).toBe('ROLE_REQUIRED');
});
