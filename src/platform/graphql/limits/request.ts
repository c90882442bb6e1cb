import { AuthError } from '../../errors/auth-error.js';
import { requestMaxima } from '../../maxima.js';
import { documentTooComplex, type DocumentLimits } from './document-limits.js';
import { measureJson } from './json-size.js';
import { endsLine } from './locations.js';

/** What a caller sends to GraphQL, of any kind: nothing has been checked yet. */
export interface RequestParts {
  readonly query?: unknown;
  /** The id of a document that the service knows, instead of its text. */
  readonly documentId?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/**
 * The refusal of a request of which a part is too long, before anything is parsed; else `undefined`. What is of
 * the wrong kind is left to Apollo.
 */
export function refuseRequest(parts: RequestParts, limits: DocumentLimits): AuthError | undefined {
  const { query, operationName, variables, extensions } = parts;
  if (typeof operationName === 'string' && operationName.length > requestMaxima.name) {
    return tooLong('operationName', requestMaxima.name);
  }
  const size = measureJson(extensions, {
    ...{ name: requestMaxima.extensions, text: requestMaxima.extensions },
    ...{ total: requestMaxima.extensions, values: requestMaxima.variables, depth: deepest },
  });
  if (size !== 'fits') return tooLong('extensions', requestMaxima.extensions);
  return (
    (typeof query === 'string' ? refuseText(query, limits) : undefined) ??
    refuseVariables(variables)
  );
}

function tooLong(part: string, most: number): AuthError {
  const message = `"${part}" takes at most ${most.toLocaleString('en')} characters.`;
  return new AuthError('INPUT_TOO_LONG', { message });
}

function refuseText(query: string, { length, lines }: DocumentLimits): AuthError | undefined {
  if (query.length > length) return documentTooComplex('length', length);
  return hasMoreLines(query, lines) ? documentTooComplex('lines', lines) : undefined;
}

/** Stops beyond the limit. */
function hasMoreLines(text: string, most: number): boolean {
  let lines = 1;
  for (let index = 0; index < text.length && lines <= most; index += 1) {
    if (endsLine(text, index)) lines += 1;
  }
  return lines > most;
}

/** Levels of lists and objects inside each other: no argument of the API needs more. */
const deepest = 10;

function refuseVariables(variables: unknown): AuthError | undefined {
  const { variables: values, text, name } = requestMaxima;
  const excess = measureJson(variables, { name, text, total: Infinity, values, depth: deepest });
  if (excess === 'fits') return undefined;
  const sentence = {
    depth: `nest lists and objects more than ${deepest} deep`,
    values: `hold more than ${values.toLocaleString('en')} values`,
    text: `hold a text of more than ${text.toLocaleString('en')} characters`,
    name: `have a name of more than ${name} characters`,
    total: 'are too long',
  }[excess];
  return new AuthError('VARIABLES_TOO_COMPLEX', {
    message: `The variables ${sentence}. Send less at once.`,
  });
}
