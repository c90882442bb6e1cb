import { isIntrospectionType, isObjectType, buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { permissionTable } from '../../src/graphql/permissions.js';
import { readTypeDefs } from '../../src/graphql/type-defs.js';

const schema = buildSchema(readTypeDefs().join('\n'));

const fieldsOfSchema = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !isIntrospectionType(type))
  .flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );

const fieldsOfTable = Object.entries(permissionTable).flatMap(([type, fields]) =>
  Object.keys(fields).map((field) => `${type}.${field}`),
);

test('every field of every type has an explicit decision, and no decision is left over', () => {
  expect(fieldsOfTable.sort()).toEqual(fieldsOfSchema.sort());
});

test('every type, field, argument and enum value of the schema is described', () => {
  const undescribed = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && isObjectType(type))
    .flatMap((type) => {
      if (!isObjectType(type)) return [];
      const fields = Object.values(type.getFields());
      return [
        { at: type.name, description: type.description },
        ...fields.map((field) => ({
          at: `${type.name}.${field.name}`,
          description: field.description,
        })),
        ...fields.flatMap((field) =>
          field.args.map((arg) => ({
            at: `${type.name}.${field.name}(${arg.name}:)`,
            description: arg.description,
          })),
        ),
      ];
    })
    .filter(({ description }) => !description)
    .map(({ at }) => at);

  expect(undescribed).toEqual([]);
});
