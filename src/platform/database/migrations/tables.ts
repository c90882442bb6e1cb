import { sql } from 'kysely';
import { ConfigError } from '../../config/environment.js';
import type { Database } from '../database.js';
import { isDenied, isDuplicate } from '../faults.js';

/** Where a PostgreSQL database keeps which migrations it has. */
export interface MigrationTables {
  readonly schema: string;
  readonly table: string;
  readonly lockTable: string;
  /** Whether the schema is still to be made. */
  readonly isMissing: boolean;
  /** Whether this role may make tables in it; `null` as long as it is missing. */
  readonly mayCreate: boolean | null;
  /** The role of the connection, as SQL writes it. */
  readonly role: string;
}

/** Names of our own: another application that uses Kysely may be in the schema, with its tables of those names. */
const ownTable = 'authgraph_migration';
/** Kysely's names, which databases have that an earlier version has made. */
const sharedTable = 'kysely_migration';

interface Found {
  readonly encoding: string;
  /** The schema in which a new table would be; `null` if none of the search path is there. */
  readonly current: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly role: string;
  readonly mayCreate: boolean | null;
}

/**
 * Looks where the tables of this installation are, and whether the database can be used at all: one query. Installations
 * in other schemas are not seen.
 * @param wanted DATABASE_SCHEMA
 * @throws ConfigError for a database that is not UTF-8, or a connection that leads to another schema
 */
export async function findMigrationTables(
  database: Database,
  wanted: string | undefined,
): Promise<MigrationTables> {
  const { rows } = await sql<Found>`
    select current_setting('server_encoding') as encoding, current_schema() as current,
      quote_ident(current_user) as role,
      has_schema_privilege(coalesce(found.schema, current_schema()), 'CREATE') as "mayCreate",
      found.schema, found."table"
    from (select 1) as always left join lateral (
      select namespace.nspname as schema, class.relname as "table"
      from pg_catalog.pg_class as class
      join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
      where pg_catalog.pg_table_is_visible(class.oid) and (class.relname = ${ownTable}
        or class.relname = ${sharedTable} and exists (
          select from pg_catalog.pg_class as ours
          where ours.relnamespace = namespace.oid and ours.relname = 'signing_keys'))
      order by class.relname limit 1
    ) as found on true`.execute(database.tables());
  const [{ encoding, current, schema, table, ...rights }] = rows as [Found];
  if (encoding !== 'UTF8') throw new ConfigError([wrongEncoding(encoding)]);
  if (wanted !== undefined && current !== null && current !== wanted) {
    throw new ConfigError([wrongSchema(wanted, current)]);
  }
  const target = schema ?? wanted ?? current;
  if (target === null) throw new ConfigError([noSchema]);
  const name = table ?? ownTable;
  const isMissing = current === null;
  return { schema: target, table: name, lockTable: `${name}_lock`, isMissing, ...rights };
}

/** @throws ConfigError if the role may not do it */
export async function createSchema(database: Database, schema: string): Promise<void> {
  try {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(database.tables());
  } catch (error) {
    if (isDenied(error)) throw new ConfigError([deniedSchema(schema)]);
    // Another process that started at the same moment has made it.
    if (!isDuplicate(error)) throw error;
  }
}

const wrongEncoding = (encoding: string) =>
  `DATABASE_URL leads to a database with the encoding ${encoding}, which does not take every text; make another one by: CREATE DATABASE authgraph ENCODING 'UTF8' TEMPLATE template0`;

const wrongSchema = (wanted: string, current: string) =>
  `DATABASE_SCHEMA is ${wanted}, and the connection leads to the schema ${current}, because a pooler does not pass on the parameter "options"; set it for the role by: ALTER ROLE … SET search_path = ${wanted}`;

const noSchema =
  'DATABASE_URL leads to no schema: of the search path of the connection none is there and open to this role; set DATABASE_SCHEMA, such as DATABASE_SCHEMA=authgraph';

const deniedSchema = (schema: string) =>
  `DATABASE_SCHEMA is ${schema}, which is not there or closed to this role, and the role may not make it; as an administrator run: CREATE SCHEMA ${schema} AUTHORIZATION …`;

/** What an administrator has to do, if a migration failed for it. @param denied what the server said */
export function deniedTables(
  { schema, mayCreate, role }: MigrationTables,
  { message: denied }: Error,
): string | undefined {
  if (mayCreate !== false) return undefined;
  return `the role of DATABASE_URL may not create tables in schema ${schema}; as an administrator run: GRANT CREATE ON SCHEMA ${schema} TO ${role}, or set DATABASE_SCHEMA, or migrate as the owner first (${denied})`;
}
