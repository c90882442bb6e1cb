interface Entry<V> {
  readonly name: string;
  value: V;
  older: Entry<V>;
  newer: Entry<V>;
}

/**
 * Values by name, of which the one used longest ago goes first. Not `lru-cache`, which brings a module of Node into
 * bundles for the edge.
 */
export class RecentEntries<V> {
  readonly #byName = new Map<string, Entry<V>>();
  /** The ends of the ring: `older` is the newest entry, `newer` the oldest. */
  readonly #ends: Entry<V>;

  /** @param max how many are kept, a whole number from 1 */
  constructor(readonly max: number) {
    const ends = { name: '' } as Entry<V>;
    this.#ends = Object.assign(ends, { older: ends, newer: ends });
  }

  get(name: string): V | undefined {
    const entry = this.#byName.get(name);
    if (entry === undefined) return undefined;
    unlink(entry);
    this.#append(entry);
    return entry.value;
  }

  set(name: string, value: V): void {
    const known = this.#byName.get(name);
    if (known !== undefined) unlink(known);
    const entry = known ?? { name, value, older: this.#ends, newer: this.#ends };
    entry.value = value;
    this.#byName.set(name, entry);
    this.#append(entry);
    if (this.#byName.size > this.max) this.#forget(this.#ends.newer);
  }

  #append(entry: Entry<V>): void {
    const { older: newest } = this.#ends;
    entry.older = newest;
    entry.newer = this.#ends;
    newest.newer = entry;
    this.#ends.older = entry;
  }

  #forget(entry: Entry<V>): void {
    unlink(entry);
    this.#byName.delete(entry.name);
  }
}

function unlink<V>({ older, newer }: Entry<V>): void {
  older.newer = newer;
  newer.older = older;
}
