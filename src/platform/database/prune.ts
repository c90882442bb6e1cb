import type { Kysely, SelectQueryBuilder } from 'kysely';

type Rows<Tables, Table extends keyof Tables> = SelectQueryBuilder<Tables, Table, object>;

/**
 * Removes rows in one statement that takes so many and no more. Neither database has a `DELETE` with a limit.
 * @param key the column that identifies a row
 * @param expired says which rows go
 * @param limit rows
 * @returns how many rows it removed
 */
export async function pruneBatch<Tables, Table extends keyof Tables & string>(
  queries: Kysely<Tables>,
  table: Table,
  key: keyof Tables[Table] & string,
  expired: (rows: Rows<Tables, Table>) => Rows<Tables, Table>,
  limit: number,
): Promise<number> {
  // Kysely cannot type a table that is a parameter. Callers have the types: `expired` and `key` are of their table.
  const untyped = queries as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const column: string = key;
  const rows = untyped.selectFrom<string>(table).select(column).limit(limit);
  const { numDeletedRows } = await untyped
    .deleteFrom<string>(table)
    .where(column, 'in', expired(rows as unknown as Rows<Tables, Table>) as unknown as typeof rows)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
