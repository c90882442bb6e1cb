import Libsql from 'libsql';
import { runStatement, type TestDatabase } from './databases.js';

/** Counts what others write to a database, whichever table it is. */
export interface WriteCount {
  /** Since the beginning: rows on PostgreSQL, transactions that wrote on SQLite. */
  read(): Promise<number>;
  close(): void;
}

/** Begins to count. */
export async function countWrites({ url, sqliteFile }: TestDatabase): Promise<WriteCount> {
  return url === undefined ? countCommits(sqliteFile) : countRows(url);
}

/** `data_version` moves with each commit of another connection (https://www.sqlite.org/pragma.html#pragma_data_version). */
function countCommits(file: string): WriteCount {
  const database = new Libsql(file);
  const query = database.prepare('PRAGMA data_version');
  const version = () => (query.get() as { data_version: number }).data_version;
  const before = version();
  return {
    read: () => Promise.resolve(version() - before),
    close: () => void database.close(),
  };
}

/** A sequence that the triggers move, which counts what is rolled back too. */
async function countRows(url: string): Promise<WriteCount> {
  await runStatement(
    url,
    `CREATE SEQUENCE written MINVALUE 0;
    CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM nextval('written'); RETURN NULL; END $$;
    DO $$ DECLARE each regclass; BEGIN
      FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON %s
          FOR EACH ROW EXECUTE FUNCTION count_write()', each);
      END LOOP;
    END $$;`,
  );
  return {
    async read() {
      const { rows } = await runStatement<{ count: number }>(
        url,
        'SELECT CASE WHEN is_called THEN last_value + 1 ELSE 0 END::int AS count FROM written',
      );
      return rows[0]?.count ?? NaN;
    },
    close: () => undefined,
  };
}
