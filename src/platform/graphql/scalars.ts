import { GraphQLError, Kind, type GraphQLScalarType, type ValueNode } from 'graphql';
import type { JsonValue } from '../json.js';
import { valueMessages } from './faults/value-fault.js';

/** Levels of a literal: far more than any field takes, and few enough for the call stack. */
const deepestLiteral = 32;

/** What a scalar does; its description stands in the schema. */
type ScalarBehaviour<Internal, External> = Pick<
  GraphQLScalarType<Internal, External>,
  'serialize' | 'parseValue' | 'parseLiteral'
>;

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Values pass as they are: what takes one checks it, and refuses it with a reason. graphql-scalars' JSON
 * makes an object of `{ __proto__: … }` whose prototype is the caller's.
 */
const jsonScalar: ScalarBehaviour<unknown, JsonValue> = {
  serialize: (value) => value as JsonValue,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueOf(node, variables, 1),
};

function valueOf(node: ValueNode, variables: Variables, depth: number): unknown {
  if (depth > deepestLiteral) throw new GraphQLError(valueMessages.jsonLevels);
  switch (node.kind) {
    case Kind.OBJECT: {
      // An own field, with any name: assigning to `__proto__` would set the prototype.
      const entries = node.fields.map(({ name, value }) => [
        name.value,
        valueOf(value, variables, depth + 1),
      ]);
      return Object.fromEntries(entries) as unknown;
    }
    case Kind.LIST:
      return node.values.map((value) => valueOf(value, variables, depth + 1));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.ENUM:
      throw new GraphQLError(valueMessages.jsonName);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return valueOfVariable(node.name.value, variables ?? {});
  }
}

/** The object that holds the variables has a prototype: `constructor` is not a variable of the caller. */
function valueOfVariable(name: string, variables: Readonly<Record<string, unknown>>): unknown {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** graphql-scalars has one, at 8 MB of memory and 40 ms of start-up for its seventy others. */
const dateTime: ScalarBehaviour<Date, string> = {
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError('a DateTime field resolves to a Date');
  },
  parseValue: dateOf,
  parseLiteral: (node) => dateOf(node.kind === Kind.STRING ? node.value : undefined),
};

const isoInstant =
  /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Never quotes what it was given: it may have been meant for another field. */
function dateOf(value: unknown): Date {
  const [text = '', day = ''] = (typeof value === 'string' && isoInstant.exec(value)) || [];
  const date = new Date(text);
  // JavaScript takes the 31st of February for the 3rd of March.
  const isDay = !Number.isNaN(date.getTime()) && new Date(day).toISOString().startsWith(day);
  if (isDay) return date;
  throw new GraphQLError(valueMessages.dateTime);
}

/**
 * By name. A whole `GraphQLScalarType` would replace the one that is built from the schema, and with it the
 * description and `@specifiedBy` that clients read.
 */
export const scalarResolvers: Record<'DateTime' | 'JSON', GraphQLScalarType> = {
  DateTime: dateTime as GraphQLScalarType,
  JSON: jsonScalar as GraphQLScalarType,
};
