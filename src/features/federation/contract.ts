import { pruneSchema } from '@graphql-tools/utils';
import {
  buildASTSchema,
  concatAST,
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import type { Fields } from '../../platform/feature.js';
import { readTypeDefs } from '../../platform/package-folder.js';

/** Root fields by type, such as `{ Query: ['users'] }`. */
export type RootFields = Readonly<Record<string, readonly string[]>>;

/**
 * Types that other subgraphs have too, by the same name and with the same fields. Federation composes them only
 * where all of them say so (`@shareable`).
 */
const sharedTypes = ['PageInfo'];

/**
 * Relay's refetching is the gateway's: only it knows which subgraph has an id, and several subgraphs may not have the
 * same root field.
 */
const ofGateway = { field: 'node', type: 'Node' };

/**
 * The contract as a subgraph has it: without the root fields that are left out, and without the types that only
 * they lead to, so that no name of them meets that of another subgraph.
 */
export function subgraphTypeDefs(leftOut: RootFields): DocumentNode[] {
  const contract = readTypeDefs().map((text) => withoutFields(parse(text), leftOut));
  const left = pruneSchema(buildASTSchema(concatAST(contract)));
  const isLeft = (definition: DefinitionNode) => {
    const name = 'name' in definition ? definition.name : undefined;
    return name === undefined || left.getType(name.value) !== undefined;
  };
  const kept = contract.map((document) => ({
    ...document,
    definitions: document.definitions.filter(isLeft).map(withShareable),
  }));
  return [...kept, ...readTypeDefs('federation/').map((text) => parse(text))];
}

/** What there is resolvers or rules for, as far as the subgraph has it. */
export function fieldsIn<Value>(schema: GraphQLSchema, table: Fields<Value>): Fields<Value> {
  const types = schema.getTypeMap();
  const kept = Object.entries(table)
    .filter(([type]) => types[type] !== undefined)
    .map(([name, value]) => {
      const type = types[name];
      if (type === undefined || !('getFields' in type)) return [name, value] as const;
      const known = type.getFields();
      return [
        name,
        Object.fromEntries(Object.entries(value).filter(([field]) => field in known)),
      ] as const;
    });
  return Object.fromEntries(kept);
}

function withoutFields(document: DocumentNode, leftOut: RootFields): DocumentNode {
  const prune = (node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode) => {
    const names = leftOut[node.name.value] ?? [];
    const isRoot = node.name.value === 'Query';
    const fields = node.fields?.filter(
      ({ name: { value } }) => !names.includes(value) && !(isRoot && value === ofGateway.field),
    );
    const interfaces = node.interfaces?.filter(({ name }) => name.value !== ofGateway.type);
    const isEmpty = node.kind === Kind.OBJECT_TYPE_EXTENSION && fields?.length === 0;
    // Streams are had at this service's own address.
    return isEmpty || node.name.value === 'Subscription' ? null : { ...node, fields, interfaces };
  };
  return visit(document, { ObjectTypeDefinition: prune, ObjectTypeExtension: prune });
}

function withShareable(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  if (!sharedTypes.includes(definition.name.value)) return definition;
  const shareable = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'shareable' },
  } as const;
  return { ...definition, directives: [...(definition.directives ?? []), shareable] };
}
