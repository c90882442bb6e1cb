import { GraphQLError } from 'graphql';
import type { AuthError } from '../../errors.js';
import { documentTooComplex, mostNesting } from './document-limits.js';

/** graphql-js gives this refusal no code: only its text says what it is. */
const tooManyTokens = /Document contains more tha[nt] (\d+) tokens/;

/**
 * The refusal of a document that the parser has given up on: beyond `maxTokens`, or so deeply nested that
 * the stack was full first.
 * @returns `undefined` for every other error
 */
export function refusalOfParser(error: unknown): AuthError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  if (error.extensions['code'] !== 'GRAPHQL_PARSE_FAILED') return undefined;
  const tokens = tooManyTokens.exec(error.message)?.[1];
  if (tokens !== undefined) return documentTooComplex('tokens', Number(tokens));
  const isOverflow = rootCauseOf(error) instanceof RangeError;
  return isOverflow ? documentTooComplex('nesting', mostNesting) : undefined;
}

/** Apollo wraps what the parser threw, and what is no GraphQLError once more. */
function rootCauseOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? rootCauseOf(error.originalError)
    : error;
}
