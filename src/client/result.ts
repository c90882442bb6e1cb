import type { ErrorReason } from '../app/facts.js';
import type { ErrorCode } from '../platform/errors/reasons.js';
import type { PairFragment } from '../generated/client-operations.js';

/** An entry of `errors`, as any GraphQL server answers it. */
export interface GraphQLErrorLike {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The answer to an operation, as any GraphQL server gives it. */
export interface GraphQLResult<Data = unknown> {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly GraphQLErrorLike[] | undefined;
}

/** Why something failed before the service was asked, or after it has answered. */
export type ClientReason =
  /** The service asks for a step of the sign-in that this version of the client does not know. */
  | 'UPDATE_REQUIRED'
  /** The redirect belongs to no sign-in that this tab has begun, or to one that is over. */
  | 'LOGIN_UNKNOWN'
  /** The user has come back without a sign-in. */
  | 'LOGIN_CANCELLED'
  /** The redirect says that there is no sign-in, and no reason that is known. */
  | 'LOGIN_REFUSED'
  /** The user has closed the browser's dialog, another request took its place, or time was up. */
  | 'PASSKEY_CANCELLED'
  /** The browser or the device has no passkeys, or none that is protected by a finger, a face or a PIN. */
  | 'PASSKEYS_UNSUPPORTED'
  /** The domain of the page does not belong to the service's `PASSKEY_RP_ID`. */
  | 'PASSKEY_DOMAIN'
  /** Anything else that the device says; see `cause`. */
  | 'PASSKEY_FAILED';

/** A refusal by the service; see docs/errors.md. What the network does is thrown as `fetch` throws it. */
export class AuthgraphError extends Error {
  override readonly name = 'AuthgraphError';
  /** Also `SERVICE_UNAVAILABLE` for an answer that is not GraphQL, such as a proxy's. */
  readonly code: ErrorCode | undefined;
  readonly reason: ErrorReason | ClientReason | undefined;
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined;
  /** For `STEP_UP_REQUIRED`: `acrValues`, `maxAge` and `methods`, as the service sent them. `createStepUp` reads them. */
  readonly stepUp: unknown;
  /** For `CAPTCHA_REQUIRED`: `provider` and `siteKey`. */
  readonly captcha: unknown;

  constructor({ message, extensions }: GraphQLErrorLike) {
    super(message);
    const { code, reason, retryAfter, stepUp, captcha } = extensions ?? {};
    this.code = code as ErrorCode | undefined;
    this.reason = reason as ErrorReason | undefined;
    this.retryAfter = typeof retryAfter === 'number' ? retryAfter : undefined;
    this.stepUp = stepUp;
    this.captcha = captcha;
  }
}

/** The message for an answer that is not GraphQL, such as a proxy's. */
const noGraphQL: GraphQLErrorLike = {
  message: 'The response is not GraphQL. Check the URL and any proxy in front of the service.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};

/** @throws AuthgraphError for the first of the errors */
export function dataOf<Data>(result: GraphQLResult<Data>): Data {
  const [error] = errorsOf(result);
  if (error !== undefined || !isObject(result.data)) throw new AuthgraphError(error ?? noGraphQL);
  return result.data;
}

/** The data of an operation that answers with tokens, in its only field or in that field's `tokens`. */
export interface TokensData {
  readonly [field: string]: PairFragment | { readonly tokens: PairFragment } | string | undefined;
}

/** @throws AuthgraphError for what has no pair: the address is another server's */
export function pairIn(data: TokensData): PairFragment {
  const [field] = Object.values(data).filter(isObject);
  const pair = (isObject(field) && 'tokens' in field ? field.tokens : field) as unknown;
  const { accessToken, user } = isObject(pair) ? (pair as Partial<PairFragment>) : {};
  if (typeof accessToken !== 'string' || !isObject(user)) throw new AuthgraphError(noGraphQL);
  return pair as PairFragment;
}

/** The errors of an answer, of any server: foreign ones write `null`, and worse, where none are. */
export function errorsOf(result: unknown): readonly GraphQLErrorLike[] {
  const { errors } = (isObject(result) ? result : {}) as { errors?: unknown };
  return Array.isArray(errors) ? (errors as GraphQLErrorLike[]).filter(isObject) : [];
}

function isObject<T>(value: T): value is T & object {
  return typeof value === 'object' && value !== null;
}

/** `UNAUTHENTICATED`, but another access token of the same session would be refused all the same. */
const beyondTokens: readonly unknown[] = [
  'INVALID_CREDENTIALS',
  'FRESH_LOGIN_REQUIRED',
  'STEP_UP_REQUIRED',
  'TOKEN_NOT_YET_VALID',
] satisfies ErrorReason[];

/** Whether the operation was refused for its access token, so that another one may help. */
export function isRefused(result: unknown): boolean {
  return errorsOf(result).some(({ extensions }) => {
    const { code, reason } = extensions ?? {};
    return code === 'UNAUTHENTICATED' && !beyondTokens.includes(reason);
  });
}

/** What no later try of `refresh` can mend: the session is over. Everything else signs nobody out. */
const final: readonly unknown[] = [
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'TOKEN_REVOKED',
  'TOKEN_REUSED',
  'TOKEN_MISSING',
  'WRONG_TOKEN_TYPE',
] satisfies ErrorReason[];

export function endsSession(
  error: unknown,
): error is AuthgraphError & { readonly reason: ErrorReason } {
  return error instanceof AuthgraphError && final.includes(error.reason);
}

/** The signed-in user, as of the last sign-in or refresh. */
export type SessionUser = PairFragment['user'];

/** What the app shows. It is one and the same object until something changes. */
export type SessionState =
  /** Nobody has looked yet, or looking failed: neither signed in nor signed out. */
  | { readonly status: 'unknown' }
  | { readonly status: 'signedIn'; readonly user: SessionUser }
  /**
   * Cookie mode only: the page was loaded while the service could not be asked. `user` was signed in last on this
   * device. There is no token, and no proof that it is still so.
   */
  | { readonly status: 'offline'; readonly user: SessionUser }
  /** `reason` is why the service ended the session; `null` after a sign-out, or when there was none. */
  | { readonly status: 'signedOut'; readonly reason: ErrorReason | null };

/** Whether nobody has been able to look yet. */
export function isOpen({ status }: SessionState): boolean {
  return status === 'unknown' || status === 'offline';
}

/** The state, and the listeners to its changes. */
export function createStateCell() {
  let state: SessionState = { status: 'unknown' };
  const listeners = new Set<(state: SessionState) => void>();
  const userListeners = new Set<(user: SessionUser | null) => void>();

  return {
    get: () => state,
    set(next: SessionState): void {
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      const last = state;
      state = next;
      // Caches are emptied before anything of the next user is shown, and asked for.
      if (last.status !== 'unknown' && userOf(last)?.id !== userOf(next)?.id) {
        for (const listener of userListeners) callSafely(listener, userOf(next));
      }
      for (const listener of listeners) callSafely(listener, next);
    },
    subscribe: (listener: (state: SessionState) => void) => add(listeners, listener),
    onUserChange: (listener: (user: SessionUser | null) => void) => add(userListeners, listener),
  };
}

function userOf(state: SessionState): SessionUser | null {
  return 'user' in state ? state.user : null;
}

/** @returns the way to remove it */
function add<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Shows the developer what went wrong in the app's own code, and lets the session go on. */
export function report(error: unknown): void {
  // eslint-disable-next-line no-console -- thrown, it would end a process; returned, nobody would see it
  console.error(error);
}

/** Calls the app's function. What it throws, at once or later, changes nothing for others. */
export function callSafely<Value>(listener: (value: Value) => unknown, value: Value): void {
  try {
    Promise.resolve(listener(value)).catch(report);
  } catch (error) {
    report(error);
  }
}
