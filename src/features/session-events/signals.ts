import type { AuditEvent } from '../../platform/events/event.js';

/** What an event means for those who hold tokens. */
export type Signal =
  /** One session ended; `sessionId: null`: several, or all, and those that the user began as others. */
  | { readonly kind: 'ended'; readonly sessionId: string | null; readonly keptSessionId?: string }
  | { readonly kind: 'roles'; readonly roles: readonly string[] }
  /** What the user signs in with is another than before. */
  | { readonly kind: 'credentials' }
  /** Every token of everyone is invalid. */
  | { readonly kind: 'everyone' };

/** A signal, and why: the event's type, or for sessions a reason as webhooks have it. */
export type ReasonedSignal = Signal & { readonly reason: string };

/** The signals of an event as it is stored, in their order; a process of an earlier version may have stored it. */
export type SignalsOf = (event: AuditEvent) => readonly ReasonedSignal[];

/** For each type of event, its signals, or `null` for none. */
export type SignalMap<Types extends string> = Readonly<Record<Types, SignalsOf | null>>;

/** What the user signs in with has changed. */
export const credentials: SignalsOf = ({ type }) => [{ kind: 'credentials', reason: type }];

/** The session of the event ended, or several of its user. */
export const oneEnded: SignalsOf = ({ sessionId, detail }) => [
  { kind: 'ended', sessionId, reason: textIn(detail, 'reason') ?? 'logout' },
];

/** Several sessions of the user ended, and those that the user began as others. */
export function severalEnded(reason: string): SignalsOf {
  return () => [{ kind: 'ended', sessionId: null, reason }];
}

/** All sessions but that of the event ended, and what the user signs in with has changed. */
export function othersEnded(reason: string): SignalsOf {
  return (event) => {
    const kept = event.sessionId === null ? {} : { keptSessionId: event.sessionId };
    return [{ kind: 'ended', sessionId: null, ...kept, reason }, ...credentials(event)];
  };
}

/** All sessions ended, and what the user signs in with has changed. */
export function allEnded(reason: string): SignalsOf {
  return (event) => [...severalEnded(reason)(event), ...credentials(event)];
}

/**
 * By the user, or by an administrator, whose session the event has then. An earlier version does not say which one was
 * kept: then none is, and who holds its token looks for itself.
 */
export const endedEverywhere: SignalsOf = ({ actorId, detail }) => {
  const kept = textIn(detail, 'kept');
  const reason = actorId === null ? 'logout_everywhere' : 'revoked_by_administrator';
  return [
    { kind: 'ended', sessionId: null, ...(kept !== undefined && { keptSessionId: kept }), reason },
  ];
};

/** None if an administrator has set the roles that the user had. */
export const rolesChanged: SignalsOf = ({ type, detail }) => {
  const [before, roles] = [listIn(detail, 'before'), listIn(detail, 'after')];
  const isSame = before.length === roles.length && before.every((role) => roles.includes(role));
  return isSame ? [] : [{ kind: 'roles', roles, reason: type }];
};

function listIn(detail: AuditEvent['detail'], name: string): readonly string[] {
  const value = detail[name];
  return typeof value === 'object' ? value : [];
}

function textIn(detail: AuditEvent['detail'], name: string): string | undefined {
  const value = detail[name];
  return typeof value === 'string' ? value : undefined;
}
