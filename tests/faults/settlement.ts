import type { AccountRecord, Operation } from './accounts.js';
import type { Ledger } from './ledger.js';
import type { Operations, Outcome } from './operations.js';

export interface SettlementOptions {
  readonly ledger: Ledger;
  readonly operations: Operations;
  readonly onViolation: (violation: string) => void;
}

/** The operations of one kind, or of several. */
type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;

/**
 * Does what a user does whose request had no answer: tries again, or looks what has become of it. Both that
 * it happened and that it did not are right; half of it is not. While the service is away nothing is settled.
 */
export function createSettlement({ ledger, operations, onViolation }: SettlementOptions) {
  const { perform } = operations;

  function expectNoRefusal(outcome: Outcome, claim: string): void {
    if (outcome.result === 'refused') onViolation(`${claim}: ${outcome.text}`);
  }

  async function settleSignUp(signUp: Extract<Operation, { password: string }>): Promise<void> {
    const { username, password } = signUp;
    const signIn = { kind: 'signIn', username, password } as const;
    let outcome = await perform(signIn);
    // The name can be taken by the very sign-up that had no answer, if it was done that late.
    if (outcome.result === 'refused' && (await perform(signUp)).result === 'refused') {
      outcome = await perform(signIn);
      expectNoRefusal(outcome, `(a) ${username} has half signed up`);
    }
    if (outcome.result === 'acknowledged') ledger.settled(signUp, true);
  }

  /** The session that asked has lost its refresh token with the answer; its access token still works. */
  async function settleChange(account: AccountRecord, change: Of<'changePassword'>): Promise<void> {
    const { username, sessionId, from } = change;
    const { result } = await perform({ kind: 'signIn', username, password: from });
    if (result === 'acknowledged') ledger.settled(change, false);
    if (result !== 'refused') return;
    ledger.settled(change, true);
    await settleAgain(account, { kind: 'logOut', username, sessionId });
  }

  /** Each can be asked for twice; but a session that has ended itself can ask for nothing any more. */
  async function settleAgain(
    { sessions }: AccountRecord,
    end: Of<'logOut' | 'logOutEverywhere' | 'revokeSession'>,
  ): Promise<void> {
    const { sessionId } = end;
    const again = await perform(end, sessions.get(sessionId));
    const endsItself =
      end.kind === 'logOutEverywhere' || (end.kind === 'revokeSession' && end.target === sessionId);
    if (endsItself && again.result === 'refused' && again.reason === 'TOKEN_REVOKED') {
      ledger.settled(end, true);
    } else {
      expectNoRefusal(again, `(a) session ${sessionId} cannot be ended`);
    }
  }

  /** @returns whether anything was open */
  return async function settle(account: AccountRecord): Promise<boolean> {
    const { unanswered } = account;
    switch (unanswered?.kind) {
      case undefined:
        return false;
      case 'signUp':
        await settleSignUp(unanswered);
        break;
      case 'refresh':
        // Whether or not it was spent: the old token or the new one has to work.
        expectNoRefusal(await perform(unanswered), '(e) an unanswered refresh has signed out');
        break;
      case 'changePassword':
        await settleChange(account, unanswered);
        break;
      case 'logOut':
      case 'logOutEverywhere':
      case 'revokeSession':
        await settleAgain(account, unanswered);
        break;
      case 'signIn':
      case 'replay':
        // At most there is a session more, and nobody has its tokens.
        ledger.settled(unanswered, false);
    }
    return true;
  };
}
