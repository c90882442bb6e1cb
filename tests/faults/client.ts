import { setTimeout as delay } from 'node:timers/promises';
import { aliveSessions, type AccountRecord, type SessionRecord } from './accounts.js';
import type { Outcome } from './operations.js';
import type { Random } from './random.js';
import { createSettlement, type SettlementOptions } from './settlement.js';

/** Accounts that a client uses by turns; the oldest is left alone when another one is made. */
const accountsAtOnce = 3;
/** Of a hundred things that it does, how many are to make another account. */
const signUps = 5;
/** Milliseconds before the next try after no answer or `SERVICE_UNAVAILABLE`. */
const backOff = 100;

/** A client that keeps to the rules: it keeps its latest pair, and tries again what had no answer. */
export interface HonestClient {
  /** Asks for one thing after the other until it is told that it is over. */
  run(isOver: () => boolean): Promise<void>;
}

export interface ClientOptions extends SettlementOptions {
  readonly name: string;
  readonly random: Random;
  readonly newPassword: () => string;
}

/** What it does with a session, and how often of a hundred times. */
const habits = {
  refresh: 48,
  refreshInTwoTabs: 12,
  me: 12,
  signIn: 8,
  changePassword: 6,
  logOut: 6,
  revokeSession: 5,
  logOutEverywhere: 3,
};

type Habit = keyof typeof habits;

export function createHonestClient(options: ClientOptions): HonestClient {
  const { name, ledger, operations, random, newPassword, onViolation } = options;
  const { perform, refresh, me } = operations;
  const settle = createSettlement(options);
  const usernames: string[] = [];
  let accountsMade = 0;

  const ownAccounts = () =>
    usernames
      .map((username) => ledger.accounts.get(username))
      .filter((account) => account !== undefined);

  function signUp(): Promise<Outcome> {
    const username = `${name}-${(accountsMade += 1)}`;
    usernames.push(username);
    if (usernames.length > accountsAtOnce) usernames.shift();
    return perform({ kind: 'signUp', username, password: newPassword() });
  }

  const signIn = ({ username, passwords }: AccountRecord) =>
    perform({ kind: 'signIn', username, password: passwords.at(-1) ?? '' });

  function act(habit: Habit, account: AccountRecord, session: SessionRecord): Promise<Outcome>[] {
    const { username, passwords } = account;
    const by = { username, sessionId: session.id };
    switch (habit) {
      case 'me':
        return [me(username, session)];
      case 'refresh':
        return [refresh(username, session)];
      case 'refreshInTwoTabs':
        return [refresh(username, session), refresh(username, session)];
      case 'signIn':
        return [signIn(account)];
      case 'changePassword': {
        const change = { from: passwords.at(-1) ?? '', to: newPassword() };
        return [perform({ kind: habit, ...by, ...change }, session)];
      }
      case 'revokeSession': {
        const target = random.pick([session, ...aliveSessions(account)]).id;
        return [perform({ kind: habit, ...by, target }, session)];
      }
      case 'logOut':
      case 'logOutEverywhere':
        return [perform({ kind: habit, ...by }, session)];
    }
  }

  function next(): Promise<Outcome>[] {
    const [first, ...others] = ownAccounts();
    if (first === undefined || random.chance(signUps / 100)) return [signUp()];
    const account = random.pick([first, ...others]);
    const [one, ...more] = aliveSessions(account);
    if (one === undefined) return [signIn(account)];
    return act(pickHabit(random), account, random.pick([one, ...more]));
  }

  /** What is open first, then whatever comes to mind. */
  async function step(): Promise<void> {
    for (const account of ownAccounts()) if (await settle(account)) return;
    for (const outcome of await Promise.all(next())) {
      if (outcome.result === 'refused') onViolation(`(a)(b)(e) refused in use: ${outcome.text}`);
    }
  }

  return {
    async run(isOver) {
      while (!isOver()) {
        await step();
        if (ownAccounts().some(({ unanswered }) => unanswered)) await delay(backOff);
      }
    },
  };
}

function pickHabit(random: Random): Habit {
  let left = random.integer(1, 100);
  for (const [habit, often] of Object.entries(habits)) {
    left -= often;
    if (left <= 0) return habit as Habit;
  }
  throw new TypeError('the habits have to add up to a hundred');
}
