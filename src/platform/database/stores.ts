import type { Database } from './database.js';
import type { Transact } from './storage.js';
import { within } from './open.js';

/** What makes each store, of a database or of a transaction in it. */
export type StoreMakers<Stores> = {
  readonly [Name in keyof Stores]: (database: Database) => Stores[Name];
};

/** Puts something about each of these stores. */
export type StoreWrappers<Stores> = {
  readonly [Name in keyof Stores]: (store: Stores[Name]) => Stores[Name];
};

/**
 * Stores that are made when they are first asked for, each once: a transaction that uses two makes two. A copy
 * (`{ ...stores }`) makes all of them.
 */
export function storesOf<Stores extends object>(
  makers: StoreMakers<Stores>,
  database: Database,
): Stores {
  return lazily<Stores>(makers, (name) => makers[name](database));
}

/** The same stores with something about some of them. What is not asked for is not made here either. */
export function wrapStores<Wrapped extends object, Stores extends Wrapped>(
  stores: Stores,
  wrappers: StoreWrappers<Wrapped>,
): Stores {
  const all = wrappers as unknown as Partial<StoreWrappers<Stores>>;
  return lazily<Stores>(stores, (name) => all[name]?.(stores[name]) ?? stores[name]);
}

/**
 * Runs transactions.
 * @param onCommit called after each commit, with the stores that the transaction has used
 */
export function createTransact<Stores extends object>(
  database: Database,
  makers: StoreMakers<Stores>,
  onCommit: (used: Partial<Stores>) => void,
): Transact<Stores> {
  return async (work) => {
    const used: Partial<Stores> = {};
    const result = await database
      .tables()
      .transaction()
      .execute((transaction) => {
        const inside = within(database, transaction);
        return work(lazily<Stores>(makers, (name) => makers[name](inside), used));
      });
    onCommit(used);
    return result;
  };
}

/**
 * A proxy, because getters of its own would cost each transaction more than the stores do. What has the names of the
 * stores stands behind it, so that it can be copied and listed.
 */
function lazily<Stores extends object>(
  names: { readonly [Name in keyof Stores]: unknown },
  make: <Name extends keyof Stores>(name: Name) => Stores[Name],
  made: Partial<Stores> = {},
): Stores {
  const isStore = (name: PropertyKey): name is keyof Stores => Object.hasOwn(names, name);
  const storeOf = <Name extends keyof Stores>(name: Name) => (made[name] ??= make(name));
  return new Proxy(names as unknown as Stores, {
    get: (_names, name) => (isStore(name) ? storeOf(name) : undefined),
  });
}

/** What waits for a transaction to commit, by a store that belongs to that transaction alone. */
const waiting = new WeakMap<object, (() => void)[]>();

/** Runs `action` once the transaction of this store has committed; never, if it rolls back. It must not throw. */
export function afterCommit(store: object, action: () => void): void {
  const actions = waiting.get(store);
  if (actions === undefined) waiting.set(store, [action]);
  else actions.push(action);
}

/** For the owner of the transaction: it has committed. */
export function runAfterCommit(store: object): void {
  const actions = waiting.get(store) ?? [];
  waiting.delete(store);
  for (const action of actions) action();
}

/** Lets a wrapper stand for the store of a transaction: what is asked of either runs after the same commit. */
export function shareCommit(store: object, wrapper: object): void {
  const actions = waiting.get(store) ?? [];
  waiting.set(store, actions);
  waiting.set(wrapper, actions);
}
