import { isIntrospectionType, isObjectType, type GraphQLSchema } from 'graphql';

/**
 * Refuses a value that is no rule, such as an import that is not there yet: shield would forget the rules of all
 * fields of its type, and leave them as open as its `fallbackRule`.
 * @throws TypeError that names the type or the field
 */
export function checkRules(tree: unknown, isRule: (value: unknown) => boolean): void {
  if (isRule(tree)) return;
  if (!isMap(tree)) throw new TypeError('shield needs a rule, or rules by type');
  for (const [typeName, rules] of Object.entries(tree)) {
    if (isRule(rules)) continue;
    if (!isMap(rules)) throw new TypeError(`${typeName} has a value that is no rule`);
    const wrong = Object.keys(rules).find((fieldName) => !isRule(rules[fieldName]));
    if (wrong !== undefined) {
      throw new TypeError(`${typeName}.${wrong} has a value that is no rule`);
    }
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What each kind of type is called in the message. */
const kinds: Readonly<Record<string, string>> = {
  GraphQLInterfaceType: 'an interface',
  GraphQLUnionType: 'a union',
  GraphQLInputObjectType: 'an input',
  GraphQLEnumType: 'an enum',
  GraphQLScalarType: 'a scalar',
};

/**
 * Refuses rules on anything else than an object type: shield accepts them and never asks them. A type that the schema
 * does not have is refused by shield itself.
 * @throws TypeError that names the type
 */
export function checkTypesOfRules(schema: GraphQLSchema, typeNames: readonly string[]): void {
  for (const typeName of typeNames) {
    const type = schema.getType(typeName);
    if (type === undefined || (isObjectType(type) && !isIntrospectionType(type))) continue;
    const kind = isIntrospectionType(type)
      ? 'a type of the introspection'
      : kinds[type[Symbol.toStringTag]];
    throw new TypeError(
      `${typeName} is ${kind}: its rules would never be asked. Put them on object types and their fields`,
    );
  }
}
