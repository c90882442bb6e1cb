import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { StorageOptions } from '../../src/platform/database/storage.js';

export interface TestDatabase {
  /** `undefined` for SQLite. */
  readonly url: string | undefined;
  readonly sqliteFile: string;
  /** A folder of its own, for what else a server keeps there. */
  readonly dataDir: string;
  /** What opens the storage on it. */
  readonly options: StorageOptions;
  /** Removes everything. Close what uses it first. */
  drop(): Promise<void>;
}

export interface TestDatabases {
  readonly name: 'sqlite' | 'postgres';
  /** An empty database that nobody else knows. */
  create(): Promise<TestDatabase>;
  /** The same, with the tables of all migrations: far quicker than to apply them. */
  createMigrated(): Promise<TestDatabase>;
}

/** As many as the callers of the race tests, so that they are at the server at the same time. */
const poolSize = 16;

/** For `describe.each(databases)`: what is true of one database has to be true of the other. */
export const databases: readonly TestDatabases[] = [
  { name: 'sqlite', create: createSqlite, createMigrated: createMigratedSqlite },
  { name: 'postgres', create: () => createPostgres(), createMigrated: createMigratedPostgres },
];

/** One of them, for what is true of that one only. */
export function createDatabase(name: TestDatabases['name']): Promise<TestDatabase> {
  return name === 'sqlite' ? createSqlite() : createPostgres();
}

async function createSqlite(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'authgraph-test-'));
  return describeDatabase(undefined, dataDir, () => removeFolder(dataDir));
}

/** One of them, with the tables of all migrations. */
export function createMigratedDatabase(name: TestDatabases['name']): Promise<TestDatabase> {
  return name === 'sqlite' ? createMigratedSqlite() : createMigratedPostgres();
}

/** The same to clients that wait as long as a slow host takes for what many ask at once. */
export function withPatience(database: TestDatabase): TestDatabase {
  if (database.url === undefined) return database;
  const url = new URL(database.url);
  url.searchParams.set('connect_timeout', '60');
  url.searchParams.set('statement_timeout', '60000');
  url.searchParams.set('query_timeout', '60000');
  return { ...database, url: url.href, options: { ...database.options, url: url.href } };
}

async function createMigratedSqlite(): Promise<TestDatabase> {
  const database = await createSqlite();
  await copyFile(inject('templates').sqliteFile, database.sqliteFile);
  return database;
}

function createMigratedPostgres(): Promise<TestDatabase> {
  return createPostgres(inject('postgresUrl'), inject('templates').postgresCopy);
}

/** @param server the URL of its own database; by default that of all tests */
export async function createPostgres(
  server = inject('postgresUrl'),
  copy = '',
): Promise<TestDatabase> {
  const url = new URL(server);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runStatement(server, `CREATE DATABASE ${name} ${copy}`);
  const dataDir = await mkdtemp(join(tmpdir(), 'authgraph-test-'));
  url.pathname = `/${name}`;
  return describeDatabase(url.href, dataDir, async () => {
    await removeFolder(dataDir);
    await runStatement(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

function describeDatabase(
  url: string | undefined,
  dataDir: string,
  drop: () => Promise<void>,
): TestDatabase {
  const sqliteFile = join(dataDir, 'authgraph.db');
  return { url, sqliteFile, dataDir, options: { url, sqliteFile, poolSize }, drop };
}

/** Runs a statement on the server's own database, where databases are made and dropped. */
export function administer(statement: string, parameters: string[] = []): Promise<pg.QueryResult> {
  return runStatement(inject('postgresUrl'), statement, parameters);
}

/** Runs a statement on a connection of its own. */
export async function runStatement<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  parameters: string[] = [],
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<Row>(statement, parameters);
  } finally {
    await client.end();
  }
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
