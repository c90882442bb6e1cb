import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrations } from '../../../src/app/storage.js';
import type { OpenDatabase } from '../../../src/platform/database/database.js';
import {
  applyMigrations,
  pendingMigrations,
  platformMigrations,
} from '../../../src/platform/database/migrations/index.js';
import { joinMigrations } from '../../../src/platform/database/migrations/join.js';
import type { Migrations } from '../../../src/platform/database/migrations/step.js';
import { openDatabase } from '../../../src/platform/database/open.js';
import { databases, type TestDatabase } from '../../support/databases.js';

const first = { '0001_first': () => ({ up: () => Promise.resolve() }) } satisfies Migrations;

const motto = {
  '0002_motto': () => ({
    async up(queries) {
      await queries.schema.createTable('mottos').addColumn('motto', 'text').execute();
    },
  }),
  '0004_motto_author': () => ({
    async up(queries) {
      await queries.schema.alterTable('mottos').addColumn('author', 'text').execute();
    },
  }),
} satisfies Migrations;

const badge = {
  '0003_badge': () => ({
    async up(queries) {
      await sql`create table badges as select motto as badge from mottos`.execute(queries);
    },
  }),
} satisfies Migrations;

const medal = { '0003_medal': badge['0003_badge'] } satisfies Migrations;

describe.each(databases)('migrations of features, on $name', ({ create }) => {
  let files: TestDatabase;
  let database: OpenDatabase;
  beforeEach(async () => {
    files = await create();
    database = openDatabase({ ...files.options, poolSize: 1 });
  });
  afterEach(async () => {
    await database.close();
    await files.drop();
  });

  test('are applied in the order of their numbers, whatever the order of the features', async () => {
    const all = ['0001_first', '0002_motto', '0003_badge', '0004_motto_author'];
    const migrations = joinMigrations([badge, motto, first]);
    expect(await pendingMigrations(database, migrations)).toEqual(all);
    expect(await applyMigrations(database, migrations)).toEqual(all);
    expect(await pendingMigrations(database, migrations)).toEqual([]);
    const columns = sql`select badge, motto, author from mottos, badges`;
    expect((await columns.execute(database.tables())).rows).toEqual([]);
  });

  test('follow those that a database has', async () => {
    await applyMigrations(database, joinMigrations([first]));
    const migrations = joinMigrations([first, motto, badge]);
    const added = ['0002_motto', '0003_badge', '0004_motto_author'];
    expect(await pendingMigrations(database, migrations)).toEqual(added);
    expect(await applyMigrations(database, migrations)).toEqual(added);
  });
});

describe('joining migrations', () => {
  test('refuses one number of two features, which does not compile', () => {
    // @ts-expect-error Property 'clash' is missing in type '...' but required in type '{ readonly clash: "0003"; }'.
    const join = () => joinMigrations([first, motto, badge, medal]);
    expect(join).toThrow('two migrations have one number: "0003_badge" and "0003_medal"');
  });

  test('refuses one name of two features, which does not compile', () => {
    // @ts-expect-error Property 'clash' is missing.
    const join = () => joinMigrations([first, first]);
    expect(join).toThrow('two migrations have one number: "0001_first" and "0001_first"');
  });

  test('refuses a gap', () => {
    expect(() => joinMigrations([first, motto])).toThrow(
      'the migration before "0004_motto_author" is missing: none has the number 0003',
    );
    expect(() => joinMigrations([motto])).toThrow('none has the number 0001');
  });

  test('refuses numbers that are not of four digits', () => {
    const short = { '2_short': first['0001_first'] } satisfies Migrations;
    expect(() => joinMigrations([first, short])).toThrow(
      'the migration "2_short" needs a name such as "0002_topic"',
    );
  });

  test('takes the migrations of the platform with those of the features', () => {
    const names = Object.keys(migrations);
    expect(names).toEqual(expect.arrayContaining(Object.keys(platformMigrations)));
    expect(names.length).toBeGreaterThan(Object.keys(platformMigrations).length);
    expect(names).toEqual(names.toSorted());
  });
});
