import { systemClock, type Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import type { Confirm } from './context.js';
import {
  checkTimeout,
  clientHeaders,
  fetchJson,
  fetchOf,
  sharesPromises,
  trustedUrl,
  type Connection,
  type ServiceClient,
} from './fetch-json.js';
import type { Principal } from './access-token.js';
import { RecentEntries } from './recent-entries.js';

/** How many answers are kept, at about 300 bytes each. */
const maxAnswers = 10_000;
/** Milliseconds without further questions after a failure: a service that hangs must not delay every request. */
const coolDown = 1000;

export interface IntrospectionOptions extends Connection, ServiceClient {
  /** The service's `/introspect`; https, or http on this machine, or with `allowInsecure` anywhere. */
  readonly endpoint: string;
  /** Seconds for which an answer counts, and a revoked session may live on. Default 5; 0 asks each time. */
  readonly cacheFor?: number;
  /** Seconds that an answer may take. Default 5. */
  readonly timeout?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Called for each question without an answer, for the log. It must not throw. */
  readonly onError?: (error: unknown) => void;
}

/** What counts of RFC 7662 §2.2. */
interface Answer {
  readonly active: boolean;
  readonly roles: readonly string[] | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * The strict mode: a live check for `createAuthContext` that asks the service whether the session still lives
 * (RFC 7662), once for each token in a few seconds. What it says of the roles counts, too. When it does not
 * answer, nobody is let in, and the refusal is `ISSUER_UNAVAILABLE`, which signs nobody out.
 * @throws TypeError for an endpoint that is neither https nor of this machine, and times that are none
 */
export function createIntrospection(options: IntrospectionOptions): Confirm<Principal> {
  const { cacheFor = 5, clock = systemClock, onError = () => undefined } = options;
  if (!(cacheFor >= 0 && cacheFor <= 3600)) {
    throw new TypeError('"cacheFor" must be seconds, up to an hour');
  }
  const ask = createQuestion(options, clock);
  const answers = new RecentEntries<Answer>(maxAnswers);
  const asking = new Map<string, Promise<Answer>>();
  let failedAt = -Infinity;
  const age = (time: number) => Math.abs(clock.now() - time);

  async function askAnew(jti: string, token: string): Promise<Answer> {
    try {
      const answer = await ask(token);
      answers.set(jti, answer);
      return answer;
    } catch (cause) {
      failedAt = clock.now();
      onError(cause);
      throw unavailable(cause);
    }
  }

  async function answerFor(jti: string, token: string): Promise<Answer> {
    const known = answers.get(jti);
    if (known !== undefined && age(known.at) < cacheFor * 1000) return known;
    const pending = asking.get(jti);
    if (pending !== undefined && sharesPromises()) return pending;
    if (age(failedAt) < coolDown) throw unavailable(undefined);
    const question = askAnew(jti, token).finally(() => asking.delete(jti));
    asking.set(jti, question);
    return question;
  }

  return async (principal, token) => {
    const { active, roles } = await answerFor(principal.claims.jti, token);
    if (!active) return new AuthError('TOKEN_REVOKED');
    if (roles === undefined) return principal;
    return { ...principal, roles: principal.roles.filter((role) => roles.includes(role)) };
  };
}

function createQuestion(
  options: IntrospectionOptions,
  clock: Clock,
): (token: string) => Promise<Answer> {
  const { endpoint, timeout = 5 } = options;
  const url = trustedUrl(endpoint, 'endpoint', options);
  const send = fetchOf(options);
  checkTimeout(timeout);
  const headers = {
    ...clientHeaders(options),
    'content-type': 'application/x-www-form-urlencoded',
  };
  return async (token) => {
    const at = clock.now();
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const answered = await fetchJson(url, { fetch: send, method: 'POST', headers, body, timeout });
    return { ...readAnswer(answered.body), at };
  };
}

/** @throws TypeError for anything else than an answer of RFC 7662 */
function readAnswer(body: unknown): Omit<Answer, 'at'> {
  const { active, roles } = (body ?? {}) as { active?: unknown; roles?: unknown };
  if (typeof active !== 'boolean') throw new TypeError('the answer does not say "active"');
  const isList = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  return { active, roles: isList ? roles : undefined };
}

/** `retryAfter` in seconds. */
function unavailable(cause: unknown): AuthError {
  return new AuthError('ISSUER_UNAVAILABLE', { retryAfter: 1, cause });
}
