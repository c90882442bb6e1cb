import { AuthError } from '../../errors/auth-error.js';
import { requestMaxima } from '../../maxima.js';
import { documentTooComplex, type DocumentLimits } from './document-limits.js';
import { measureJson, type JsonLimits } from './json-size.js';
import { endsLine } from './locations.js';

/** Levels of lists and objects inside each other: no argument of the API needs more. */
const deepest = 10;

// Made once: every request is held to them.
const extensionLimits: JsonLimits = {
  ...{ name: requestMaxima.extensions, text: requestMaxima.extensions },
  ...{ total: requestMaxima.extensions, values: requestMaxima.variables, depth: deepest },
};
const variableLimits: JsonLimits = {
  ...{ name: requestMaxima.name, text: requestMaxima.text },
  ...{ total: Infinity, values: requestMaxima.variables, depth: deepest },
};

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
  if (measureJson(extensions, extensionLimits) !== 'fits')
    return tooLong('extensions', requestMaxima.extensions);
  return (
    (typeof query === 'string' ? refuseText(query, limits) : undefined) ??
    refuseVariables(variables)
  );
}

const partTooLong = {
  message: '"{part}" takes at most {most} characters.',
  ko: '"{part}"의 값은 최대 {most}자입니다.',
};

function tooLong(part: string, most: number): AuthError {
  const values = { part, most: most.toLocaleString('en') };
  return new AuthError('INPUT_TOO_LONG', { sentence: partTooLong, values });
}

function refuseText(query: string, { length, lines }: DocumentLimits): AuthError | undefined {
  if (query.length > length) return documentTooComplex('length', length);
  return hasMoreLines(query, lines) ? documentTooComplex('lines', lines) : undefined;
}

/** Stops beyond the limit. A text of few characters cannot have many lines. */
function hasMoreLines(text: string, most: number): boolean {
  if (text.length < most) return false;
  let lines = 1;
  for (let index = 0; index < text.length && lines <= most; index += 1) {
    if (endsLine(text, index)) lines += 1;
  }
  return lines > most;
}

const variableExcesses = {
  depth: {
    message: 'The variables nest lists and objects more than {limit} deep. Send less at once.',
    ko: '변수의 목록과 객체가 {limit}단계보다 깊습니다. 한 번에 더 적게 보내 주세요.',
  },
  values: {
    message: 'The variables hold more than {limit} values. Send less at once.',
    ko: '변수에 값이 {limit}개보다 많습니다. 한 번에 더 적게 보내 주세요.',
  },
  text: {
    message: 'The variables hold a text of more than {limit} characters. Send less at once.',
    ko: '변수에 {limit}자보다 긴 텍스트가 있습니다. 한 번에 더 적게 보내 주세요.',
  },
  name: {
    message: 'The variables have a name of more than {limit} characters. Send less at once.',
    ko: '변수에 {limit}자보다 긴 이름이 있습니다. 한 번에 더 적게 보내 주세요.',
  },
  total: {
    message: 'The variables are too long. Send less at once.',
    ko: '변수가 너무 깁니다. 한 번에 더 적게 보내 주세요.',
  },
};

function refuseVariables(variables: unknown): AuthError | undefined {
  const excess = measureJson(variables, variableLimits);
  if (excess === 'fits') return undefined;
  return new AuthError('VARIABLES_TOO_COMPLEX', {
    sentence: variableExcesses[excess],
    values: { limit: variableLimits[excess].toLocaleString('en') },
  });
}
