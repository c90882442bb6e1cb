import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { inputMaxima, type Services } from '../../src/app/features.js';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import { testPolicy } from '../support/access-policy.js';
import { openFieldsOf, permissionsUnder } from '../../src/app/permissions.js';
import { createSchema } from '../../src/app/schema.js';
import { readTypeDefs } from '../../src/platform/package-folder.js';

const schema = buildSchema(readTypeDefs().join('\n'));

const anonymousContext = () => ({
  auth: { status: 'anonymous', confirm: () => new AuthError('TOKEN_MISSING') },
  refreshCookie: { token: undefined },
});

const fieldsOfSchema = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !isIntrospectionType(type))
  .flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );

const maxima = inputMaxima({ passwordMaxLength: 256, metadataMaxSize: 2048 });
const permissionTable = permissionsUnder(testPolicy);
const fieldsOfTable = Object.entries(permissionTable).flatMap(([type, fields]) =>
  Object.keys(fields).map((field) => `${type}.${field}`),
);

test('every field of every type has an explicit decision, and no decision is left over', () => {
  expect(fieldsOfTable.sort()).toEqual(fieldsOfSchema.sort());
});

test('a field that is open, and has no resolver of its own, is read at once', () => {
  const services = { accounts: {}, email: {}, sessions: {}, refreshTokens: {} } as Services;
  const type = createSchema(services, testPolicy, maxima).getType('InputLimit');
  const { resolve } = (isObjectType(type) ? type.getFields()['coordinate'] : undefined) ?? {};
  const info = { fieldName: 'coordinate' } as GraphQLResolveInfo;
  expect(resolve?.({ coordinate: 'Query.user(id:)' }, {}, {}, info)).toBe('Query.user(id:)');
});

test('every field that is not open refuses who comes without a token', async () => {
  // No resolver is reached: one that is would fail on these.
  const services = { accounts: {}, email: {}, sessions: {}, refreshTokens: {} } as Services;
  const guarded = createSchema(services, testPolicy, maxima);
  const open = openFieldsOf(permissionTable).map(
    ({ typeName, fieldName }) => `${typeName}.${fieldName}`,
  );
  const closed = fieldsOfTable.filter((name) => !open.includes(name));
  expect(closed).toContain('Query.me');
  for (const name of closed) {
    const [typeName = '', fieldName = ''] = name.split('.');
    const type = guarded.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    // What leads to a stream is asked before it begins.
    const resolve = field?.subscribe ?? field?.resolve;
    const answer: unknown = await Promise.resolve(
      resolve?.({}, {}, anonymousContext(), {} as GraphQLResolveInfo),
    ).catch((refusal: unknown) => refusal);
    expect(answer, name).toMatchObject({ extensions: { reason: 'TOKEN_MISSING' } });
  }
});

function reasonOf(error: Error): unknown {
  const { extensions } = error as Partial<AuthError>;
  return extensions?.reason ?? error.message;
}

test('a rule that meets an outage says so, and is no denial', async () => {
  const away = () => Promise.reject(new AuthError('DATABASE_UNAVAILABLE'));
  const policy = { ...testPolicy, mfaRequiredRoles: ['admin'] };
  const table = { ...policy, stepUpRefusal: away, twoFactorRefusal: away };
  const services = { accounts: {}, email: {}, sessions: {}, refreshTokens: {} } as Services;
  const guarded = createSchema(services, table, maxima);
  // With two-step sign-in, in a session of one factor.
  const viewer = {
    ...{ id: 'ada', sessionId: 'session', actorId: null, roles: [], scopes: [] },
    ...{ authenticatedAt: Math.floor(Date.now() / 1000), claims: { acr: 'aal1' } },
    ...{ session: {}, user: { roles: ['admin'], twoStepSince: 1 } },
  };
  const answers: Record<string, string[]> = {};
  for (const typeName of ['Query', 'Mutation']) {
    const type = guarded.getType(typeName);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    for (const { name, resolve } of fields) {
      const auth = { status: 'authenticated', confirm: () => Promise.resolve(viewer) };
      const context = { ...anonymousContext(), auth };
      const ask = () => resolve?.({}, {}, context, {} as GraphQLResolveInfo);
      const answer: unknown = await Promise.resolve()
        .then(ask)
        .catch((error: unknown) => error);
      // What is let in fails at services that are none.
      const isRefusal = answer instanceof Error && !(answer instanceof TypeError);
      const kept = isRefusal ? String(reasonOf(answer)) : 'let in';
      (answers[kept] ??= []).push(name);
    }
  }
  expect(answers['Not Authorised!']).toBeUndefined();
  expect(answers['DATABASE_UNAVAILABLE']).toEqual(
    expect.arrayContaining(['users', 'removeFactor', 'setTwoStepSignIn', 'removePasskey']),
  );
});

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** Whatever of a type has a name: fields, arguments, values. */
function partsOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) return [...type.getValues()];
  if (isInputObjectType(type)) return Object.values(type.getFields());
  if (!isObjectType(type)) return [];
  const fields = Object.values(type.getFields());
  return [...fields, ...fields.flatMap(({ args }) => args)];
}

test('every type, field, argument and enum value of the schema is described', () => {
  const undescribed = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) =>
      [type, ...partsOf(type)]
        .filter(({ description }) => !description)
        .map(({ name }) => `${type.name}: ${name}`),
    );
  expect(undescribed).toEqual([]);
});
