import { GraphQLError } from 'graphql';
import type { AuthError } from '../../errors/auth-error.js';
import { documentTooComplex, type DocumentLimits } from './document-limits.js';

/** graphql-js gives this refusal no code: only how its message begins says what it is. */
const tooManyTokens = 'Syntax Error: Document contains more tha';

/**
 * The refusal of a document that the parser has given up on: beyond `maxTokens`, or so deeply nested that
 * the stack was full first.
 * @returns `undefined` for every other error
 */
export function refusalOfParser(error: unknown, limits: DocumentLimits): AuthError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  if (error.extensions['code'] !== 'GRAPHQL_PARSE_FAILED') return undefined;
  if (error.message.startsWith(tooManyTokens)) return documentTooComplex('tokens', limits.tokens);
  const isOverflow = rootCauseOf(error) instanceof RangeError;
  return isOverflow ? documentTooComplex('nesting', limits.nesting) : undefined;
}

/** Apollo wraps what the parser threw, and what is no GraphQLError once more. */
function rootCauseOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? rootCauseOf(error.originalError)
    : error;
}
