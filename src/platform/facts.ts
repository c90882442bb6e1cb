/**
 * What the parts of the service say of themselves, by name: options, reasons, events. Each part has tables of its own;
 * `app` joins them.
 */
type NameOf<Table> = Table extends unknown ? keyof Table : never;

/** The names that stand in more than one of the tables. */
export type Clash<Tables extends readonly object[]> = Tables extends readonly [
  infer First,
  ...infer Others extends readonly object[],
]
  ? Extract<keyof First, NameOf<Others[number]>> | Clash<Others>
  : never;

/** Not met by tables with a name in common: the compiler says that `clash` is missing, and which name it is. */
export type NoClash<Tables extends readonly object[]> = [Clash<Tables>] extends [never]
  ? unknown
  : { readonly clash: Clash<Tables> };

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** All tables as one. */
export type Joined<Tables extends readonly object[]> = {
  readonly [Name in keyof Intersection<Tables[number]>]: Intersection<Tables[number]>[Name];
};

/**
 * All tables as one, in their order. Two tables with a name in common do not compile.
 * @throws TypeError for such a name
 */
export function joinTables<const Tables extends readonly object[]>(
  tables: Tables & NoClash<Tables>,
): Joined<Tables> {
  const joined: Record<string, unknown> = {};
  for (const [name, fact] of tables.flatMap((table) => Object.entries(table))) {
    if (name in joined) throw new TypeError(`two tables have the name ${name}`);
    joined[name] = fact;
  }
  return joined as Joined<Tables>;
}
