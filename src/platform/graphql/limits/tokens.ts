import { TokenKind, type DocumentNode } from 'graphql';
import type { DocumentLimits } from './document-limits.js';

const opening: ReadonlySet<TokenKind> = new Set([
  TokenKind.BRACE_L,
  TokenKind.BRACKET_L,
  TokenKind.PAREN_L,
]);
const closing: ReadonlySet<TokenKind> = new Set([
  TokenKind.BRACE_R,
  TokenKind.BRACKET_R,
  TokenKind.PAREN_R,
]);
/** The limit for the length of a token of this kind. */
const limitOf = new Map<TokenKind, 'name' | 'number' | 'text'>([
  [TokenKind.NAME, 'name'],
  [TokenKind.INT, 'number'],
  [TokenKind.FLOAT, 'number'],
  [TokenKind.STRING, 'text'],
  [TokenKind.BLOCK_STRING, 'text'],
]);

/**
 * Which limit the tokens of a document exceed: one is too long, or they nest too deeply. Looks at tokens only, so
 * that no stack can overflow and nothing reads a value.
 */
export function exceededByTokens(
  { loc }: DocumentNode,
  limits: DocumentLimits,
): 'nesting' | 'name' | 'number' | 'text' | undefined {
  let nesting = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) {
    if (opening.has(token.kind)) nesting += 1;
    else if (closing.has(token.kind)) nesting -= 1;
    if (nesting > limits.nesting) return 'nesting';
    const limit = limitOf.get(token.kind);
    if (limit !== undefined && token.value.length > limits[limit]) return limit;
  }
  return undefined;
}
