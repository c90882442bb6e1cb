import { option } from '../../platform/config/option.js';
import { onOff } from '../../platform/config/schemas.js';

export const sessionEventOptions = {
  SESSION_EVENTS: option({
    schema: onOff,
    default: true,
    defaultText: '`on`',
    unit: '`on` or `off`',
    description:
      'Whether applications can follow the events of their user, and services those of ended sessions.',
    bounds: '`on` or `off`.',
    danger: 'Off, they learn of an ended session when its access token expires.',
  }),
};

/** Seconds: an hour more than any access token lives, for clocks that differ and for services that were away. */
const margin = 3600;
const day = 86_400;
/** Milliseconds by which a position is too old before its events are. */
const slack = 60_000;

interface Lifetimes {
  /** Seconds; 0: for ever. */
  readonly auditRetention: number;
  readonly jwtAccessTokenMaxExpires: number;
  readonly impersonationExpires: number;
  readonly sessionEvents: boolean;
}

/** The longest that an access token lives, in seconds. */
export function longestToken({
  jwtAccessTokenMaxExpires,
  impersonationExpires,
}: Omit<Lifetimes, 'auditRetention' | 'sessionEvents'>): number {
  return Math.max(jwtAccessTokenMaxExpires, impersonationExpires);
}

/**
 * Seconds for which events are kept: as AUDIT_RETENTION says, but not shorter than the tokens live that they may have
 * ended. 0: for ever.
 */
export function keptEvents({ auditRetention, sessionEvents, ...lifetimes }: Lifetimes): number {
  if (auditRetention === 0 || !sessionEvents) return auditRetention;
  return Math.max(auditRetention, longestToken(lifetimes) + margin);
}

/** Milliseconds for which a position is good: a day, if tokens do not live longer and the events are kept. */
export function keptPositions(lifetimes: Lifetimes): number {
  const wanted = Math.max(day, longestToken(lifetimes) + margin);
  const kept = keptEvents(lifetimes);
  return (kept === 0 ? wanted : Math.min(wanted, kept)) * 1000 - slack;
}
