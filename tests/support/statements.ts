import { DefaultQueryExecutor, type CompiledQuery } from 'kysely';
import pg from 'pg';
import { vi, type MockInstance } from 'vitest';
import { EmbeddedDialect } from '../../src/platform/database/sqlite/dialect.js';

/** What the statements go through that Kysely builds anew, on either database. */
const executor = Object.getPrototypeOf(DefaultQueryExecutor.prototype) as {
  executeQuery(query: CompiledQuery): Promise<unknown>;
};

/** The statements on these tables that `work` runs, in this process, as SQL; prepared ones too. */
export async function statementsOf<T>(
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<{ result: T; statements: string[] }> {
  const compiled = [
    vi.spyOn(executor, 'executeQuery'),
    vi.spyOn(EmbeddedDialect.prototype, 'first'),
  ] as MockInstance<(query: CompiledQuery) => unknown>[];
  // What Kysely builds goes to a client, past the pool.
  const sent = vi.spyOn(pg.Pool.prototype, 'query') as unknown as MockInstance<
    (query: { text: string }) => unknown
  >;
  try {
    const result = await work();
    const all = [
      ...compiled.flatMap(({ mock }) => mock.calls.map(([query]) => query.sql)),
      ...sent.mock.calls.map(([query]) => query.text),
    ];
    const mentions = (sql: string) => tables.some((table) => sql.includes(`"${table}"`));
    return { result, statements: all.filter(mentions) };
  } finally {
    for (const spy of [...compiled, sent]) spy.mockRestore();
  }
}
