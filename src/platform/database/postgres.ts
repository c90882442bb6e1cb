import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { readConnectionUrl } from './connection-url.js';
import { breaksConnection, postgresFault } from './faults.js';
import { checkParameters } from './text.js';
import { tlsOptions } from './tls.js';
import type { NamedQuery, ConnectionCounts } from './database.js';

/** Milliseconds to wait for a connection, a new one or a free one of the pool. */
const connectionTimeout = 5_000;
/** Milliseconds after which the server ends a statement; ours take one or two. */
const statementTimeout = 5_000;
/**
 * Milliseconds after which we give the server up: the network may have died without a word. Less than the
 * default REFRESH_GRACE, so that a refresh that was done is answered when it is tried again at another
 * process, which knows nothing of the outage.
 */
const queryTimeout = 7_000;
/** Milliseconds after which the server ends a transaction whose client has vanished, and frees its locks. */
const idleInTransactionTimeout = 30_000;
/** Milliseconds of silence after which TCP asks whether the server is still there. */
const keepAliveDelay = 10_000;

export interface PostgresOptions {
  /** `postgres://…`; its parameters win over the settings here. */
  readonly url: string;
  /** The most connections. */
  readonly poolSize: number;
  /** For migrations, which may take longer than any request. */
  readonly unlimitedStatements?: boolean;
  readonly onConnectionError: (error: Error) => void;
}

/** Kysely's dialect for a server. It connects when the first query needs it. */
export function createPostgresDialect(options: PostgresOptions): PreparingDialect {
  return new PreparingDialect(createPool(options));
}

class PreparingDialect extends PostgresDialect {
  readonly #pool: pg.Pool;
  /** Kysely ends the pool only if it has used it itself. May be called twice. */
  readonly close: () => Promise<void>;

  constructor(pool: pg.Pool) {
    let ended: Promise<void> | undefined;
    const close = () => (ended ??= pool.end());
    super({ pool: translateFaults(pool, close) });
    this.#pool = pool;
    this.close = close;
  }

  readonly connections = (): ConnectionCounts => {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  };

  /** The first row of a prepared statement, which the server parses and plans once per connection. */
  readonly first = async <Row>({ name, query }: NamedQuery<Row>): Promise<Row | undefined> => {
    const values = [...query.parameters];
    checkParameters(values);
    try {
      const { rows } = await this.#pool.query({ name, text: query.sql, values });
      return rows[0] as Row | undefined;
    } catch (error) {
      throw postgresFault(error);
    }
  };
}

function createPool(options: PostgresOptions): pg.Pool {
  const { url, poolSize, unlimitedStatements = false, onConnectionError } = options;
  const { applicationName = 'authgraph', timeouts, tls, ...place } = readConnectionUrl(url);
  const pool = new pg.Pool({
    ...place,
    ...(tls && { ssl: tlsOptions(tls, place.host) }),
    ...(tls?.direct && { sslnegotiation: 'direct' }),
    max: poolSize,
    application_name: applicationName,
    connectionTimeoutMillis: connectionTimeout,
    idle_in_transaction_session_timeout: idleInTransactionTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelay,
    types: { getTypeParser },
    ...(unlimitedStatements
      ? {}
      : { statement_timeout: statementTimeout, query_timeout: queryTimeout }),
    ...timeouts,
  });
  // Without a listener an error event ends the process. A client reports its end itself, idle or at
  // work; the pool repeats what idle ones say.
  pool.on('connect', (client) => client.on('error', onConnectionError));
  pool.on('error', () => undefined);
  return pool;
}

/** `int8` as a number, as SQLite has it: no time or count of ours comes near 2^53. */
function getTypeParser(oid: number): (text: string) => unknown {
  const int8: number = pg.types.builtins.INT8;
  return oid === int8 ? Number : (pg.types.getTypeParser(oid) as (text: string) => unknown);
}

/** The pool with its faults in our terms: Kysely's acquire, begin, commit and queries all pass here. */
function translateFaults(pool: pg.Pool, end: () => Promise<void>): PostgresPool {
  return {
    async connect() {
      try {
        return guardClient(await pool.connect());
      } catch (error) {
        throw postgresFault(error);
      }
    },
    end,
  };
}

function guardClient(client: pg.PoolClient): PostgresPoolClient {
  let isBroken = false;

  async function query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    checkParameters(parameters);
    try {
      const result = await client.query(text, [...parameters]);
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
