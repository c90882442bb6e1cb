/** A column by the type of its values. At run time only its name matters. */
export interface Column<Value> {
  readonly value?: Value;
}

/** Times are `bigint` milliseconds since the Unix epoch, and flags are 0 or 1: SQLite has no booleans. */
export const integer: Column<number> = {};
export const integerOrNull: Column<number | null> = {};
export const text: Column<string> = {};
export const textOrNull: Column<string | null> = {};

/** A row with these columns, as Kysely sees it. */
export type RowOf<Columns> = {
  [Name in keyof Columns]: Columns[Name] extends Column<infer Value> ? Value : never;
};

/**
 * The names of columns, for a query that must not say `*`: a prepared `*` fails once a migration adds a column.
 *
 * @example
 * ```ts
 * const noteTable = { id: text, body: text, read_at: integerOrNull };
 * interface NoteTables { notes: RowOf<typeof noteTable> }
 * database.tables<NoteTables>().selectFrom('notes').select(namesOf(noteTable));
 * ```
 */
export function namesOf<Columns extends object>(columns: Columns): (keyof Columns & string)[] {
  return Object.keys(columns) as (keyof Columns & string)[];
}
