import { DefaultQueryExecutor, type CompiledQuery } from 'kysely';
import { vi } from 'vitest';

/** What every statement of this process goes through, on either database. */
const executor = Object.getPrototypeOf(DefaultQueryExecutor.prototype) as {
  executeQuery(query: CompiledQuery): Promise<unknown>;
};

/** The statements on these tables that `work` runs, in this process, as SQL. */
export async function statementsOf<T>(
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const spy = vi.spyOn(executor, 'executeQuery');
  try {
    const result = await work();
    const all = spy.mock.calls.map(([query]) => query.sql);
    const mentions = (sql: string) => tables.some((table) => sql.includes(`"${table}"`));
    return { result, statements: all.filter(mentions) };
  } finally {
    spy.mockRestore();
  }
}
