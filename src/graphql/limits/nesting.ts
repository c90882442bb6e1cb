import { TokenKind, type DocumentNode } from 'graphql';

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

/** How deeply the document nests whatever it nests. Looks at its tokens, so that no stack can overflow. */
export function nestingOf({ loc }: DocumentNode): number {
  let nesting = 0;
  let deepest = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) {
    if (opening.has(token.kind)) deepest = Math.max(deepest, (nesting += 1));
    else if (closing.has(token.kind)) nesting -= 1;
  }
  return deepest;
}
