import type { SqliteStatement } from 'kysely';
import type Libsql from 'libsql';
import { sqliteFault } from '../faults.js';
import { checkParameters } from '../text.js';

export interface EmbeddedStatement extends SqliteStatement {
  /** The first row; what comes after it is not read. */
  first(parameters: readonly unknown[]): object | undefined;
}

/** With mapped errors and checked parameters. @param beforeRun called before each run */
export function wrapStatement(
  prepare: () => Libsql.Statement,
  beforeRun: () => void,
): EmbeddedStatement {
  const statement = prepare();
  const { reader } = statement;
  // `libsql` does not reset a statement between `all` and `get`: the second answers for the parameters of
  // the first. So each has a statement of its own.
  let single: Libsql.Statement | undefined;
  // Rows as arrays: `libsql` takes twice as long to make objects of them as it takes here.
  const toRow = reader ? rowMaker(statement.raw().columns()) : () => ({});
  const run = <T>(parameters: readonly unknown[], work: (values: unknown[]) => T): T => {
    checkParameters(parameters);
    beforeRun();
    return mapErrors(() => work(parameters.map(withoutBoolean)));
  };
  return {
    reader,
    all: (parameters) => run(parameters, (values) => statement.all(values).map(toRow)),
    first: (parameters) =>
      run(parameters, (values) => {
        const row = (single ??= prepare().raw()).get(values);
        return row === undefined ? undefined : toRow(row);
      }),
    run: (parameters) => run(parameters, (values) => statement.run(values)),
    iterate: () => {
      throw new TypeError('no query of ours is streamed');
    },
  };
}

/** Whether a statement writes nothing. All that are not known to read count as writing. */
export function isReading(text: string): boolean {
  return text.startsWith('select ');
}

function rowMaker(columns: readonly { name: string }[]): (values: unknown) => object {
  const names = columns.map(({ name }) => name);
  return (values) => {
    const row: Record<string, unknown> = {};
    // By number: an iterator takes longer than SQLite itself.
    for (let index = 0; index < names.length; index += 1) {
      row[names[index] as string] = (values as unknown[])[index];
    }
    return row;
  };
}

/** `libsql` ends the process when it is to bind a boolean; SQLite has none and takes 0 and 1. */
function withoutBoolean(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

export function mapErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFault(error);
  }
}
