import { unwrapResolverError } from '@apollo/server/errors';
import {
  GraphQLError,
  Kind,
  print,
  type ASTNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { AuthError, type ErrorLanguage } from '../errors/auth-error.js';
import {
  describeValueFault,
  isValue,
  isValueMessage,
  describeSyntaxFault,
} from './faults/value-fault.js';
import { type DocumentLimits, refusalOfParser } from './limits/document-limits.js';
import { locationsOf } from './limits/locations.js';

export interface ErrorFormat {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  /** Whether a message may suggest names of the schema. */
  readonly suggestions: boolean;
}

export interface Errors {
  /** Has an error leave in another language than English. Only our refusals have sentences in others. */
  speak(error: object, language: ErrorLanguage): void;
  /** The last step of every error before it leaves. */
  format(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError;
  /** Whether the error is an unexpected one, to be logged in full. */
  isUnexpected(error: unknown): boolean;
}

/** Characters of any message. Ours are shorter; names in those of graphql-js are not. */
const longestMessage = 500;

/**
 * Our refusals pass unchanged, faults of the request keep Apollo's code, and everything else is masked.
 * The message of a fault is made from what the error is about, not from graphql-js's message, which quotes the
 * request: it may hold a password, and was 90 kB long.
 */
export function createErrors(format: ErrorFormat): Errors {
  const originalOf = (error: unknown) => originalErrorOf(error, format.limits);
  // Apollo formats errors without the context of their request.
  const languages = new WeakMap<object, ErrorLanguage>();
  const languageOf = (error: unknown) =>
    (typeof error === 'object' && error !== null && languages.get(error)) || 'en';
  return {
    speak: (error, language) => void languages.set(error, language),

    format(formatted, error) {
      const original = originalOf(error);
      const locations = error instanceof GraphQLError ? locationsOf(error) : undefined;
      const located = locations === undefined ? formatted : { ...formatted, locations };
      if (original instanceof AuthError) {
        const message = original.messageIn(languageOf(error));
        return { ...located, message, extensions: original.extensions };
      }
      if (isRequestFault(original)) {
        const message = messageOf(original, format).slice(0, longestMessage);
        return { ...located, message };
      }
      if (isArgumentFault(original)) {
        const message = messageOfValue(original, format).slice(0, longestMessage);
        return { ...located, message, extensions: { code: 'BAD_USER_INPUT' } };
      }
      const masked = new AuthError('INTERNAL');
      const message = masked.messageIn(languageOf(error));
      return { ...located, message, extensions: masked.extensions };
    },

    isUnexpected(error) {
      const original = originalOf(error);
      if (original instanceof AuthError) return original.code === 'INTERNAL_SERVER_ERROR';
      return !isRequestFault(original) && !isArgumentFault(original);
    },
  };
}

/** What was thrown, by a resolver, a rule or a limit, without what Apollo, graphql-js and the kit wrap it in. */
function originalErrorOf(error: unknown, limits: DocumentLimits): unknown {
  if (error instanceof GraphQLError && error.originalError instanceof AuthError) {
    return error.originalError;
  }
  const thrown = refusalOfParser(error, limits) ?? unwrapResolverError(error);
  return thrown instanceof GraphQLError && thrown.cause instanceof AuthError
    ? thrown.cause
    : thrown;
}

/** Faults of the document, the variables or the HTTP request carry a code of Apollo's own. */
function isRequestFault(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const code = error.extensions['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
}

/**
 * An argument that turns out to be null when the document is executed: validation lets a variable with a default
 * stand where null must not. graphql-js gives this no code. Values that our resolvers return have no node.
 */
function isArgumentFault(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && (error.nodes?.some(isValue) ?? false);
}

function messageOf(error: GraphQLError, format: ErrorFormat): string {
  switch (error.extensions['code']) {
    case 'GRAPHQL_PARSE_FAILED':
      return describeSyntaxFault(error);
    case 'GRAPHQL_VALIDATION_FAILED':
      return messageOfValidation(error, format);
    case 'BAD_USER_INPUT':
      return messageOfVariable(error);
    case 'OPERATION_RESOLUTION_FAILURE':
      return 'Unknown operation name, or a document with several operations and no "operationName".';
    default:
      // Apollo's own sentences about the HTTP request quote nothing of it.
      return error.message;
  }
}

/** Without a value in it, a message names fields, arguments and types only, each of a limited length. */
function messageOfValidation(error: GraphQLError, format: ErrorFormat): string {
  const { nodes = [], message } = error;
  if (nodes.some((node) => isValue(node) && node.kind !== Kind.VARIABLE)) {
    return messageOfValue(error, format);
  }
  const suggestion = format.suggestions ? -1 : message.indexOf(' Did you mean ');
  return suggestion === -1 ? message : message.slice(0, suggestion);
}

function messageOfValue(error: GraphQLError, { schema }: ErrorFormat): string {
  return withHint(describeValueFault(schema, error), error);
}

function messageOfVariable(error: GraphQLError): string {
  const definition = error.nodes?.find(isVariableDefinition);
  if (definition === undefined) return 'A variable has a value of the wrong type.';
  const { variable, type } = definition;
  const sentence = `The variable "$${variable.name.value}" needs a value of type "${print(type)}".`;
  return withHint(sentence, error);
}

/** The messages of our scalars quote no value, so they are kept. */
function withHint(sentence: string, { message, originalError }: GraphQLError): string {
  const hint = [originalError?.message, message].find(isValueMessage);
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}

function isVariableDefinition(node: ASTNode): node is VariableDefinitionNode {
  return node.kind === Kind.VARIABLE_DEFINITION;
}
