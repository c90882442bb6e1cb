/**
 * Whether an operation that was refused may be sent again. A query may. Of a mutation with several fields
 * some may be done already, even where the answer has no data: a field that must not be null takes the
 * others with it. With one field, a refusal means that nothing was done.
 * @param document GraphQL text, which the service has found valid
 */
export function isRepeatable(document: string): boolean {
  const bare = document.replace(/"""[^]*?"""|"(?:\\.|[^"\\])*"|#.*/g, '');
  let [kind, braces, parentheses, fields] = ['', 0, 0, 0];
  for (const [token] of bare.matchAll(/[{}()]|\.{3}|@\w+|\w+(?:\s*:)?/g)) {
    if (token === '(') parentheses += 1;
    else if (token === ')') parentheses -= 1;
    else if (token === '{') braces += 1;
    else if (token === '}') {
      braces -= 1;
      if (braces === 0) kind = '';
    } else if (parentheses === 0) {
      if (braces === 0) kind ||= token;
      else if (braces === 1 && kind === 'mutation') fields += weightOf(token);
    }
  }
  return fields < 2;
}

/** What stands for a fragment may be any number of fields; an alias and a directive are none. */
function weightOf(token: string): number {
  if (token === '...') return 2;
  return token.startsWith('@') || token.endsWith(':') ? 0 : 1;
}

/** The part of a parsed document that matters here. */
interface ParsedDocument {
  readonly definitions: readonly {
    readonly kind: string;
    readonly operation?: string;
    readonly selectionSet?: { readonly selections: readonly { readonly kind: string }[] };
  }[];
}

/** The same of a parsed document. */
export function isRepeatableDocument({ definitions }: ParsedDocument): boolean {
  return definitions.every(({ operation, selectionSet }) => {
    const [first, ...others] = selectionSet?.selections ?? [];
    return operation !== 'mutation' || (first?.kind === 'Field' && others.length === 0);
  });
}
