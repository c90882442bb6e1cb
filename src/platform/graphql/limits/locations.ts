import type { DocumentNode, GraphQLError, Source, SourceLocation } from 'graphql';

/** Locations of one error: some of graphql-js name each of a thousand nodes. */
const mostLocations = 5;

interface Origin {
  readonly document: DocumentNode;
  readonly text: string;
  /** Where each line begins, once it has been asked for. */
  lineStarts?: readonly number[];
}

const origins = new WeakMap<Source, Origin>();

/**
 * Has lines and columns computed when an error leaves, and not before. graphql-js looks for all line breaks
 * before a node each time that it makes an error of it: 600 errors after 44,000 lines took 5 seconds. Without
 * the text it finds no line breaks; `locationsOf` has them.
 */
export function deferLocations(document: DocumentNode): void {
  const source = document.loc?.source;
  if (source === undefined || origins.has(source)) return;
  origins.set(source, { document, text: source.body });
  source.body = '';
}

/** The document that an error is about, if it could be parsed. */
export function documentOf({ source }: GraphQLError): DocumentNode | undefined {
  return source && origins.get(source)?.document;
}

/** Line and column of the first places that an error is about. */
export function locationsOf(error: GraphQLError): readonly SourceLocation[] | undefined {
  const { source, positions, locations } = error;
  const origin = source && origins.get(source);
  if (origin === undefined || positions === undefined) return locations?.slice(0, mostLocations);
  const starts = (origin.lineStarts ??= lineStartsOf(origin.text));
  return positions.slice(0, mostLocations).map((position) => locationIn(starts, position));
}

/** Whether a line ends here, as GraphQL has it (§2.1.3): by a line feed, a carriage return, or both in this order. */
export function endsLine(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a);
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    if (endsLine(text, index)) starts.push(index + 1);
  }
  return starts;
}

function locationIn(starts: readonly number[], position: number): SourceLocation {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: position - (starts[low] ?? 0) + 1 };
}
