export interface Fault {
  /** Counted from 1. */
  readonly line: number;
  /** Never quotes a value of the line. */
  readonly problem: string;
}

/** Faults are all counted; the first hundred are kept. */
export interface Faults {
  readonly count: number;
  readonly first: readonly Fault[];
}

const faultsKept = 100;

/** @param onFault gets each fault, in their order */
export function createFaultList(onFault?: (fault: Fault) => Promise<void>) {
  const first: Fault[] = [];
  let count = 0;
  return {
    async add(fault: Fault): Promise<void> {
      count += 1;
      if (first.length < faultsKept) first.push(fault);
      await onFault?.(fault);
    },
    result: (): Faults => ({ count, first }),
  };
}
