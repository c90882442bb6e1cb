import {
  BREAK,
  getNamedType,
  isInputObjectType,
  isRequiredInputField,
  isValueNode,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ASTVisitFn,
  type GraphQLError,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { documentOf } from '../limits/locations.js';

/** The punctuators of GraphQL (§2.1.8): the only kind of token that reveals no value. */
const punctuators = '!$&()...:=@[]{|}';

/** What the parser stumbled over, by its kind and its place. A text without its quotes reads as a name. */
export function describeSyntaxFault({ source, positions, locations }: GraphQLError): string {
  const [position] = positions ?? [];
  const [location] = locations ?? [];
  if (source === undefined || position === undefined || location === undefined) {
    return 'Syntax error.';
  }
  const found = kindOf(source.body.charAt(position));
  return `Syntax error at line ${location.line}, column ${location.column}: unexpected ${found}.`;
}

function kindOf(first: string): string {
  if (first === '') return 'end of the document';
  if (punctuators.includes(first)) return `"${first}"`;
  if (first === '"') return 'text';
  if ('-0123456789'.includes(first)) return 'number';
  return /[A-Za-z_]/.test(first) ? 'name' : 'character';
}

/** What the scalars of the schema say of a value that they do not take. None of it quotes the value. */
export const valueMessages = {
  dateTime: 'A DateTime is an ISO 8601 instant, such as 2026-11-24T09:30:00Z.',
  jsonLevels: 'The JSON has too many levels.',
  jsonName: 'JSON has no unquoted names except true, false and null.',
} as const;

const known: ReadonlySet<string> = new Set(Object.values(valueMessages));

export function isValueMessage(message: string | undefined): message is string {
  return message !== undefined && known.has(message);
}

export function isValue(node: ASTNode): node is ValueNode {
  return isValueNode(node);
}

/** Says of a value where it stands and what is expected there, and nothing of what it is. */
export function describeValueFault(schema: GraphQLSchema, error: GraphQLError): string {
  const node = error.nodes?.find(isValue);
  const document = documentOf(error);
  const unknown = 'A value does not fit where it stands.';
  if (node === undefined || document === undefined) return unknown;
  const types = new TypeInfo(schema);
  let sentence = unknown;
  const enter: ASTVisitFn<ASTNode> = (current, _key, parent, _path, ancestors) => {
    if (current !== node) return undefined;
    const place = placeOf(parent === undefined ? [] : [...ancestors, parent], types);
    const type = types.getInputType();
    if (place !== undefined && type) {
      const missing = missingFields(node, getNamedType(type));
      sentence = `${place} needs a value of type "${String(type)}"${missing}.`;
    }
    return BREAK;
  };
  visit(document, visitWithTypeInfo(types, { enter }));
  return sentence;
}

type Above = readonly (ASTNode | readonly ASTNode[])[];

/** The argument, input field or variable that the value is for: the nearest one around it. */
function placeOf(above: Above, types: TypeInfo): string | undefined {
  for (const node of above.toReversed()) {
    if (!('kind' in node)) continue;
    switch (node.kind) {
      case Kind.OBJECT_FIELD: {
        const parent = types.getParentInputType();
        return `The field "${node.name.value}"${parent ? ` of "${String(parent)}"` : ''}`;
      }
      case Kind.ARGUMENT:
        return `The argument "${node.name.value}"`;
      case Kind.VARIABLE_DEFINITION:
        return `The default of the variable "$${node.variable.name.value}"`;
    }
  }
  return undefined;
}

/** The names of required fields that an object leaves out. */
function missingFields(node: ValueNode, type: ReturnType<typeof getNamedType>): string {
  if (node.kind !== Kind.OBJECT || !isInputObjectType(type)) return '';
  const given = new Set(node.fields.map(({ name }) => name.value));
  const missing = Object.values(type.getFields())
    .filter((field) => isRequiredInputField(field) && !given.has(field.name))
    .map(({ name }) => `"${name}"`);
  return missing.length === 0 ? '' : ` with ${missing.join(', ')}`;
}
