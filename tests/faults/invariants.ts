import {
  aliveSessions,
  latestToken,
  readRefreshToken,
  type AccountRecord,
  type SessionRecord,
} from './accounts.js';
import type { Outcome } from './operations.js';
import type { Random } from './random.js';
import { createSettlement, type SettlementOptions } from './settlement.js';

/** The share of the sessions that the check ends by presenting a spent token. */
const replayed = 0.3;

export interface InvariantsOptions extends SettlementOptions {
  readonly random: Random;
}

/** Holds the service, which is up again, to what it has acknowledged of one account. */
export type CheckAccount = (account: AccountRecord) => Promise<void>;

/** The letters in the violations are those of the promises in README.md beside this file. */
export function createInvariants(options: InvariantsOptions): CheckAccount {
  const { ledger, operations, random, onViolation } = options;
  const settle = createSettlement(options);

  /** (a) The password is the last one that was acknowledged, and no earlier one. */
  async function checkPassword({ username, passwords }: AccountRecord): Promise<void> {
    const [password, previous] = [...passwords].reverse();
    if (password === undefined) return;
    const signIn = { kind: 'signIn', username } as const;
    const now = await operations.perform({ ...signIn, password });
    expectAnswer(now, `(a) ${username} cannot sign in with its password`);
    if (previous === undefined) return;
    const late = await operations.perform({ ...signIn, password: previous });
    expectRefusal(late, ['INVALID_CREDENTIALS'], `(a) an earlier password of ${username} works`);
  }

  /** (b) The latest token works. Two tabs at once, so that (d) has something to go wrong. */
  async function checkAlive(username: string, session: SessionRecord): Promise<void> {
    const { id } = session;
    expectAnswer(await operations.me(username, session), `(a) session ${id} has ended by itself`);
    const tabs = [session, session].map((tab) => operations.refresh(username, tab));
    for (const outcome of await Promise.all(tabs)) {
      expectAnswer(outcome, `(b) the latest token of session ${id} does not work`);
    }
  }

  /** (a) Whoever was signed out stays out, and (c) the tokens stay dead. */
  async function checkEnded(username: string, session: SessionRecord): Promise<void> {
    const { id } = session;
    const known = await operations.me(username, session);
    expectRefusal(known, ended, `(a) session ${id} has ended, and its access token works`);
    await replay(username, session, latestToken(session), ended);
  }

  /** (c) A token from before the parent is spent for good, and whoever shows it ends the session. */
  async function checkReuse(username: string, session: SessionRecord): Promise<void> {
    const { generation } = readRefreshToken(latestToken(session));
    const isSpent = (token: string) => readRefreshToken(token).generation < generation - 1;
    const [spent, ...more] = session.tokens.filter(isSpent);
    if (spent === undefined) return;
    await replay(username, session, random.pick([spent, ...more]), ['TOKEN_REUSED']);
    await checkEnded(username, session);
  }

  async function replay(
    username: string,
    { id: sessionId }: SessionRecord,
    token: string,
    reasons: readonly string[],
  ): Promise<void> {
    const operation = { kind: 'replay', username, sessionId, token } as const;
    const outcome = await operations.perform(operation);
    expectRefusal(outcome, reasons, `(c) a dead token of session ${sessionId} is taken`);
    ledger.acknowledged(operation);
  }

  function expectAnswer(outcome: Outcome, claim: string): void {
    if (outcome.result !== 'acknowledged') onViolation(`${claim}: ${JSON.stringify(outcome)}`);
  }

  function expectRefusal(outcome: Outcome, reasons: readonly string[], claim: string): void {
    const asExpected = outcome.result === 'refused' && reasons.includes(outcome.reason);
    if (!asExpected) onViolation(`${claim}: ${JSON.stringify(outcome)}`);
  }

  return async function checkAccount(account) {
    const { username, sessions } = account;
    await settle(account);
    for (const session of sessions.values()) {
      await (session.ended ? checkEnded(username, session) : checkAlive(username, session));
    }
    await checkPassword(account);
    for (const session of aliveSessions(account)) {
      if (random.chance(replayed)) await checkReuse(username, session);
    }
  };
}

const ended = ['TOKEN_REVOKED', 'TOKEN_REUSED'];
