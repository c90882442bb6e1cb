import { readFileSync } from 'node:fs';
import { runStatement, type TestDatabase } from './databases.js';

/** Counts what others write to a database, whichever table it is. */
export interface WriteCount {
  /** Since the beginning: rows on PostgreSQL; on SQLite transactions, up to a thousand pages of them. */
  read(): Promise<number>;
}

/** Begins to count. */
export async function countWrites({ url, sqliteFile }: TestDatabase): Promise<WriteCount> {
  return url === undefined ? countCommits(sqliteFile) : countRows(url);
}

/** The frames of the write-ahead log that end a transaction (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). */
function countCommits(file: string): WriteCount {
  const header = 32;
  const frameHeader = 24;
  const commits = () => {
    const log = readFileSync(`${file}-wal`);
    const salts = log.subarray(16, 24);
    const frame = frameHeader + log.readUInt32BE(8);
    let count = 0;
    for (let at = header; at + frame <= log.length; at += frame) {
      // What is left of an earlier turn of the log has other salts.
      if (!log.subarray(at + 8, at + 16).equals(salts)) break;
      if (log.readUInt32BE(at + 4) > 0) count += 1;
    }
    return count;
  };
  const before = commits();
  return { read: () => Promise.resolve(commits() - before) };
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
  };
}
