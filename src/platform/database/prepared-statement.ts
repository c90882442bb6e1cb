import type pg from 'pg';
import type { Parameter } from './text.js';

/** A column of the answer, and what becomes of its text. */
interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** What the columns of a prepared statement are, by its name: the same in each connection. */
export type KnownColumns = Map<string, readonly Column[]>;

export interface PreparedStatementOptions {
  readonly name: string;
  readonly text: string;
  readonly values: readonly Parameter[];
  readonly columns: KnownColumns;
  readonly parserOf: (type: number) => (text: string) => unknown;
}

/** pg's connection, as far as its types tell and as its own queries use it. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  /** By name, the statements that the server has for this connection. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  parse(statement: { name: string; text: string }): void;
  bind(portal: { statement: string; values: readonly (string | null)[] }): void;
  describe(what: { type: 'P'; name: string }): void;
  execute(portal: { portal: string }): void;
  sync(): void;
}

type Done = (error: Error | null, rows?: readonly object[]) => void;

/**
 * A prepared statement, as a query of one's own (pg's `Submittable`), which calls back with its rows. pg asks what the columns are each
 * time; here the first answer is kept. With its 26 columns that is half of the processor time of such a query, here and
 * at the server.
 */
export class PreparedStatement implements pg.Submittable {
  readonly name: string;
  readonly text: string;
  /** Set by pg, which also ends what takes too long. */
  callback: Done | undefined;
  readonly #options: PreparedStatementOptions;
  #columns: readonly Column[] | undefined;
  readonly #rows: object[] = [];

  constructor(options: PreparedStatementOptions) {
    this.#options = options;
    this.name = options.name;
    this.text = options.text;
    this.#columns = options.columns.get(options.name);
  }

  submit(given: pg.Connection): void {
    const connection = given as unknown as Connection;
    const { name, text } = this;
    const isParsed = connection.parsedStatements[name] !== undefined;
    if (!isParsed) this.#columns = undefined;
    connection.stream.cork();
    if (!isParsed) connection.parse({ name, text });
    connection.bind({ statement: name, values: this.#options.values.map(toText) });
    if (this.#columns === undefined) connection.describe({ type: 'P', name: '' });
    connection.execute({ portal: '' });
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    const { columns, parserOf } = this.#options;
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
    columns.set(this.name, this.#columns);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    let index = 0;
    for (const { name, parse } of this.#columns ?? []) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
      index += 1;
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    // The rows are all that anyone asks for.
  }

  handleReadyForQuery(): void {
    this.callback?.(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }
}

function toText(value: Parameter): string | null {
  return value === null ? null : String(value);
}
