import {
  GraphQLError,
  Kind,
  locatedError,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { AuthError } from '../errors/auth-error.js';
import type { Logger } from '../logger.js';
import type { RequestContext } from '../route.js';
import { addRequestId, createErrorReport } from './error-plugin.js';
import { createDocumentStore } from './document-store.js';
import { createErrors } from './format-error.js';
import type { DocumentLimits } from './limits/document-limits.js';
import { createDocumentRule, type RefuseOperations } from './limits/document-rule.js';
import type { RequestParts } from './limits/request.js';

export interface SubscriptionsOptions {
  /** Behind its rules. */
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly limits: DocumentLimits;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
}

/** The answers of a stream; one that was refused has one answer, with errors. */
export interface Answers extends AsyncIterableIterator<FormattedExecutionResult> {
  /** From where to go on after all that was taken; `undefined`: that is not known now. */
  position?(): string | undefined;
}

/** By the context of the request: what stands between a field and its answers knows nothing of positions. */
const positions = new WeakMap<object, Required<Answers>['position']>();

/** For a field that knows from where its stream can go on. */
export function setPosition(context: object, position: Required<Answers>['position']): void {
  positions.set(context, position);
}

/** Begins the subscription of a request. Never rejects for what a caller can send. */
export type Subscribe<C extends RequestContext> = (
  request: RequestParts,
  context: C,
) => Promise<Answers>;

/** As Apollo Server treats operations: limits, validation, masking, the language of errors, and the log. */
export function createSubscribe<C extends RequestContext>(
  options: SubscriptionsOptions,
): Subscribe<C> {
  const { schema, logger, limits, introspection } = options;
  const errors = createErrors({ schema, limits, suggestions: introspection });
  const report = createErrorReport(logger, errors);
  const check = createCheck(options);

  function format(result: ExecutionResult, context: C): FormattedExecutionResult {
    if (result.errors === undefined) return result as FormattedExecutionResult;
    report(result.errors, context);
    const formatted = result.errors.map((error): GraphQLFormattedError => {
      const leaving = errors.format(error.toJSON(), error);
      addRequestId(leaving, context.requestId);
      return leaving;
    });
    return { ...result, errors: formatted };
  }

  return async (request, context) => {
    const parts = checkParts(request);
    if (parts instanceof GraphQLError) return once(format({ errors: [parts] }, context));
    const { query, ...values } = parts;
    const document = await check(query);
    if (!('definitions' in document)) return once(format({ errors: document }, context));
    const result = await subscribe({ schema, document, contextValue: context, ...values });
    if (Symbol.asyncIterator in result) {
      const answers = mapped(result, (each) => format(each, context));
      return { ...answers, position: () => positions.get(context)?.() };
    }
    return once(format({ ...result, errors: result.errors?.map(ofRequest) ?? [] }, context));
  };
}

/** What runs, or which part is of a wrong kind. Without its variables a stream would begin at another position. */
function checkParts({ query, operationName, variables, extensions }: RequestParts) {
  const refuse = (message: string) =>
    new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
  if (typeof query !== 'string') return refuse('Send a document in "query".');
  const [name, values] = [operationName ?? undefined, variables ?? undefined];
  if (name !== undefined && typeof name !== 'string') return refuse('"operationName" is a text.');
  if (values !== undefined && !isObject(values)) return refuse('"variables" is an object.');
  if (!isObject(extensions ?? {})) return refuse('"extensions" is an object.');
  return { query, operationName: name, variableValues: values };
}

const oneSubscription = {
  message: 'Send one subscription here. Queries and mutations go to "/graphql".',
  ko: '여기서는 구독(subscription) 하나만 보낼 수 있습니다. 쿼리와 뮤테이션은 "/graphql"로 보내 주세요.',
};

const refuseOthers: RefuseOperations = (_schema, operations) => {
  const [first] = operations;
  const isOne = operations.length === 1 && first?.operation === OperationTypeNode.SUBSCRIPTION;
  return isOne ? undefined : new AuthError('OPERATION_UNSUPPORTED', { sentence: oneSubscription });
};

/**
 * One field, and always. graphql-js throws for a field that is left out (`@skip`, `@include`), and so does its rule for
 * one that a variable may leave out.
 */
const oneFieldRule: ValidationRule = (context) => {
  const conditional = context
    .getDocument()
    .definitions.find(
      (node) =>
        node.kind === Kind.OPERATION_DEFINITION &&
        node.operation === OperationTypeNode.SUBSCRIPTION &&
        isConditional(node.selectionSet, new Set(), context),
    );
  if (conditional === undefined) return SingleFieldSubscriptionsRule(context);
  const message = 'The field of a subscription takes neither "@skip" nor "@include".';
  context.reportError(new GraphQLError(message, { nodes: [conditional] }));
  return {};
};

/** @param seen the fragments that have been looked at */
function isConditional(
  { selections }: SelectionSetNode,
  seen: Set<string>,
  context: ValidationContext,
): boolean {
  return selections.some((selection) => {
    const names = selection.directives?.map(({ name }) => name.value) ?? [];
    if (names.includes('skip') || names.includes('include')) return true;
    if (selection.kind === Kind.FIELD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return isConditional(selection.selectionSet, seen, context);
    const name = selection.name.value;
    const set = seen.has(name) ? undefined : context.getFragment(name)?.selectionSet;
    seen.add(name);
    return set !== undefined && isConditional(set, seen, context);
  });
}

/** The document of a text, or why it cannot be run. */
function createCheck({ schema, limits, introspection }: SubscriptionsOptions) {
  const rules = [
    ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
    oneFieldRule,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    createDocumentRule(schema, limits, refuseOthers),
  ];
  // Streams of one document share it: it takes more memory than all else of a stream.
  const known = createDocumentStore();
  return async (query: string): Promise<DocumentNode | readonly GraphQLError[]> => {
    const valid = await known.get(query);
    if (valid !== undefined) return valid;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: limits.tokens });
    } catch (error) {
      return [ofParser(error)];
    }
    const faults = validate(schema, document, rules, { maxErrors: limits.errors });
    for (const fault of faults) fault.extensions['code'] ??= 'GRAPHQL_VALIDATION_FAILED';
    if (faults.length > 0) return faults;
    await known.set(query, document);
    return document;
  };
}

function ofParser(thrown: unknown): GraphQLError {
  const code = 'GRAPHQL_PARSE_FAILED';
  if (thrown instanceof GraphQLError) {
    thrown.extensions['code'] ??= code;
    return thrown;
  }
  const originalError = thrown instanceof Error ? thrown : new Error('the parser failed');
  return new GraphQLError('Syntax error.', { originalError, extensions: { code } });
}

/** What is wrong with the variables or the name of the operation; graphql-js gives neither a code. */
function ofRequest(error: GraphQLError): GraphQLError {
  if (error.path !== undefined) return error;
  const isVariable = error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  if (isVariable) error.extensions['code'] ??= 'BAD_USER_INPUT';
  else if (error.nodes === undefined) {
    error.extensions['code'] ??= 'OPERATION_RESOLUTION_FAILURE';
  }
  return error;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not a generator: to leave one that waits for an event would have to wait, too. A source that fails ends with why. */
function mapped(
  source: AsyncGenerator<ExecutionResult, void>,
  format: (result: ExecutionResult) => FormattedExecutionResult,
): Answers {
  const done = { done: true, value: undefined } as const;
  let isOver = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return done;
      try {
        const { done: isDone, value } = await source.next();
        return isDone === true ? done : { done: false, value: format(value) };
      } catch (error) {
        isOver = true;
        await source.return(undefined);
        return { done: false, value: format({ errors: [locatedError(error, undefined)] }) };
      }
    },
    async return() {
      await source.return(undefined);
      return done;
    },
  };
}

async function* once(result: FormattedExecutionResult): Answers {
  yield await Promise.resolve(result);
}
