import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { authgraph, outputOf } from '../cli/run.js';
import { administer, runStatement } from '../support/databases.js';
import { blocksOf, readGuide } from '../support/guide.js';
import { startServerProcess } from '../support/server-process.js';

/** Roles are known to the whole server, and other tests may make theirs. */
const suffix = `_${randomUUID().slice(0, 8)}`;
const [asAdministrator = '', asOwner = '', writing = ''] = blocksOf(
  readGuide('postgresql-in-production.md'),
  'sql',
).map((code) => code.replaceAll(/\bauthgraph(_owner)?\b/g, (name) => name + suffix));

function urlOf(role: string, password: string): string {
  const url = new URL(inject('postgresUrl'));
  return Object.assign(url, {
    username: role + suffix,
    password,
    pathname: `/authgraph${suffix}`,
  }).href;
}

/** For the secret, which all of them share. */
const dataDir = await mkdtemp(join(tmpdir(), 'authgraph-guide-'));
const owner = { DATA_DIR: dataDir, DATABASE_URL: urlOf('authgraph_owner', 'change me') };
const service = { DATA_DIR: dataDir, DATABASE_URL: urlOf('authgraph', 'change me too') };

beforeAll(async () => {
  for (const statement of asAdministrator.split(';\n')) await administer(statement);
  await runStatement(owner.DATABASE_URL, asOwner);
});
afterAll(async () => {
  await administer(`DROP DATABASE authgraph${suffix} WITH (FORCE)`);
  await administer(`DROP ROLE authgraph${suffix}, authgraph_owner${suffix}`);
  await rm(dataDir, { recursive: true });
});

test("with the guide's roles, the owner migrates, and the service changes no table", async () => {
  const early = await authgraph(['user', 'list'], { env: service });
  expect(early.code).toBe(2);
  expect(early.stderr).toContain('permission denied');

  await outputOf(['migrate'], { env: owner });
  const server = await startServerProcess(service);
  expect((await server.register({ username: 'ada' })).errors).toEqual([]);
  expect((await server.login('ada')).errors).toEqual([]);
  await server.stop();
  expect(await outputOf(['keys', 'rotate'], { env: service })).toContain('Added key');
  await expect(runStatement(service.DATABASE_URL, 'DROP TABLE users')).rejects.toThrow(
    'must be owner',
  );
});

test('a transaction that writes elsewhere holds events back, and the query finds it', async () => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query('BEGIN');
  const { rows: own } = await client.query<{ pid: number; xact: string }>(
    'SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS xact',
  );
  const elsewhere = owner.DATABASE_URL;
  await runStatement(elsewhere, 'SELECT pg_current_xact_id()');
  const newest = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xact';
  const held = (await runStatement(elsewhere, newest)).rows[0] as { xact: string };
  expect(Number(held.xact)).toBeLessThanOrEqual(Number(own[0]?.xact));
  const { rows } = await runStatement(inject('postgresUrl'), writing);
  expect(rows).toContainEqual(expect.objectContaining({ pid: own[0]?.pid }));
  await client.end();
});
