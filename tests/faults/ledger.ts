import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { accountOf, enter, type Accounts, type Operation, type Pair } from './accounts.js';

type Entry =
  | { event: 'sent'; operation: Operation }
  | { event: 'acknowledged'; operation: Operation; pair?: Pair }
  /** Never acknowledged; a check has found out whether it happened. */
  | { event: 'settled'; operation: Operation; happened: boolean };

/** The supervisor's record of what the service has acknowledged, in a file that is only added to. */
export interface Ledger {
  /** What the entries say by now. */
  readonly accounts: Accounts;
  /** How many acknowledgements there are, by the kind of operation. */
  readonly counts: ReadonlyMap<Operation['kind'], number>;
  /** Notes an operation before it is asked for. */
  sent(operation: Operation): void;
  /** Notes an answer, on the disk before it counts: what it promises is checked from now on. */
  acknowledged(operation: Operation, pair?: Pair): void;
  settled(operation: Operation, happened: boolean): void;
  /** The accounts that entries were about since the last call. */
  takeTouched(): Set<string>;
  close(): void;
}

export function openLedger(path: string): Ledger {
  const file = openSync(path, 'ax', 0o600);
  const accounts: Accounts = new Map();
  const counts = new Map<Operation['kind'], number>();
  let touched = new Set<string>();

  function append(entry: Entry): void {
    writeSync(file, `${JSON.stringify(entry)}\n`);
    if (entry.event !== 'sent') fdatasyncSync(file);
    enterEntry(accounts, entry);
    touched.add(entry.operation.username);
  }

  return {
    accounts,
    counts,
    sent: (operation) => append({ event: 'sent', operation }),
    acknowledged(operation, pair) {
      append({ event: 'acknowledged', operation, ...(pair === undefined ? {} : { pair }) });
      counts.set(operation.kind, (counts.get(operation.kind) ?? 0) + 1);
    },
    settled: (operation, happened) => append({ event: 'settled', operation, happened }),
    takeTouched() {
      const taken = touched;
      touched = new Set();
      return taken;
    },
    close: () => closeSync(file),
  };
}

/** Reads a ledger again from its file, as one does whose memory is gone. */
export function readLedger(path: string): Accounts {
  const accounts: Accounts = new Map();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line !== '') enterEntry(accounts, JSON.parse(line) as Entry);
  }
  return accounts;
}

function enterEntry(accounts: Accounts, entry: Entry): void {
  const account = accountOf(accounts, entry.operation.username);
  if (entry.event === 'sent') {
    // The first one that is open: of two tabs either answer will do.
    account.unanswered ??= entry.operation;
    return;
  }
  account.unanswered = undefined;
  if (entry.event === 'acknowledged') enter(account, entry.operation, entry.pair);
  else if (entry.happened) enter(account, entry.operation);
}
