import { headersOf, type ClientInfo, type RequestHeaders } from '../../platform/client-info.js';
import type { Logger } from '../../platform/logger.js';
import type { User } from '../accounts/user.js';
import type { Session } from './session.js';

/** The request that a hook stands in. */
export interface HookRequest extends ClientInfo {
  /** Names in lower case. They hold what the client sends with this request, tokens and cookies too: log none of them. */
  readonly headers: RequestHeaders;
  /** Aborts when the hook has taken too long; pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** A sign-in that is asked for. Whether it is right, and whether there is such an account, is not known yet. */
export interface SignInCandidate {
  readonly method:
    'password' | 'email_code' | 'email_link' | 'passkey' | 'social' | 'handoff' | 'recovery_code';
  /** The username or address, as it was sent; `null` for a link, a passkey, a provider and a hand-off. */
  readonly name: string | null;
}

/** A session that is asked to go on, by a refresh token of ours. */
export interface RefreshCandidate {
  readonly userId: string;
  readonly sessionId: string;
}

/** Whose session it is. */
export interface SignedIn {
  readonly user: User;
  readonly session: Session;
}

type Awaitable<T> = Promise<T> | T;

/**
 * Where an embedding application takes part. All are optional, and may be asynchronous unless said.
 *
 * A `before…` hook refuses by throwing an AuthError, with a reason of docs/errors.md or one of its own. Any other error,
 * or a hook that takes longer than `hookTimeout`, is a fault: it is logged, answered as `INTERNAL`, and nobody is
 * signed in. What an `after…` hook throws is logged and undoes nothing.
 */
export interface Hooks {
  /**
   * Adds claims to access tokens, at sign-in and at every refresh. Synchronous: it stands in the way of
   * every token. A claim of RFC 7519, RFC 9068 or Authgraph itself cannot be replaced: a TypeError. A fault undoes the
   * sign-up, sign-in or refresh.
   */
  accessTokenClaims?(subject: SignedIn): Readonly<Record<string, unknown>>;
  /**
   * Looks at a sign-up before anything is written, once LIMIT_REGISTRATIONS_PER_ADDRESS has counted it. Return roles to
   * grant them.
   */
  beforeRegister?(
    candidate: { username: string; email: string | null },
    request: HookRequest,
  ): Awaitable<{ roles: readonly string[] } | undefined>;
  /** Called with a new account after it has been stored. */
  afterRegister?(user: User, request: HookRequest): Awaitable<void>;
  /**
   * Looks at a sign-in before a password is hashed or a code is compared, once the limits of attempts have let it in. A
   * refusal is no failed attempt, and leaves code and link as they are.
   */
  beforeSignIn?(candidate: SignInCandidate, request: HookRequest): Awaitable<void>;
  /** Called after a session has begun, but for that of a sign-up. */
  afterSignIn?(signedIn: SignedIn, request: HookRequest): Awaitable<void>;
  /** Looks at a refresh before its token is used up: after a refusal it is still valid. */
  beforeRefresh?(candidate: RefreshCandidate, request: HookRequest): Awaitable<void>;
  /** Called after a refresh token has been used up. */
  afterRefresh?(signedIn: SignedIn, request: HookRequest): Awaitable<void>;
  /**
   * Verifies the token of a CAPTCHA (the header `X-Authgraph-Captcha`) instead of CAPTCHA_PROVIDER, where CAPTCHA asks for
   * one. The answer `false` is `CAPTCHA_REQUIRED`. As of a `before…` hook, a fault lets nobody in.
   */
  verifyCaptcha?(token: string, request: HookRequest): Awaitable<boolean>;
}

type Named = Omit<Hooks, 'accessTokenClaims'>;

/** The hooks as features call them: bounded, and with nothing to do where there is none. */
export interface HookCalls {
  before<Name extends 'beforeRegister' | 'beforeSignIn' | 'beforeRefresh'>(
    name: Name,
    candidate: Parameters<NonNullable<Named[Name]>>[0],
    client: ClientInfo,
  ): Promise<Awaited<ReturnType<NonNullable<Named[Name]>>>> | undefined;
  after<Name extends 'afterRegister' | 'afterSignIn' | 'afterRefresh'>(
    name: Name,
    subject: Parameters<NonNullable<Named[Name]>>[0],
    client: ClientInfo,
  ): Promise<void> | undefined;
  /** `undefined`: the application has no such hook. */
  verifyCaptcha(token: string, client: ClientInfo): Promise<boolean> | undefined;
}

/** Seconds that a hook may take. */
export const defaultHookTimeout = 5;

/** Seconds. Timers of Node hold 31 bits of milliseconds; a longer one ends at once. */
const maxHookTimeout = 2_147_483;

const hookNames: readonly string[] = Object.keys({
  accessTokenClaims: true,
  beforeRegister: true,
  afterRegister: true,
  beforeSignIn: true,
  afterSignIn: true,
  beforeRefresh: true,
  afterRefresh: true,
  verifyCaptcha: true,
} satisfies Record<keyof Hooks, true>);

/**
 * Looks at what an application gives, before anything is opened. A hook with a wrong name would never be called.
 * @throws TypeError for a timeout that no timer keeps, an unknown name, or a hook that is no function
 */
export function checkHooks(given: { readonly hooks?: Hooks; readonly hookTimeout?: number }): void {
  const { hooks = {}, hookTimeout = defaultHookTimeout } = given;
  const isNumber = typeof hookTimeout === 'number';
  if (!isNumber || !(hookTimeout > 0 && hookTimeout <= maxHookTimeout)) {
    throw new TypeError(`"hookTimeout" must be above 0 and at most ${maxHookTimeout} seconds`);
  }
  // An object of a class may have names of its own.
  const isPlain = Object.getPrototypeOf(hooks) === Object.prototype;
  for (const name of isPlain ? Object.keys(hooks) : []) {
    if (hookNames.includes(name)) continue;
    throw new TypeError(`"${name}" is no hook; there are ${hookNames.join(', ')}`);
  }
  for (const name of hookNames) {
    const hook: unknown = hooks[name as keyof Hooks];
    if (hook === undefined || typeof hook === 'function') continue;
    throw new TypeError(`the hook "${name}" must be a function`);
  }
}

/** @param timeout seconds */
export function createHookCalls(hooks: Hooks, logger: Logger, timeout: number): HookCalls {
  function call(name: keyof Named, subject: unknown, client: ClientInfo) {
    // The parameters of each name are checked where it is called.
    const hook = hooks[name] as ((subject: unknown, request: HookRequest) => unknown) | undefined;
    if (hook === undefined) return undefined;
    return within(timeout, name, (signal) => {
      const { ipAddress, userAgent } = client;
      const request = { ipAddress, userAgent, headers: headersOf(client), signal };
      return hook.call(hooks, subject, request);
    });
  }
  return {
    before: (name, candidate, client) => call(name, candidate, client) as never,
    verifyCaptcha: (token, client) =>
      call('verifyCaptcha', token, client)?.then((isGood) => isGood === true),
    after: (name, subject, client) =>
      call(name, subject, client)?.then(
        () => undefined,
        (error: unknown) => logger.error({ err: error }, `the hook ${name} failed`),
      ),
  };
}

async function within(
  timeout: number,
  name: string,
  work: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`the hook ${name} took longer than ${timeout} seconds`);
      late.abort(error);
      reject(error);
    }, timeout * 1000);
  });
  try {
    return await Promise.race([tooLate, Promise.resolve(late.signal).then(work)]);
  } finally {
    clearTimeout(timer);
  }
}
