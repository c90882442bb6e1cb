import {
  getNamedType,
  GraphQLError,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { AuthError } from '../../errors/auth-error.js';
import { documentTooComplex, type DocumentLimits } from './document-limits.js';
import { createMeasure, fragmentsOf, countFieldPairs } from './document-cost.js';
import { deferLocations } from './locations.js';
import { exceededByTokens } from './tokens.js';

/** Replaces a refused document, so that the other rules take no time. */
const emptyDocument: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * Refuses documents beyond the limits, as a rule of validation: so a document is looked at once, when Apollo
 * sees it for the first time, and never again while it is in the document store. graphql-js sets up all
 * rules before any of them looks at a field, and this one measures then; the standard ones are quadratic.
 */
export function createDocumentRule(
  schema: GraphQLSchema,
  limits: DocumentLimits,
  refuseOperations: RefuseOperations = refuseStreams,
): ValidationRule {
  const passwordFields = passwordFieldsOf(schema);
  const isPasswordField = (name: string) => passwordFields.has(name);
  return (context) => {
    const document = context.getDocument();
    deferLocations(document);
    const refusal =
      refuseOperations(schema, operationsOf(document)) ??
      refuseExtent(document, limits, isPasswordField);
    if (refusal === undefined) return {};
    context.reportError(new GraphQLError(refusal.message, { originalError: refusal }));
    return { Document: () => emptyDocument };
  };
}

/** Which operations a document may have at this address. */
export type RefuseOperations = (
  schema: GraphQLSchema,
  operations: readonly OperationDefinitionNode[],
) => AuthError | undefined;

/** graphql-js would execute a subscription as a query; what the schema has not, it checks when it executes. */
const refuseStreams: RefuseOperations = (schema, operations) => {
  const isRefused = operations.some(
    ({ operation }) =>
      operation === OperationTypeNode.SUBSCRIPTION || !schema.getRootType(operation),
  );
  return isRefused ? new AuthError('OPERATION_UNSUPPORTED') : undefined;
};

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** In this order: nothing is walked that may be too deep, and nothing is unfolded that may be too big. */
function refuseExtent(
  document: DocumentNode,
  limits: DocumentLimits,
  isPasswordField: (fieldName: string) => boolean,
): AuthError | undefined {
  const tooMuch = exceededByTokens(document, limits);
  if (tooMuch !== undefined) return documentTooComplex(tooMuch, limits[tooMuch]);
  const fragments = fragmentsOf(document);
  const measure = createMeasure(fragments, isPasswordField, limits.depth);
  // Validation looks at fragments that nobody spreads as well.
  const definitions = document.definitions.filter(isExecutable);
  let selections = 0;
  for (const { kind, selectionSet } of definitions) {
    const cost = measure(selectionSet);
    const checked = kind === Kind.FRAGMENT_DEFINITION ? sizes : [...sizes, ...calls];
    const exceeded = checked.find((name) => cost[name] > limits[name]);
    if (exceeded !== undefined) return documentTooComplex(exceeded, limits[exceeded]);
    selections += cost.selections;
  }
  if (selections > limits.selections) return documentTooComplex('selections', limits.selections);
  let repeats = 0;
  for (const { selectionSet } of definitions) {
    repeats += countFieldPairs(selectionSet, fragments, limits.repeats - repeats);
    if (repeats > limits.repeats) return documentTooComplex('repeats', limits.repeats);
  }
  return undefined;
}

const sizes = ['depth', 'aliases', 'directives'] as const;
const calls = ['passwordFields', 'rootFields'] as const;

function isExecutable(
  definition: DocumentNode['definitions'][number],
): definition is ExecutableDefinitionNode {
  return 'selectionSet' in definition;
}

/** Every field of `Query` and `Mutation` with a password among its arguments, or inside one; those to come, too. */
function passwordFieldsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  const taking = fields.filter(({ args }) => args.some((place) => takesPassword(place, new Set())));
  return new Set(taking.map(({ name }) => name));
}

/** @param seen input types that have been looked at: one may have itself inside */
function takesPassword(
  { name, type }: GraphQLArgument | GraphQLInputField,
  seen: Set<GraphQLInputType>,
): boolean {
  if (/password/i.test(name)) return true;
  const inside = getNamedType(type);
  if (!isInputObjectType(inside) || seen.has(inside)) return false;
  seen.add(inside);
  return Object.values(inside.getFields()).some((field) => takesPassword(field, seen));
}
