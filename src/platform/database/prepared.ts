import { sql, type Compilable, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely';
import type { Database, NamedQuery } from './database.js';

type Value = string | number | null;

/** Stands in a query where a value will be. */
class Parameter {
  constructor(readonly name: string) {}
}

/** A place in a query for the value of this name. */
export type PlaceFor = <T extends Value>(name: string) => RawBuilder<T>;

/**
 * Builds and compiles a query once, when it is first asked, for the few that every request or sign-in runs:
 * Kysely takes longer to build a join than SQLite to answer it. `name` becomes that of a prepared statement
 * where the database has them, so it must be of this query alone.
 * @returns the query with values in its parameters' places
 */
export function prepareQuery<Tables, Row>(
  database: Database,
  name: string,
  build: (queries: Kysely<Tables>, parameter: PlaceFor) => Compilable<Row>,
): (values: Readonly<Record<string, Value>>) => NamedQuery<Row> {
  const { compiled } = database;
  const place: PlaceFor = (parameter) => sql`${new Parameter(parameter)}`;
  const compile = () => build(database.tables<Tables>(), place).compile();
  return (values) => {
    let query = compiled.get(name) as CompiledQuery<Row> | undefined;
    if (query === undefined) compiled.set(name, (query = compile()));
    const parameters = query.parameters.map((given) =>
      given instanceof Parameter ? values[given.name] : given,
    );
    return { name, query: { ...query, parameters } };
  };
}
