import type { GraphQLClient, Reply } from '../support/graphql-client.js';
import {
  latestToken,
  readRefreshToken,
  type Operation,
  type Pair,
  type SessionRecord,
} from './accounts.js';
import type { Ledger } from './ledger.js';

/** How an operation ended for its client. */
export type Outcome =
  | { readonly result: 'acknowledged'; readonly pair?: Pair }
  /** The connection broke: it may have happened. */
  | { readonly result: 'unanswered' }
  /** `SERVICE_UNAVAILABLE`: it may have happened, and will with another try. */
  | { readonly result: 'unavailable' }
  | { readonly result: 'refused'; readonly reason: string; readonly text: string };

export type Result = Outcome['result'];

export interface Operations {
  /** Asks for an operation, with the ledger kept. */
  perform(operation: Operation, session?: SessionRecord): Promise<Outcome>;
  /** Spends the session's latest refresh token. */
  refresh(username: string, session: SessionRecord): Promise<Outcome>;
  /** Asks who the session's access token is of: `acknowledged` only if it is this user. */
  me(username: string, session: SessionRecord): Promise<Outcome>;
}

export interface OperationsOptions {
  readonly ledger: Ledger;
  /** Whoever takes the next request. */
  readonly service: () => GraphQLClient;
  /** Told of each outcome, and of what, before the ledger is. */
  readonly onOutcome: (result: Result, kind: Operation['kind'] | 'me') => void;
  readonly onViolation: (violation: string) => void;
}

const pair = '{ accessToken refreshToken }';

/** What each operation is in GraphQL. */
const documents: Record<Operation['kind'] | 'me', string> = {
  me: '{ me { username } }',
  signUp: `mutation ($username: String!, $password: String!) {
    answer: register(username: $username, password: $password) ${pair} }`,
  signIn: `mutation ($username: String!, $password: String!) {
    answer: login(username: $username, password: $password) ${pair} }`,
  refresh: `mutation ($token: String!) { answer: refresh(refreshToken: $token) ${pair} }`,
  replay: `mutation ($token: String!) { answer: refresh(refreshToken: $token) ${pair} }`,
  changePassword: `mutation ($from: String!, $to: String!) {
    answer: changePassword(currentPassword: $from, newPassword: $to) ${pair} }`,
  logOut: 'mutation { answer: logout }',
  logOutEverywhere: 'mutation { answer: logoutEverywhere }',
  revokeSession: 'mutation ($target: ID!) { answer: revokeSession(id: $target) }',
};

type Answer = { answer: Pair | boolean | number };

export function createOperations(options: OperationsOptions): Operations {
  const { ledger, service, onOutcome, onViolation } = options;

  async function ask<T>(
    kind: Operation['kind'] | 'me',
    variables: object,
    token?: string,
  ): Promise<Asked<T>> {
    const asked = await send<T>(service(), documents[kind], variables, token);
    if (asked.result === 'refused' && asked.fault) {
      onViolation(`(f) a fault of the service: ${asked.text}`);
    }
    onOutcome(asked.result, kind);
    return asked;
  }

  async function perform(operation: Operation, session?: SessionRecord): Promise<Outcome> {
    ledger.sent(operation);
    const { kind, ...variables } = operation;
    const asked = await ask<Answer>(kind, variables, session?.accessToken);
    // A refusal is an answer, too: nothing has happened.
    if (asked.result === 'refused') ledger.settled(operation, false);
    if (asked.result !== 'acknowledged') return asked;
    const { answer } = asked.data;
    if (typeof answer !== 'object') {
      ledger.acknowledged(operation);
      return { result: 'acknowledged' };
    }
    ledger.acknowledged(operation, answer);
    if (operation.kind === 'refresh') checkSuccessor(operation.token, answer.refreshToken);
    return { result: 'acknowledged', pair: answer };
  }

  /** Two tokens of one generation are one successor; a token of any other one would be a second. */
  function checkSuccessor(spent: string, successor: string): void {
    const { sessionId, generation } = readRefreshToken(spent);
    const next = readRefreshToken(successor);
    if (next.sessionId === sessionId && next.generation === generation + 1) return;
    const { generation: got } = next;
    onViolation(`(d) session ${sessionId} went from generation ${generation} to ${got}`);
  }

  return {
    perform,
    refresh: (username, session) =>
      perform({ kind: 'refresh', username, sessionId: session.id, token: latestToken(session) }),
    async me(username, { accessToken }) {
      const asked = await ask<{ me: { username: string } }>('me', {}, accessToken);
      if (asked.result === 'acknowledged' && asked.data.me.username !== username) {
        onViolation(`(a) ${username} is told to be ${asked.data.me.username}`);
      }
      return asked;
    },
  };
}

type Asked<T> =
  | { readonly result: 'acknowledged'; readonly data: T }
  | { readonly result: 'unanswered' | 'unavailable' }
  | { result: 'refused'; reason: string; text: string; fault: boolean };

async function send<T>(
  client: GraphQLClient,
  document: string,
  variables: object,
  token: string | undefined,
): Promise<Asked<T>> {
  let reply: Reply<T>;
  try {
    reply = await client.send<T>(document, { ...variables }, token === undefined ? {} : { token });
  } catch {
    return { result: 'unanswered' };
  }
  const { status, errors, data, text } = reply;
  const [error] = errors;
  if (error === undefined && data) return { result: 'acknowledged', data };
  const { code = 'none', reason = code } = error?.extensions ?? {};
  if (code === 'SERVICE_UNAVAILABLE') return { result: 'unavailable' };
  const fault = status >= 500 || code === 'INTERNAL_SERVER_ERROR' || error === undefined;
  return { result: 'refused', reason, text: `HTTP ${status} ${text}`, fault };
}
