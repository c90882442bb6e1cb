import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import { openDatabase, within } from '../../../src/platform/database/open.js';
import { prepareQuery } from '../../../src/platform/database/prepared.js';
import { createDatabase, type TestDatabase } from '../../support/databases.js';

interface Things {
  things: { id: number; large: number; flag: boolean; note: string | null };
}

const thing = { id: 1, large: 1_700_000_000_000, flag: true, note: 'é ' };

/** Prepared statements of PostgreSQL, whose columns are asked for once. */
describe('a row of a prepared statement', () => {
  let server: TestDatabase;
  let database: OpenDatabase;
  beforeEach(async () => {
    server = await createDatabase('postgres');
    database = open(1);
    await run(sql`create table things (id int primary key, large bigint, flag boolean, note text)`);
    await run(
      sql`insert into things values (${thing.id}, ${thing.large}, ${thing.flag}, ${thing.note})`,
    );
  });
  afterEach(async () => {
    await database.close();
    await server.drop();
  });

  const open = (poolSize: number) => openDatabase({ ...server.options, poolSize });
  const run = (statement: ReturnType<typeof sql>) => statement.execute(database.tables());

  const finderOf = (of: OpenDatabase) =>
    prepareQuery<Things, Things['things']>(of, 'find_thing', (queries, parameter) =>
      queries
        .selectFrom('things')
        .select(['id', 'large', 'flag', 'note'])
        .where('id', '>=', parameter<number>('least'))
        .orderBy('id'),
    );
  const find = (least: number) => database.first(finderOf(database)({ least }));

  test('is the same the first time, the second time, and in another connection', async () => {
    const several = open(4);
    const finder = finderOf(several);
    try {
      const rows = await Promise.all(
        Array.from({ length: 20 }, () => several.first(finder({ least: 1 }))),
      );
      expect(rows).toEqual(rows.map(() => thing));
      expect(several.connections()?.idle).toBe(4);
    } finally {
      await several.close();
    }
  });

  test('is the first of several, with its NULL', async () => {
    await run(sql`insert into things values (0, 0, false, null)`);
    expect(await find(1)).toEqual(thing);
    expect(await find(0)).toEqual({ id: 0, large: 0, flag: false, note: null });
  });

  test('is none where there is none, also at first', async () => {
    expect(await find(2)).toBeUndefined();
    expect(await find(2)).toBeUndefined();
    expect(await find(1)).toEqual(thing);
  });

  test('is found after a transaction has prepared the statement', async () => {
    const inTransaction = () =>
      database
        .tables<unknown>()
        .transaction()
        .execute((queries) => within(database, queries).first(finderOf(database)({ least: 1 })));
    // Its text is known by name from the first use on.
    expect(await find(5)).toBeUndefined();
    await database.close();
    database = open(1);
    finderOf(database)({ least: 1 });
    expect(await inTransaction()).toEqual(thing);
    expect(await find(1)).toEqual(thing);
    expect(await inTransaction()).toEqual(thing);
  });

  test('that the server refuses is an error, and the connection goes on', async () => {
    const divide = prepareQuery<Things, { ratio: number }>(
      database,
      'divide',
      (queries, parameter) =>
        queries
          .selectNoFrom(sql<number>`1 / ${parameter<number>('by')}::int`.as('ratio'))
          .$castTo<{ ratio: number }>(),
    );
    const divided = (by: number) => database.first(divide({ by }));
    await expect(divided(0)).rejects.toMatchObject({ message: 'division by zero' });
    expect(await divided(1)).toEqual({ ratio: 1 });
    await expect(divided(0)).rejects.toMatchObject({ message: 'division by zero' });
    expect(await divided(1)).toEqual({ ratio: 1 });
    expect(await find(1)).toEqual(thing);
    expect(database.connections()).toEqual({ busy: 0, idle: 1, waiting: 0 });
  });

  test('has the column that a later version has made of another type', async () => {
    expect(await find(1)).toEqual(thing);
    await run(sql`alter table things alter column large type text`);
    // As PostgreSQL has it: the plan of this connection is of no use any more.
    await expect(find(1)).rejects.toThrow('cached plan must not change result type');
    await run(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database()`).catch(() => undefined);
    await expect.poll(() => find(1).catch(() => undefined)).toBeDefined();
    expect(await find(1)).toEqual({ ...thing, large: String(thing.large) });
    expect(await find(1)).toEqual({ ...thing, large: String(thing.large) });
  });
});
