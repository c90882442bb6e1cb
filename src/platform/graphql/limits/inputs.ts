import {
  defaultFieldResolver,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { AuthError } from '../../errors/auth-error.js';
import { platformReasons } from '../../errors/reasons.js';
import type { InputMaxima, Maximum } from '../../maxima.js';
import { measureJson } from './json-size.js';

/** The refusal of a value that is longer than its maximum. */
type Check = (value: unknown) => AuthError | undefined;

/** Scalars whose values have a fixed size, or are held to a pattern with one end and one way through it. */
const boundedScalars: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean', 'DateTime']);

const fits: Check = () => undefined;

/**
 * Holds every argument to its maximum before its rules and its resolver are asked, literal or variable, and says
 * so in its description. Changes the schema.
 * @throws TypeError for an argument or input field that has none
 */
export function limitInputs(schema: GraphQLSchema, maxima: InputMaxima): GraphQLSchema {
  const checkOf = createCompiler(maxima);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${type.name}.${field.name}`;
        describe(field, maxima[coordinate]);
        checkOf(field, coordinate);
      }
    }
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const coordinateOf = (name: string) => `${type.name}.${field.name}(${name}:)`;
        for (const argument of field.args) describe(argument, maxima[coordinateOf(argument.name)]);
        limitField(
          field,
          field.args.map((argument) => checkOf(argument, coordinateOf(argument.name))),
        );
      }
    }
  }
  return schema;
}

/** @param checks one for each argument, in the same order */
function limitField(field: GraphQLField<unknown, unknown>, checks: readonly Check[]): void {
  const needed = field.args
    .map(({ name }, index) => ({ name, check: checks[index] ?? fits }))
    .filter(({ check }) => check !== fits);
  if (needed.length === 0) return;
  const checked =
    (resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> =>
    (parent, args: Readonly<Record<string, unknown>>, context, info) => {
      for (const { name, check } of needed) {
        const refusal = check(args[name]);
        if (refusal !== undefined) throw refusal;
      }
      return resolve(parent, args, context, info);
    };
  // A stream has its arguments when it begins, and no others with an event.
  if (field.subscribe) field.subscribe = checked(field.subscribe);
  else field.resolve = checked(field.resolve ?? defaultFieldResolver);
}

type Compile = (input: { name: string; type: GraphQLInputType }, coordinate: string) => Check;

function createCompiler(maxima: InputMaxima): Compile {
  /** Input types may hold each other: each is compiled once. */
  const objects = new Map<GraphQLInputObjectType, Check>();

  const checkOf: Compile = ({ name, type }, coordinate) => {
    return compile(type, maxima[coordinate]);

    function compile(type: GraphQLInputType, maximum: Maximum | undefined): Check {
      if (isNonNullType(type)) return compile(type.ofType, maximum);
      if (isInputObjectType(type)) return checkOfObject(type);
      if (isListType(type) && maximum?.unit === 'ITEMS') {
        const ofItem = compile(type.ofType, maximum.item);
        return (value) =>
          Array.isArray(value) ? checkItems(value, name, maximum, ofItem) : undefined;
      }
      if (isBounded(type)) return fits;
      if (isListType(type) || maximum === undefined || maximum.unit === 'ITEMS') {
        throw new TypeError(
          `${coordinate} has no maximum: give it one in the "maxima" of its feature`,
        );
      }
      return (value) => (isTooLong(value, maximum) ? tooLong(name, maximum) : undefined);
    }
  };
  return checkOf;

  function checkOfObject(type: GraphQLInputObjectType): Check {
    const known = objects.get(type);
    if (known !== undefined) return known;
    const checks: (readonly [string, Check])[] = [];
    const check: Check = (value) => {
      if (typeof value !== 'object' || value === null) return undefined;
      for (const [name, check] of checks) {
        const refusal = check((value as Readonly<Record<string, unknown>>)[name]);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    };
    objects.set(type, check);
    for (const field of Object.values(type.getFields())) {
      const ofField = checkOf(field, `${type.name}.${field.name}`);
      if (ofField !== fits) checks.push([field.name, ofField]);
    }
    return check;
  }
}

function isBounded(type: GraphQLInputType): boolean {
  return isEnumType(type) || (isScalarType(type) && boundedScalars.has(type.name));
}

function checkItems(
  items: readonly unknown[],
  name: string,
  maximum: Maximum,
  ofItem: Check,
): AuthError | undefined {
  if (items.length > maximum.most) return tooLong(name, maximum);
  for (const item of items) {
    const refusal = ofItem(item);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function isTooLong(value: unknown, { unit, most }: Maximum): boolean {
  if (value === undefined || value === null) return false;
  if (unit === 'CHARACTERS') return typeof value === 'string' && value.length > most;
  // Each value, and each character of a text or a name, takes a byte at least. A literal may hold one long variable
  // hundreds of times: what is that long is not made into a text.
  const bounds = { values: most, name: most, text: most, total: most, depth: Infinity };
  if (measureJson(value, bounds) !== 'fits') return true;
  return Buffer.byteLength(JSON.stringify(value)) > most;
}

/** Never the value: it may be a password. */
function tooLong(name: string, maximum: Maximum): AuthError {
  const { reason, unit, most } = maximum;
  if (reason !== platformReasons.INPUT_TOO_LONG) return new AuthError(reason);
  const sentence = {
    message: `"{name}" takes at most {most} ${units[unit]}.`,
    ko: `"{name}"의 값은 최대 {most}${koreanUnits[unit]}입니다.`,
  };
  return new AuthError(reason, { sentence, values: { name, most: most.toLocaleString('en') } });
}

function describe(input: GraphQLArgument | GraphQLInputField, maximum: Maximum | undefined): void {
  if (maximum === undefined) return;
  const item = maximum.item === undefined ? '' : ` of ${measure(maximum.item)} each`;
  const sentence = `At most ${measure(maximum)}${item}.`;
  input.description = [input.description, sentence].filter(Boolean).join('\n');
}

const units: Record<Maximum['unit'], string> = {
  CHARACTERS: 'characters (UTF-16 code units, as sent)',
  ITEMS: 'items',
  BYTES: 'bytes of JSON',
};

const koreanUnits: Record<Maximum['unit'], string> = {
  CHARACTERS: '자(보낸 그대로의 UTF-16 코드 단위)',
  ITEMS: '개',
  BYTES: '바이트(JSON)',
};

function measure({ most, unit }: Maximum): string {
  return `${most.toLocaleString('en')} ${units[unit]}`;
}
