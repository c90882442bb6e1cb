import { getDirective } from '@graphql-tools/utils';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { DirectiveNames } from './names.js';

type Carrier = Parameters<typeof getDirective>[1];

/** A part of the schema, and what it is called in a message. */
interface Place {
  readonly where: string;
  readonly carrier: Carrier;
}

/**
 * Refuses directives that would read as protection and protect nothing: `@policy`, which only a router can enforce, and
 * the others where no field can be guarded by them.
 * @throws TypeError that names the directive and where it stands
 */
export function checkUnenforced(schema: GraphQLSchema, names: DirectiveNames): void {
  const { policy, authenticated, requiresScopes, requiresAssurance } = names;
  const types = Object.values(schema.getTypeMap());
  const open = [{ where: 'the schema', carrier: schema }, ...types.flatMap(openPlaces)];
  const guarded = types.flatMap(guardedPlaces);
  refuse(schema, policy, [...guarded, ...open]);
  refuse(schema, [...authenticated, ...requiresScopes, ...requiresAssurance], open);
}

function refuse(schema: GraphQLSchema, names: readonly string[], places: readonly Place[]): void {
  for (const { where, carrier } of places) {
    const name = names.find((each) => getDirective(schema, carrier, each) !== undefined);
    if (name !== undefined) {
      throw new TypeError(`@${name} on ${where} is not enforced here: it would protect nothing`);
    }
  }
}

/** Where the directives guard fields. */
function guardedPlaces(type: GraphQLNamedType): Place[] {
  if (isUnionType(type) || isInputObjectType(type)) return [];
  return [{ where: type.name, carrier: type }, ...fieldsOf(type)];
}

/** Where they guard nothing. */
function openPlaces(type: GraphQLNamedType): Place[] {
  if (isUnionType(type)) return [{ where: type.name, carrier: type }];
  if (isInputObjectType(type)) return [{ where: type.name, carrier: type }, ...fieldsOf(type)];
  if (isEnumType(type)) {
    return type
      .getValues()
      .map((value) => ({ where: `${type.name}.${value.name}`, carrier: value }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields: readonly GraphQLField<unknown, unknown>[] = Object.values(type.getFields());
  return fields.flatMap(({ name, args }) =>
    args.map((argument) => ({
      where: `${type.name}.${name}(${argument.name}:)`,
      carrier: argument,
    })),
  );
}

function fieldsOf(type: GraphQLNamedType): Place[] {
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
  const fields: Readonly<Record<string, Carrier>> = type.getFields();
  return Object.entries(fields).map(([name, carrier]) => ({
    where: `${type.name}.${name}`,
    carrier,
  }));
}
