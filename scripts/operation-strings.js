// A plugin of graphql-codegen: every operation as the shortest text that means it, with its types.
import { Kind, print, stripIgnoredCharacters, visit } from 'graphql';

const typedDocument = `
/**
 * A document as text that knows its types, as \`DocumentTypeDecoration\` of @graphql-typed-document-node
 * does: typed clients read them from \`__apiType\`, which never exists.
 */
export type TypedDocument<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};
`;

export function plugin(_schema, sources) {
  const definitions = sources.flatMap(({ document }) => document.definitions);
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return [typedDocument, ...fragments.map(fragmentText), ...operations.map(operationText)].join(
    '\n',
  );
}

function fragmentText(fragment) {
  return `const ${constantOf(fragment.name.value)} = ${quoted(fragment)};\n`;
}

function operationText(definition) {
  const { operation, name } = definition;
  const type = `${name.value}${operation[0].toUpperCase()}${operation.slice(1)}`;
  const text = [quoted(definition), ...spreadsOf(definition).map(constantOf)].join(' + ');
  return `export const ${name.value}Document = (${text}) as TypedDocument<${type}, ${type}Variables>;\n`;
}

/** The fragments that a definition spreads. They spread no others here. */
function spreadsOf(definition) {
  const names = new Set();
  visit(definition, { FragmentSpread: ({ name }) => void names.add(name.value) });
  return [...names];
}

const constantOf = (name) => `${name[0].toLowerCase()}${name.slice(1)}Fragment`;
const quoted = (definition) => `'${stripIgnoredCharacters(print(definition))}'`;
