import type { OutboxStore } from './store.js';

type Transact<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>;

/**
 * Transactions that call `wake` once they are committed, if something was posted in them: it is delivered
 * at once instead of at the worker's next look.
 */
export function wakingTransact<Stores extends { readonly outbox: OutboxStore }>(
  transact: Transact<Stores>,
  wake: () => void,
): Transact<Stores> {
  return async (work) => {
    let posted = 0;
    const result = await transact((stores) => {
      const outbox: OutboxStore = {
        ...stores.outbox,
        async add(message) {
          await stores.outbox.add(message);
          posted += 1;
        },
      };
      return work({ ...stores, outbox });
    });
    if (posted > 0) wake();
    return result;
  };
}
