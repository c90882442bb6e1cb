import {
  buildSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Mutation, Query } from '../../../src/generated/resolver-types.js';
import { readTypeDefs } from '../../../src/platform/package-folder.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

/**
 * `user`: for the user alone, refused to an administrator as the user. `both`: for either. `anyone`: the token
 * is not looked at. `role`: the session has no role that would open it.
 */
type Decision = 'user' | 'both' | 'anyone' | 'role';
type Fields<T> = Record<Exclude<keyof T, '__typename'>, Decision>;

/** Nothing is left out: a new field without a decision does not compile. */
const mutations: Fields<Mutation> = {
  register: 'anyone',
  login: 'anyone',
  refresh: 'anyone',
  requestPasswordReset: 'anyone',
  resetPassword: 'anyone',
  requestLoginEmail: 'anyone',
  loginWithEmailToken: 'anyone',
  loginWithEmailCode: 'anyone',
  acceptInvitation: 'anyone',
  signIn: 'anyone',
  completeMfa: 'anyone',
  beginPasskeySignIn: 'anyone',
  beginPasskeySignUp: 'anyone',
  finishPasskeySignUp: 'anyone',
  beginSocialSignIn: 'anyone',
  cancelFactorReset: 'anyone',
  beginAccountRecovery: 'anyone',
  denySignIn: 'anyone',
  logout: 'both',
  updateProfile: 'both',
  logoutEverywhere: 'user',
  logoutOtherSessions: 'user',
  revokeSession: 'user',
  reauthenticate: 'user',
  changePassword: 'user',
  setPassword: 'user',
  removePassword: 'user',
  stepUp: 'user',
  createHandoff: 'user',
  requestStepUpEmail: 'user',
  setTwoStepSignIn: 'user',
  regenerateRecoveryCodes: 'user',
  beginTotpEnrollment: 'user',
  confirmTotpEnrollment: 'user',
  removeFactor: 'user',
  beginPasskeyRegistration: 'user',
  finishPasskeyRegistration: 'user',
  beginPasskeyProof: 'user',
  renamePasskey: 'user',
  removePasskey: 'user',
  cancelAccountRecovery: 'user',
  beginIdentityLink: 'user',
  beginIdentityProof: 'user',
  finishIdentityLink: 'user',
  unlinkIdentity: 'user',
  requestEmailVerification: 'user',
  verifyEmail: 'user',
  changeEmail: 'user',
  changeUsername: 'user',
  deleteAccount: 'user',
  disableAccount: 'user',
  setUserRoles: 'user',
  disableUser: 'user',
  enableUser: 'user',
  endUserSessions: 'user',
  sendPasswordReset: 'user',
  resetUserFactors: 'user',
  impersonate: 'user',
  inviteUser: 'user',
  deleteUser: 'user',
  updateUser: 'user',
  rotateSigningKeys: 'user',
  retryDelivery: 'user',
};
const queries: Fields<Query> = {
  me: 'both',
  node: 'both',
  serverInfo: 'anyone',
  identityProviders: 'anyone',
  exportMyData: 'user',
  users: 'role',
  user: 'role',
  auditEvents: 'role',
  signInStatistics: 'role',
  signingKeys: 'role',
  deliveries: 'role',
};

const schema = buildSchema(readTypeDefs().join('\n'));
const roots = [
  { operation: 'query', type: schema.getQueryType(), decisions: queries },
  { operation: 'mutation', type: schema.getMutationType(), decisions: mutations },
] as const;
const doors = roots.flatMap(({ operation, type, decisions }) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    name: field.name,
    document: documentOf(operation, field),
    decision: (decisions as Record<string, Decision | undefined>)[field.name],
  })),
);

/** Calls a field with the least that its type takes. */
function documentOf(operation: string, { name, args, type }: GraphQLField<unknown, unknown>) {
  const given = args
    .filter((argument) => isNonNullType(argument.type))
    .map((argument) => `${argument.name}: ${literalOf(argument.type)}`);
  const list = given.length === 0 ? '' : `(${given.join(', ')})`;
  const isLeaf = /^(Boolean|Int|JSON)!?$/.test(type.toString());
  return `${operation} { ${name}${list}${isLeaf ? '' : ' { __typename }'} }`;
}

function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isInputObjectType(type)) return objectOf(type);
  if (!isScalarType(type)) return '"x"';
  return { Int: '1', Boolean: 'true' }[type.name] ?? '"x"';
}

/** The first field where exactly one is asked for, and otherwise those that must be there. */
function objectOf(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields());
  const asked = type.isOneOf
    ? fields.slice(0, 1)
    : fields.filter(({ type: of }) => isNonNullType(of));
  return `{ ${asked.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
}

let server: TestServer;
let admin: TokenPair;
let userId: string;
/** Of a session of its own for each test: one of them ends it. */
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = await signUpAdministrator(server);
  userId = (await server.signUp()).user.id;
});
beforeEach(async () => {
  const reply = await impersonate(server, admin.accessToken, userId);
  token = dataOf(reply).impersonate.accessToken;
});
afterAll(() => server.close());

describe('to an administrator who is signed in as a user', () => {
  const closed = doors.filter(({ decision }) => decision === 'user');
  test.each(closed)('$name is refused', async ({ document }) => {
    const reply = await server.send(document, {}, { token });
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'IMPERSONATED' });
    expect(reply.errors[0]?.message).toContain('session of your own');
  });

  const open = doors.filter(({ decision }) => decision !== 'user');
  test.each(open)('$name is not refused for that', async ({ document, decision }) => {
    expect(decision).toBeDefined();
    const { errors } = await server.send(document, {}, { token });
    const reasons = errors.map(({ extensions }) => extensions.reason);
    expect(reasons).not.toContain('IMPERSONATED');
    if (decision === 'both') expect(errors).toEqual([]);
    if (decision === 'role') expect(reasons).toEqual(['ROLE_REQUIRED']);
  });
});
