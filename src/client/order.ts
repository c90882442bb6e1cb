/**
 * The place of a change of the session among all changes. It is counted and stored with the session: the clocks
 * of a device are set back, and those of its tabs differ.
 */
export interface Order {
  /** Random. Names one stretch in which someone is signed in, from an empty storage to an empty storage. */
  readonly epoch: string;
  /** Counts the changes of that stretch. */
  readonly revision: number;
}

/** What was stored before changes were counted. */
export const uncounted: Order = { epoch: '', revision: 0 };

/** The last change that a tab knows, and whether another one comes after it. */
export function createOrdering() {
  let held: Order = { epoch: '', revision: -1 };
  let isOver = true;
  /** Epochs that this tab has left. None of them comes back: what is heard of them is late. */
  const left = new Set<string>();

  return {
    held: () => held,
    isHeld: ({ epoch, revision }: Order) => epoch === held.epoch && revision === held.revision,
    isNewer: ({ epoch, revision }: Order) =>
      epoch === held.epoch ? revision > held.revision : !left.has(epoch),

    /** The place of a change that this tab makes. A sign-in after a sign-out begins an epoch. */
    next: (): Order =>
      isOver
        ? { epoch: String(Math.random()), revision: 1 }
        : { epoch: held.epoch, revision: held.revision + 1 },

    /** @param over nobody is signed in after it */
    take(order: Order, over: boolean): void {
      if (order.epoch !== held.epoch) left.add(held.epoch);
      held = order;
      isOver = over;
    },
  };
}
