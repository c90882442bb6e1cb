import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AuthError, reasons } from '../errors.js';
import { refusalOfParser } from './limits/parser-limits.js';

/**
 * The last step of every error before it leaves: refusals of ours pass as they are, faults of the
 * request keep Apollo's code, and everything else is masked.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const original = originalOf(error);
  if (original instanceof AuthError) {
    return { ...formatted, message: original.message, extensions: original.extensions };
  }
  if (isRequestFault(original)) return { ...formatted, message: withoutValues(formatted.message) };
  return {
    ...formatted,
    message: reasons.INTERNAL.message,
    extensions: { code: reasons.INTERNAL.code, reason: 'INTERNAL' },
  };
}

/** Whether the error is a bug or a fault of ours that nobody foresaw, to be logged in full. */
export function isUnexpected(error: unknown): boolean {
  const original = originalOf(error);
  if (original instanceof AuthError) return original.code === 'INTERNAL_SERVER_ERROR';
  return !isRequestFault(original);
}

/** What was thrown, by a resolver or by a limit, without what Apollo and graphql-js wrap it in. */
function originalOf(error: unknown): unknown {
  if (error instanceof GraphQLError && error.originalError instanceof AuthError) {
    return error.originalError;
  }
  return refusalOfParser(error) ?? unwrapResolverError(error);
}

/** Faults of the document, the variables or the HTTP request carry a code of Apollo's own. */
function isRequestFault(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return false;
  const code = error.extensions['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
}

/**
 * graphql-js quotes the offending value, which may be a password sent in the wrong place: everything
 * from the value on is left out. Its line and column stay, under `locations`.
 */
const quotedValue =
  /( got (?:an )?invalid value|cannot represent (?:a |an )?\S+(?: \S+)*? value:?|Expected value of type "[^"]+", found) .*$/s;
const quotedName = /Value ".*" does not exist in ("\w+" enum).*$/s;
/** A token of the document, or a part of one: a password without its quotes reads as a name. */
const quotedToken =
  /(Syntax Error: .*?(?:Name|Int|Float|String|BlockString|Comment|escape sequence)):? ".*$/s;

function withoutValues(message: string): string {
  return message
    .replace(quotedValue, '$1.')
    .replace(quotedName, 'The value does not exist in $1.')
    .replace(quotedToken, '$1.');
}
