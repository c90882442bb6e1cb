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

/** What a document does that it may not, in English and in Korean. */
const excesses: Record<Excess, readonly [string, string]> = {
  length: ['is longer than {limit} characters', '문서가 {limit}자보다 깁니다.'],
  lines: ['has more than {limit} lines', '문서가 {limit}줄보다 깁니다.'],
  name: ['has a name of more than {limit} characters', '문서에 {limit}자보다 긴 이름이 있습니다.'],
  number: [
    'has a number of more than {limit} characters',
    '문서에 {limit}자보다 긴 숫자가 있습니다.',
  ],
  text: [
    'has a text of more than {limit} characters',
    '문서에 {limit}자보다 긴 텍스트가 있습니다.',
  ],
  tokens: ['is longer than {limit} tokens', '문서가 토큰 {limit}개보다 깁니다.'],
  nesting: [
    'nests braces, brackets or parentheses more than {limit} deep',
    '문서의 괄호가 {limit}단계보다 깊습니다.',
  ],
  depth: [
    'is more than {limit} levels deep, or has a fragment that spreads itself',
    '문서가 {limit}단계보다 깊거나, 자기 자신을 펼치는 프래그먼트가 있습니다.',
  ],
  selections: [
    'selects more than {limit} fields and fragments, counted wherever they are spread',
    '문서가 필드와 프래그먼트를 {limit}개보다 많이 선택합니다(펼친 곳마다 셉니다).',
  ],
  aliases: ['has more than {limit} aliases', '문서에 별칭이 {limit}개보다 많습니다.'],
  directives: ['has more than {limit} directives', '문서에 지시어가 {limit}개보다 많습니다.'],
  rootFields: [
    'calls more than {limit} fields of Query or Mutation',
    '문서가 Query나 Mutation의 필드를 {limit}개보다 많이 호출합니다.',
  ],
  passwordFields: [
    'makes more than {limit} calls that take a password',
    '문서에 비밀번호를 받는 호출이 {limit}개보다 많습니다.',
  ],
  repeats: [
    'repeats the same fields in the same places, which takes more than {limit} comparisons',
    '문서가 같은 곳에서 같은 필드를 반복하여 {limit}번보다 많은 비교가 필요합니다.',
  ],
};

/** The refusal of a document that exceeds one limit. */
export function documentTooComplex(exceeded: Excess, limit: number): AuthError {
  const [english, korean] = excesses[exceeded];
  const message = `The document ${english}. Request less at once.`;
  const sentence = { message, ko: `${korean} 한 번에 더 적게 요청해 주세요.` };
  const values = { limit: limit.toLocaleString('en') };
  return new AuthError('DOCUMENT_TOO_COMPLEX', { sentence, values });
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
