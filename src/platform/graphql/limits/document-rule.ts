import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type GraphQLSchema,
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
export function createDocumentRule(schema: GraphQLSchema, limits: DocumentLimits): ValidationRule {
  const passwordFields = passwordFieldsOf(schema);
  const takesPassword = (name: string) => passwordFields.has(name);
  return (context) => {
    const document = context.getDocument();
    deferLocations(document);
    const refusal = refuseKinds(schema, document) ?? refuseExtent(document, limits, takesPassword);
    if (refusal === undefined) return {};
    context.reportError(new GraphQLError(refusal.message, { originalError: refusal }));
    return { Document: () => emptyDocument };
  };
}

/** graphql-js checks this only when it executes, and then fails as if the fault were ours. */
function refuseKinds(schema: GraphQLSchema, document: DocumentNode): AuthError | undefined {
  const isMissing = document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(definition.operation),
  );
  return isMissing ? new AuthError('OPERATION_UNSUPPORTED') : undefined;
}

/** In this order: nothing is walked that may be too deep, and nothing is unfolded that may be too big. */
function refuseExtent(
  document: DocumentNode,
  limits: DocumentLimits,
  takesPassword: (fieldName: string) => boolean,
): AuthError | undefined {
  const tooMuch = exceededByTokens(document, limits);
  if (tooMuch !== undefined) return documentTooComplex(tooMuch, limits[tooMuch]);
  const fragments = fragmentsOf(document);
  const measure = createMeasure(fragments, takesPassword, limits.depth);
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

/** Every field of `Query` and `Mutation` with a password among its arguments; those to come, too. */
function passwordFieldsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  const taking = fields.filter(({ args }) => args.some(({ name }) => /password/i.test(name)));
  return new Set(taking.map(({ name }) => name));
}
