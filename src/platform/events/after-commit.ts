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
