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
    /** What new databases are copies of: migrated, and without a row. */
    templates: { readonly sqliteFile: string; readonly postgresName: string };
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

  project.provide('templates', { sqliteFile, postgresName });
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

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
