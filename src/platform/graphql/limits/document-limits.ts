import { AuthError } from '../../errors/auth-error.js';
import { documentMaxima, requestMaxima } from '../../maxima.js';
import { GraphQLError } from 'graphql';

/** How much one document may ask for. A fragment counts once for each spread. */
export interface DocumentLimits {
  /** Characters (UTF-16 code units), with comments and blanks. Nothing reads a longer document. */
  readonly length: number;
  readonly lines: number;
  /** Tokens of the language (names, braces, values, …) without comments; graphql-js stops parsing there. */
  readonly tokens: number;
  /** Characters of each name. Suggestions for a misspelt one take the square of its length. */
  readonly name: number;
  /** Characters of each number. */
  readonly number: number;
  /** Characters of each text, without its quotes. */
  readonly text: number;
  /** Braces, brackets and parentheses inside each other, of selections, values and types alike. */
  readonly nesting: number;
  /** Levels of fields, inline fragments and spreads inside each other. */
  readonly depth: number;
  /** Fields, inline fragments and spreads, of all operations and fragments together. */
  readonly selections: number;
  /** In one operation or fragment. */
  readonly aliases: number;
  /** In one operation or fragment. */
  readonly directives: number;
  /** Fields of `Query` or `Mutation` themselves in one operation: each is a call of the API. */
  readonly rootFields: number;
  /** Those that take a password: each is a hash, the dearest thing that a caller can ask for. */
  readonly passwordFields: number;
  /** Comparisons of two fields of one response name in one place, and of their arguments, see `countFieldPairs`. */
  readonly repeats: number;
  /** Reported faults of one document. Validation stops there. */
  readonly errors: number;
}

/** Deeper ones could overflow the stack of recursive code. */
const maxNesting = 25;

/**
 * The limits for documents of up to so many tokens. For comparison, the introspection query of GraphiQL and
 * Sandbox has 184 tokens, 489 selections and 18 levels; a page of 40 components that each spread a fragment
 * of seven fields on the user has 728 tokens, 682 selections and 12,560 repeats.
 */
export function documentLimits(tokens: number): DocumentLimits {
  const { name, number, text } = requestMaxima;
  return {
    ...documentMaxima(tokens),
    tokens,
    ...{ name, number, text },
    nesting: maxNesting,
    depth: 25,
    selections: tokens * 2,
    aliases: 30,
    directives: 50,
    rootFields: 20,
    passwordFields: 5,
    repeats: 20_000,
    errors: 5,
  };
}

/** The faults that refuse a document. Those beyond the limit are not reported. */
type Excess = Exclude<keyof DocumentLimits, 'errors'>;

const excesses: Record<Excess, (limit: string) => string> = {
  length: (limit) => `is longer than ${limit} characters`,
  lines: (limit) => `has more than ${limit} lines`,
  name: (limit) => `has a name of more than ${limit} characters`,
  number: (limit) => `has a number of more than ${limit} characters`,
  text: (limit) => `has a text of more than ${limit} characters`,
  tokens: (limit) => `is longer than ${limit} tokens`,
  nesting: (limit) => `nests braces, brackets or parentheses more than ${limit} deep`,
  depth: (limit) => `is more than ${limit} levels deep, or has a fragment that spreads itself`,
  selections: (limit) =>
    `selects more than ${limit} fields and fragments, counted wherever they are spread`,
  aliases: (limit) => `has more than ${limit} aliases`,
  directives: (limit) => `has more than ${limit} directives`,
  rootFields: (limit) => `calls more than ${limit} fields of Query or Mutation`,
  passwordFields: (limit) => `makes more than ${limit} calls that take a password`,
  repeats: (limit) =>
    `repeats the same fields in the same places, which takes more than ${limit} comparisons`,
};

/** The refusal of a document that exceeds one limit. */
export function documentTooComplex(exceeded: Excess, limit: number): AuthError {
  const excess = excesses[exceeded](limit.toLocaleString('en'));
  return new AuthError('DOCUMENT_TOO_COMPLEX', {
    message: `The document ${excess}. Request less at once.`,
  });
}

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

/** Apollo wraps the parser's errors, and once more what is not a GraphQLError. */
function rootCauseOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? rootCauseOf(error.originalError)
    : error;
}
