import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** A place where a caller can put a value: an argument, or what is inside one. */
export interface InputPlace {
  /** As `Mutation.setUserRoles(roles:)[]` or `Query.users(filter:).search`. */
  readonly name: string;
  /** The coordinate that `serverInfo` has its maximum under. */
  readonly coordinate: string;
  /** The type of the place itself. */
  readonly type: string;
  /** Whether a literal here is a name. */
  readonly isEnum: boolean;
  /** A whole document with this literal or variable in the place. */
  document(value: string, variables?: string): string;
}

/** Every place for a value of a schema, with a document that leads to it. */
export function inputPlacesOf(schema: GraphQLSchema): InputPlace[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  const seen = new Set<GraphQLObjectType>();
  const places: InputPlace[] = [];
  for (const [kind, root] of roots) {
    if (root) walk(root, (selection, variables) => `${kind}${variables}{${selection}}`);
  }
  return places;

  function walk(type: GraphQLObjectType, wrap: (selection: string, variables: string) => string) {
    if (seen.has(type)) return;
    seen.add(type);
    for (const field of Object.values(type.getFields())) {
      const result = getNamedType(field.type);
      const inside = isCompositeType(result) ? '{__typename}' : '';
      for (const argument of field.args) {
        const coordinate = `${type.name}.${field.name}(${argument.name}:)`;
        const around = (value: string, variables = '') =>
          wrap(`${field.name}(${argumentsOf(field, argument, value)})${inside}`, variables);
        places.push(...placesIn(argument.type, { name: coordinate, coordinate, around }));
      }
      if (!isObjectType(result)) continue;
      const given = argumentsOf(field, undefined, '');
      const call = given === '' ? field.name : `${field.name}(${given})`;
      walk(result, (selection, variables) => wrap(`${call}{${selection}}`, variables));
    }
  }
}

interface Surroundings {
  readonly name: string;
  readonly coordinate: string;
  readonly around: (value: string, variables?: string) => string;
}

function placesIn(
  type: GraphQLInputType,
  { name, coordinate, around }: Surroundings,
): InputPlace[] {
  const bare = getNullableType(type);
  const isEnum = isEnumType(bare);
  const here = { name, coordinate, type: String(type), isEnum, document: around };
  if (isListType(bare)) {
    const item = { name: `${name}[]`, coordinate, around: inside(around, (value) => `[${value}]`) };
    return [here, ...placesIn(bare.ofType, item)];
  }
  if (!isInputObjectType(bare)) return [here];
  const fields = Object.values(bare.getFields());
  return fields.flatMap((field) => {
    const others = fields.filter((other) => other !== field && isRequiredInputField(other));
    const rest = others.map((other) => `,${other.name}:${exampleOf(other.type)}`).join('');
    return placesIn(field.type, {
      name: `${name}.${field.name}`,
      coordinate: `${bare.name}.${field.name}`,
      around: inside(around, (value) => `{${field.name}:${value}${rest}}`),
    });
  });
}

function inside(around: Surroundings['around'], wrap: (value: string) => string) {
  return (value: string, variables?: string) => around(wrap(value), variables);
}

/** What a field needs besides, and one argument with a value. */
function argumentsOf(
  { args }: GraphQLField<unknown, unknown>,
  given: GraphQLArgument | undefined,
  value: string,
): string {
  return args
    .filter((argument) => argument === given || isRequiredArgument(argument))
    .map((argument) => {
      const own = argument === given ? value : exampleOf(argument.type);
      return `${argument.name}:${own}`;
    })
    .join(',');
}

function exampleOf(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return '[]';
  if (isEnumType(bare)) return bare.getValues()[0]?.name ?? '';
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}:${exampleOf(field.type)}`).join(',')}}`;
  }
  return String(bare) === 'Int' ? '1' : String(bare) === 'Boolean' ? 'true' : '"x"';
}
