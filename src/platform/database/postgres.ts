import {
  DEFAULT_MIGRATION_LOCK_TABLE,
  PostgresAdapter,
  PostgresDialect,
  sql,
  type Kysely,
  type MigrationLockOptions,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely';
import type pg from 'pg';
import { readConnectionUrl } from './connection-url.js';
import { postgresDriver } from './drivers.js';
import { breaksConnection, postgresFault, unavailable } from './faults.js';
import { checkParameters, type Parameter } from './text.js';
import { tlsOptions } from './tls.js';
import type { NamedQuery } from './database.js';
import { PreparedStatement, type KnownColumns } from './prepared-statement.js';
import type { ConnectionCounts } from './storage.js';

/** Milliseconds to wait for a connection, a new one or a free one of the pool. */
const connectionTimeout = 5_000;
/** Milliseconds after which the server ends a statement; ours take one or two. */
const statementTimeout = 5_000;
/**
 * Milliseconds after which we give the server up: the network may have died without a word. Less than the
 * default REFRESH_GRACE, so that a refresh that was done is answered when it is tried again at another
 * process, which knows nothing of the outage.
 */
export const queryTimeout = 7_000;
/** Milliseconds after which the server ends a transaction whose client has vanished, and frees its locks. */
const idleInTransactionTimeout = 30_000;
/** Milliseconds of silence after which TCP asks whether the server is still there. */
const keepAliveDelay = 10_000;

export interface PostgresOptions {
  /** `postgres://…`; its parameters win over the settings here. */
  readonly url: string;
  /** The most connections. */
  readonly poolSize: number;
  /** The first schema of the search path, and the only one; `undefined`: as the server has it. */
  readonly schema: string | undefined;
  /**
   * Whether statements have names, and connections limits of their own. A pooler that gives each transaction another
   * connection of the server knows neither.
   */
  readonly preparedStatements: boolean;
  /** The name of a statement that is prepared, by its text. Default: of none. */
  readonly nameOf?: (text: string) => string | undefined;
  /** For migrations, which may take longer than any request. */
  readonly unlimitedStatements?: boolean;
  readonly onConnectionError: (error: Error) => void;
}

/** Kysely's dialect for a server. It connects when the first query needs it. */
export function createPostgresDialect(options: PostgresOptions): PreparingDialect {
  return new PreparingDialect(createPool(options), options);
}

class PreparingDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #named: boolean;
  readonly #columns: KnownColumns = new Map();
  readonly #parserOf = typeParserOf(postgresDriver().types);
  /** Kysely ends the pool only if it has used it itself. May be called twice. */
  readonly close: () => Promise<void>;

  constructor(pool: pg.Pool, { preparedStatements, nameOf }: PostgresOptions) {
    let ended: Promise<void> | undefined;
    const close = () => (ended ??= pool.end());
    super({ pool: translateFaults(pool, close, preparedStatements ? nameOf : undefined) });
    this.#pool = pool;
    this.#named = preparedStatements;
    this.close = close;
  }

  readonly connections = (): ConnectionCounts => {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  };

  override createAdapter(): PostgresAdapter {
    return new LockingAdapter();
  }

  /**
   * Asks for what the server would refuse a write for: that it is a standby, or read-only. Then the connection serves
   * nobody any more: another one may reach the new primary.
   */
  readonly ping = async (): Promise<void> => {
    let client: pg.PoolClient | undefined;
    let takesWrites = false;
    try {
      client = await this.#pool.connect();
      const { rows } = await client.query<{ transaction_read_only: string }>(
        'show transaction_read_only',
      );
      takesWrites = rows[0]?.transaction_read_only === 'off';
    } catch (error) {
      throw postgresFault(error);
    } finally {
      client?.release(!takesWrites);
    }
    if (!takesWrites) throw unavailable(new Error('the database takes no writes'));
  };

  /** The rows of a prepared statement, which the server parses and plans once per connection. */
  readonly rows = async <Row>({ name, query }: NamedQuery<Row>): Promise<Row[]> => {
    const values: readonly unknown[] = query.parameters;
    checkParameters(values);
    try {
      return (await this.#ask(name, query.sql, values)) as Row[];
    } catch (error) {
      throw postgresFault(error);
    }
  };

  async #ask(name: string, text: string, values: readonly Parameter[]): Promise<unknown[]> {
    if (!this.#named) return (await this.#pool.query<object>({ text, values: [...values] })).rows;
    const [columns, parserOf] = [this.#columns, this.#parserOf];
    const statement = new PreparedStatement({ name, text, values, columns, parserOf });
    // pg's types know no query of one's own for a pool: it resolves to what the query calls back with.
    return this.#pool.query(statement) as unknown as Promise<object[]>;
  }
}

/**
 * Kysely's own lock is one for the whole database: then installations in two schemas, and other applications, would
 * wait for each other. Where the migrations stand in Kysely's table an earlier version can run beside, which takes
 * Kysely's lock. Either ends with the transaction, so that a pooler may be in between.
 */
class LockingAdapter extends PostgresAdapter {
  override async acquireMigrationLock(
    queries: Kysely<unknown>,
    options: MigrationLockOptions,
  ): Promise<void> {
    const { lockTable, lockTableSchema = '' } = options;
    if (lockTable === DEFAULT_MIGRATION_LOCK_TABLE) {
      return super.acquireMigrationLock(queries, options);
    }
    const key = `${lockTableSchema}.${lockTable}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(queries);
  }
}

function createPool(options: PostgresOptions): pg.Pool {
  const { url, poolSize, onConnectionError } = options;
  const { applicationName = 'authgraph', timeouts, tls, ...place } = readConnectionUrl(url);
  const { Pool, types } = postgresDriver();
  const pool = new Pool({
    ...place,
    options: serverOptions(place.options, options.schema),
    ...(tls && { ssl: tlsOptions(tls, place.host) }),
    ...(tls?.direct && { sslnegotiation: 'direct' }),
    max: poolSize,
    application_name: applicationName,
    connectionTimeoutMillis: connectionTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelay,
    types: { getTypeParser: typeParserOf(types) },
    ...limitsOf(options),
    ...timeouts,
  });
  // Without a listener an error event ends the process. A client reports its end itself, idle or at
  // work; the pool repeats what idle ones say.
  pool.on('connect', (client) => client.on('error', onConnectionError));
  pool.on('error', () => undefined);
  return pool;
}

/** The search path reaches the server with the first packet, before any statement. */
function serverOptions(given: string | undefined, schema: string | undefined): string | undefined {
  if (schema === undefined) return given;
  return `${given ?? ''} -c search_path=${schema}`.trimStart();
}

function limitsOf({ unlimitedStatements = false, preparedStatements }: PostgresOptions) {
  return {
    ...(preparedStatements && { idle_in_transaction_session_timeout: idleInTransactionTimeout }),
    ...(preparedStatements && !unlimitedStatements && { statement_timeout: statementTimeout }),
    ...(!unlimitedStatements && { query_timeout: queryTimeout }),
  };
}

/** `int8` as a number, as SQLite has it: no time or count of ours comes near 2^53. */
function typeParserOf({ builtins, getTypeParser }: typeof pg.types) {
  const int8: number = builtins.INT8;
  return (oid: number) =>
    oid === int8 ? Number : (getTypeParser(oid) as (text: string) => unknown);
}

/** The pool with its faults in our terms: Kysely's acquire, begin, commit and queries all pass here. */
function translateFaults(
  pool: pg.Pool,
  end: () => Promise<void>,
  nameOf: PostgresOptions['nameOf'],
): PostgresPool {
  return {
    async connect() {
      try {
        return guardClient(await pool.connect(), nameOf);
      } catch (error) {
        throw postgresFault(error);
      }
    },
    end,
  };
}

function guardClient(client: pg.PoolClient, nameOf: PostgresOptions['nameOf']): PostgresPoolClient {
  let isBroken = false;

  async function query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    checkParameters(parameters);
    try {
      const name = nameOf?.(text);
      const statement = name === undefined ? { text } : { name, text };
      const result = await client.query({ ...statement, values: [...parameters] });
      // The server's answer to the commit of a transaction in which a statement failed.
      if (text === 'commit' && result.command === 'ROLLBACK') {
        throw new TypeError('a transaction went on after one of its statements had failed');
      }
      return result;
    } catch (error) {
      // After a rollback that failed, the next user would find the transaction still open.
      isBroken ||= breaksConnection(error) || text === 'rollback';
      throw postgresFault(error);
    }
  }
  return {
    // The other form takes a cursor, and Kysely has been given none.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => client.release(isBroken),
  };
}
