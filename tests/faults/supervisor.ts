import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { GraphQLClient } from '../support/graphql-client.js';
import { createHonestClient } from './client.js';
import { createInvariants } from './invariants.js';
import { openLedger, readLedger, type Ledger } from './ledger.js';
import { createPasswords, type Passwords } from './log-secrets.js';
import { createOperations, type Operations, type Result } from './operations.js';
import type { Random } from './random.js';
import { createTally, type Tally } from './tally.js';

/** How many clients there are. Their passwords keep two cores busy. */
const clientCount = 6;

export interface SupervisorOptions {
  /** Where the ledger goes. */
  readonly folder: string;
  readonly random: Random;
  /** Whoever takes the next request. */
  readonly service: () => GraphQLClient;
}

/** Lets clients use a service to which bad things happen, and holds it to its word. */
export interface Supervisor {
  readonly ledger: Ledger;
  /** What the supervisor asks for itself, with the ledger kept. */
  readonly operations: Operations;
  readonly passwords: Passwords;
  /** What was promised and not kept. */
  readonly violations: readonly string[];
  /** How the requests ended so far, the supervisor's own included. */
  readonly results: Readonly<Record<Result, number>>;
  /** Sets the clients to work. */
  startLoad(): Load;
  /** Checks the accounts that were used since the last check. The service has to be up. */
  check(): Promise<void>;
  /** Checks every account, and the ledger's file against what was in memory. */
  checkAll(): Promise<void>;
  /** Prints what was counted, in a line. */
  report(title: string): void;
  close(): void;
}

export interface Load {
  /** Waits for requests to end; see `Tally.more`. */
  readonly until: Tally['more'];
  /** Lets every client hear the end of its request. */
  stop(): Promise<void>;
}

export function createSupervisor({ folder, random, service }: SupervisorOptions): Supervisor {
  const path = join(folder, 'ledger.jsonl');
  const ledger = openLedger(path);
  const passwords = createPasswords();
  const tally = createTally();
  const onViolation = tally.violate;
  const operations = createOperations({
    ledger,
    service,
    onViolation,
    onOutcome: tally.count,
  });
  const shared = { ledger, operations, onViolation, newPassword: passwords.next };
  const clients = Array.from({ length: clientCount }, (_unused, index) => {
    const name = `client${index}`;
    return createHonestClient({ ...shared, name, random: random.fork(name) });
  });
  const checkAccount = createInvariants({ ...shared, random: random.fork('check') });
  const withoutAnswer = () => tally.results.unanswered + tally.results.unavailable;

  /** As many at once as there are clients. */
  async function checkAccounts(usernames: Iterable<string>): Promise<void> {
    const before = withoutAnswer();
    const left = [...usernames];
    const checkers = clients.map(async () => {
      for (let username = left.pop(); username !== undefined; username = left.pop()) {
        const account = ledger.accounts.get(username);
        if (account !== undefined) await checkAccount(account);
      }
    });
    await Promise.all(checkers);
    const missing = withoutAnswer() - before;
    if (missing > 0) onViolation(`(f) ${missing} requests had no answer after the recovery`);
    ledger.takeTouched();
  }

  return {
    ledger,
    operations,
    passwords,
    violations: tally.violations,
    results: tally.results,
    startLoad() {
      let isOver = false;
      const running = Promise.all(
        clients.map((client) =>
          client.run(() => isOver).catch((error: unknown) => onViolation(String(error))),
        ),
      );
      return {
        until: tally.more,
        async stop() {
          isOver = true;
          await running;
        },
      };
    },
    check: () => checkAccounts(ledger.takeTouched()),
    async checkAll() {
      await checkAccounts(ledger.accounts.keys());
      if (!isDeepStrictEqual(readLedger(path), ledger.accounts)) {
        onViolation('the file of the ledger does not tell what was in memory');
      }
    },
    report(title) {
      const counts = Object.fromEntries([...ledger.counts].sort());
      const { results, violations } = tally;
      const line = { ...results, acknowledged: counts, accounts: ledger.accounts.size };
      process.stdout.write(`${title}: ${JSON.stringify(line)}; violations: ${violations.length}\n`);
    },
    close: () => ledger.close(),
  };
}
