import type { GraphQLError } from 'graphql';

/** The punctuators of GraphQL (§2.1.8): the one kind of token that can be told without telling a value. */
const punctuators = '!$&()...:=@[]{|}';

/** What the parser stumbled over, by its kind and its place. A text without its quotes reads as a name. */
export function describeSyntaxFault({ source, positions, locations }: GraphQLError): string {
  const [position] = positions ?? [];
  const [location] = locations ?? [];
  if (source === undefined || position === undefined || location === undefined) {
    return 'Syntax error.';
  }
  const found = kindOf(source.body.charAt(position));
  return `Syntax error at line ${location.line}, column ${location.column}: unexpected ${found}.`;
}

function kindOf(first: string): string {
  if (first === '') return 'end of the document';
  if (punctuators.includes(first)) return `"${first}"`;
  if (first === '"') return 'text';
  if ('-0123456789'.includes(first)) return 'number';
  return /[A-Za-z_]/.test(first) ? 'name' : 'character';
}
