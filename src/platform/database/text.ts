import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { DatabaseKind } from './storage.js';

/**
 * Whether both databases give this text back as it was. PostgreSQL refuses NUL (SQLite stores it, and
 * returns what is before it); a lone surrogate has no UTF-8 and would turn into U+FFFD.
 */
function isStorable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** The text to look for. One that cannot have been stored becomes NULL, which equals nothing in SQL. */
export function searchableText(text: string): RawBuilder<string> {
  return sql<string>`${storableOrNull(text)}`;
}

/** The same for a prepared query. */
export function storableOrNull(text: string): string | null {
  return isStorable(text) ? text : null;
}

/**
 * Whether a column has this text somewhere, letter by letter. Not LIKE: it would read `%` and `_` of the
 * text as patterns, and in SQLite it takes upper for lower case.
 */
export function contains(kind: DatabaseKind, column: string, text: string): RawBuilder<SqlBool> {
  const position = sql.raw(kind === 'postgres' ? 'strpos' : 'instr');
  return sql<SqlBool>`${position}(${sql.ref(column)}, ${searchableText(text)}) > 0`;
}

/** What a statement may be given. */
export type Parameter = string | number | bigint | boolean | null;

/**
 * Lets only values through that both databases store alike. SQLite would make NULL of NaN, and a fraction
 * is never a time or count of ours.
 * @throws TypeError naming the kind of value, never the value
 */
export function checkParameters(
  parameters: readonly unknown[],
): asserts parameters is readonly Parameter[] {
  for (const value of parameters) {
    if (value === null || typeof value === 'bigint' || typeof value === 'boolean') continue;
    if (typeof value === 'number' && Number.isSafeInteger(value)) continue;
    if (typeof value === 'string' && isStorable(value)) continue;
    throw new TypeError(
      typeof value === 'string'
        ? 'text with NUL or a lone surrogate cannot be stored exactly'
        : `a ${typeof value} parameter is not a text, whole number, boolean or null`,
    );
  }
}
