import { systemClock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import {
  isPrincipal,
  isRefusal,
  type AccessToken,
  principalOf,
  type Principal,
  parseAuthorization,
  parseToken,
} from './access-token.js';
import type { AccessTokenVerifier, RemoteAccessTokenVerifier } from './verifier-options.js';

/** No token was sent. */
export interface Anonymous {
  readonly status: 'anonymous';
  confirm(): AuthError;
}

/** A token was sent that is not valid, or a header that is none. */
export interface Rejected {
  readonly status: 'rejected';
  readonly error: AuthError;
  confirm(): AuthError;
}

/** A valid token was sent. `confirm` checks whether its session is still alive. */
export interface Authenticated<P extends Principal = Principal> {
  readonly status: 'authenticated';
  readonly principal: Principal;
  /** When the token expires, in milliseconds since the Unix epoch; a `leeway` of the verifier comes on top. */
  readonly expiresAt: number;
  /**
   * The principal after the live check, made once per request, or why it is refused. In an open stream the token and
   * its session are checked anew after a minute, and when the token has expired. Never rejects.
   */
  confirm(): Promise<P | AuthError>;
  /** What the same token makes of its sender now: rejected when it has expired, else with a live check of its own. */
  again(): Promise<AuthContext<P>>;
  /** Calls `revoked`, once, when the `revocations` of the verifier learn that the token is. @returns how to leave */
  whenRevoked?(revoked: () => void): () => void;
}

/** Everyone is one of three; rules and resolvers ask `confirm` without telling them apart. */
export type Auth<P extends Principal = Principal> = Anonymous | Rejected | Authenticated<P>;

/** What the rules need of a GraphQL context. Spread it into your own. */
export interface AuthContext<P extends Principal = Principal> {
  readonly auth: Auth<P>;
}

/**
 * Looks at a valid token's session as it is now: a database query, or `createIntrospection`. Return an
 * AuthError to refuse. What it throws becomes `DATABASE_UNAVAILABLE`, unless it is an AuthError. Without
 * this hook a revoked session is accepted until its access token expires.
 */
export type Confirm<P extends Principal> = (
  principal: Principal,
  token: string,
) => Promise<P | AuthError>;

/** The value of the `Authorization` header, or all of its values; `null` is what `Headers.get` returns. */
export type Authorization = string | readonly string[] | null | undefined;

/** What `createAuthContext` is given with any verifier. */
interface ContextOptions<Source> {
  /**
   * Finds the token elsewhere than in the `Authorization` header, such as in a header of your own for a site behind
   * Basic authentication: `(headers) => headers['x-access-token']`. The builder then takes what this function takes.
   * The scheme `Bearer` may be left out there. What it throws rejects the request, and is the cause of the refusal.
   */
  tokenFrom?: (source: Source) => Authorization;
}

/**
 * @returns a builder that never throws or rejects: no header can break a public operation. With keys that are
 *   fetched it answers with a promise when it has to wait for them
 */
export function createAuthContext<P extends Principal, Source = Authorization>(
  options: { verifier: AccessTokenVerifier; confirm: Confirm<P> } & ContextOptions<Source>,
): (source: Source) => AuthContext<P>;
export function createAuthContext<Source = Authorization>(
  options: { verifier: AccessTokenVerifier } & ContextOptions<Source>,
): (source: Source) => AuthContext;
export function createAuthContext<P extends Principal, Source = Authorization>(
  options: { verifier: RemoteAccessTokenVerifier; confirm: Confirm<P> } & ContextOptions<Source>,
): (source: Source) => AuthContext<P> | Promise<AuthContext<P>>;
export function createAuthContext<Source = Authorization>(
  options: { verifier: RemoteAccessTokenVerifier } & ContextOptions<Source>,
): (source: Source) => AuthContext | Promise<AuthContext>;
export function createAuthContext(
  options: {
    verifier: RemoteAccessTokenVerifier;
    confirm?: Confirm<Principal>;
  } & ContextOptions<Authorization>,
): (source: Authorization) => AuthContext | Promise<AuthContext> {
  const { verifier, confirm = (principal) => Promise.resolve(principal), tokenFrom } = options;
  const watch = verifier.watch?.bind(verifier);
  return (source) => {
    try {
      const bearer = tokenFrom ? parseToken(tokenFrom(source)) : parseAuthorization(source);
      if (bearer.kind === 'none') return { auth: anonymous };
      if (bearer.kind === 'token') return judge(bearer.token);
      const sentence = tokenFrom ? malformedToken : malformedHeader;
      return refused(new AuthError('TOKEN_INVALID', { sentence }));
    } catch (error) {
      return refused(error);
    }
  };

  function judge(token: string): AuthContext | Promise<AuthContext> {
    const again = async () => judge(token);
    const accept = (claims: AccessToken) =>
      accepted(claims, {
        confirm: (principal) => confirm(principal, token),
        again,
        ...(watch && { whenRevoked: (revoked) => watch(claims, revoked) }),
      });
    try {
      const claims = verifier.verify(token);
      return claims instanceof Promise ? claims.then(accept, refused) : accept(claims);
    } catch (error) {
      return refused(error);
    }
  }
}

/** Milliseconds for which a live check counts. Requests are shorter; streams are not. */
export const checkInterval = 60_000;

const malformedHeader = {
  message: 'The Authorization header is malformed. Send one "Authorization: Bearer <accessToken>".',
  ko: 'Authorization 헤더의 형식이 잘못되었습니다. "Authorization: Bearer <accessToken>" 하나만 보내 주세요.',
};
const malformedToken = {
  message: 'There is no access token, or more than one, where the application looks for it.',
  ko: '애플리케이션이 찾는 곳에 액세스 토큰이 없거나 둘 이상 있습니다.',
};

const anonymous: Anonymous = {
  status: 'anonymous',
  confirm: () => new AuthError('TOKEN_MISSING'),
};

function rejected(error: AuthError): Rejected {
  return { status: 'rejected', error, confirm: () => error };
}

function refused(error: unknown): AuthContext {
  return { auth: rejected(asRefusal(error)) };
}

function accepted(
  claims: AccessToken,
  checks: { confirm: (principal: Principal) => Promise<Principal | AuthError> } & Pick<
    Authenticated,
    'again' | 'whenRevoked'
  >,
): AuthContext {
  const principal = principalOf(claims);
  const expiresAt = claims.exp * 1000;
  let checkedAt = systemClock.now();
  let confirmed: Promise<Principal | AuthError> | undefined;
  const isStale = (now: number) =>
    now - checkedAt >= checkInterval || (checkedAt < expiresAt && now >= expiresAt);
  const { confirm, ...others } = checks;
  async function confirmAgain(): Promise<Principal | AuthError> {
    return (await checks.again()).auth.confirm();
  }
  const auth: Authenticated = {
    status: 'authenticated',
    principal,
    expiresAt,
    confirm() {
      const now = systemClock.now();
      if (!isStale(now)) return (confirmed ??= checkLive(() => confirm(principal)));
      checkedAt = now;
      return (confirmed = confirmAgain());
    },
    ...others,
  };
  return { auth };
}

/** Never rejects: shield would take that for "not authorised". Anything else than a principal lets nobody in. */
async function checkLive(
  confirm: () => Promise<Principal | AuthError>,
): Promise<Principal | AuthError> {
  try {
    const live: unknown = await confirm();
    if (isRefusal(live) || isPrincipal(live)) return live;
    throw new TypeError('"confirm" has to return a principal or an AuthError');
  } catch (cause) {
    return isRefusal(cause) ? cause : new AuthError('DATABASE_UNAVAILABLE', unchecked(cause));
  }
}

/** `retryAfter` in seconds. */
function unchecked(cause: unknown) {
  const sentence = {
    message: 'The session could not be checked. Nothing was lost. Try again shortly.',
    ko: '세션을 확인할 수 없었습니다. 잃어버린 데이터는 없습니다. 잠시 후 다시 시도해 주세요.',
  };
  return { sentence, retryAfter: 1, cause };
}

function asRefusal(error: unknown): AuthError {
  return isRefusal(error) ? error : new AuthError('INTERNAL', { cause: error });
}
