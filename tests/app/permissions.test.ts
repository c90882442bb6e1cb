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
    const resolve = isObjectType(type) ? type.getFields()[fieldName]?.resolve : undefined;
    const answer: unknown = await resolve?.({}, {}, anonymousContext(), {} as GraphQLResolveInfo);
    expect(answer, name).toMatchObject({ extensions: { reason: 'TOKEN_MISSING' } });
  }
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
