import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openStorage } from '../../src/app/storage.js';
import type { StorageOptions } from '../../src/platform/database/storage.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What new databases are copies of, migrated and without a row: a file, and the end of CREATE DATABASE. */
    templates: { readonly sqliteFile: string; readonly postgresCopy: string };
  }
}

/**
 * Migrates one database of each kind for the whole run: a copy of it takes a fraction of the time of the
 * migrations. Runs after the setup of PostgreSQL.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-template-'));
  const sqliteFile = join(folder, 'authgraph.db');
  await migrate({ url: undefined, sqliteFile, poolSize: 1 });

  const server = project.getProvidedContext().postgresUrl;
  const postgresName = `template_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${postgresName}`);
  const url = new URL(server);
  url.pathname = `/${postgresName}`;
  await migrate({ url: url.href, sqliteFile, poolSize: 1 });

  const postgresCopy = `TEMPLATE ${postgresName} ${await quickCopy(server)}`;
  project.provide('templates', { sqliteFile, postgresCopy });
  return async () => {
    await administer(server, `DROP DATABASE IF EXISTS ${postgresName} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  };
}

/** Closed afterwards: SQLite then has everything in one file, and PostgreSQL copies only what nobody uses. */
async function migrate(options: StorageOptions): Promise<void> {
  const storage = await openStorage(options);
  try {
    await storage.migrate();
  } finally {
    await storage.close();
  }
}

/** Copying the files takes half as long as the log of each block, which is the default since PostgreSQL 15. */
async function quickCopy(server: string): Promise<string> {
  const [row] = await administer(server, 'SHOW server_version_num');
  return Number(row?.['server_version_num']) < 150_000 ? '' : 'STRATEGY FILE_COPY';
}

async function administer(server: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
