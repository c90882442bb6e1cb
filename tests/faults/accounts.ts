import { decode } from 'jsonwebtoken';

/** What clients ask for. `replay` is the check's own: a spent token, which has to be recognised. */
export type Operation =
  | { kind: 'signUp' | 'signIn'; username: string; password: string }
  | { kind: 'refresh' | 'replay'; username: string; sessionId: string; token: string }
  | { kind: 'changePassword'; username: string; sessionId: string; from: string; to: string }
  | { kind: 'logOut' | 'logOutEverywhere'; username: string; sessionId: string }
  | { kind: 'revokeSession'; username: string; sessionId: string; target: string };

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What acknowledgements say about one session. */
export interface SessionRecord {
  readonly id: string;
  ended: boolean;
  accessToken: string;
  /** Every refresh token that was handed out, in the order of their generations. */
  readonly tokens: string[];
}

/** What acknowledgements say about one account. */
export interface AccountRecord {
  readonly username: string;
  /** The passwords that were acknowledged, the current one last. */
  readonly passwords: string[];
  readonly sessions: Map<string, SessionRecord>;
  /** Sent, and not acknowledged: it happened, or it did not. */
  unanswered: Operation | undefined;
}

export type Accounts = Map<string, AccountRecord>;

export function accountOf(accounts: Accounts, username: string): AccountRecord {
  const known = accounts.get(username);
  if (known !== undefined) return known;
  const account = { username, passwords: [], sessions: new Map(), unanswered: undefined };
  accounts.set(username, account);
  return account;
}

/** Enters what an operation does. Without its pair the account has changed, and its tokens are unknown. */
export function enter(account: AccountRecord, operation: Operation, pair?: Pair): void {
  switch (operation.kind) {
    case 'signUp':
      account.passwords.push(operation.password);
      break;
    case 'changePassword':
      account.passwords.push(operation.to);
      endSessions(account, ({ id }) => id !== operation.sessionId);
      break;
    case 'logOut':
    case 'replay':
      endSessions(account, ({ id }) => id === operation.sessionId);
      break;
    case 'revokeSession':
      endSessions(account, ({ id }) => id === operation.target);
      break;
    case 'logOutEverywhere':
      endSessions(account, () => true);
      break;
    case 'signIn':
    case 'refresh':
      break;
  }
  if (pair !== undefined) enterPair(account, pair);
}

function endSessions(account: AccountRecord, which: (session: SessionRecord) => boolean): void {
  for (const session of account.sessions.values()) if (which(session)) session.ended = true;
}

function enterPair({ sessions }: AccountRecord, { accessToken, refreshToken }: Pair): void {
  const { sessionId: id } = readRefreshToken(refreshToken);
  const session = sessions.get(id);
  if (session === undefined) {
    sessions.set(id, { id, ended: false, accessToken, tokens: [refreshToken] });
    return;
  }
  session.accessToken = accessToken;
  session.tokens.push(refreshToken);
}

export function aliveSessions({ sessions }: AccountRecord): SessionRecord[] {
  return [...sessions.values()].filter(({ ended }) => !ended);
}

/** The refresh token that an honest client would use next. */
export function latestToken({ id, tokens }: SessionRecord): string {
  const token = tokens.at(-1);
  if (token === undefined) throw new TypeError(`no token was ever given out for session ${id}`);
  return token;
}

export function readRefreshToken(token: string): { sessionId: string; generation: number } {
  const claims = decode(token, { json: true });
  return { sessionId: String(claims?.['sid']), generation: Number(claims?.['gen']) };
}
