import { randomUUID } from 'node:crypto';
import { numericDate, type Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { signJwt } from '../../jwt/sign.js';
import { isTwoFactors, type Session, type SessionAndUser } from './session.js';
import type { User } from '../accounts/user.js';
import type { KeyRing } from '../signing-keys/key-ring.js';
import { tokenTypes } from '../../jwt/keys.js';

export interface AccessTokenOptions {
  readonly keyRing: KeyRing;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** The scopes that come with roles. */
  readonly scopesOf: (roles: readonly string[]) => readonly string[];
  /** Roles that only sessions of two factors have. Default: none. */
  readonly mfaRequiredRoles?: readonly string[];
  /** Whether tokens carry the public metadata. Default: no. */
  readonly withMetadata?: boolean;
  /** Claims of the application; our names are not allowed. */
  readonly customClaims?: (subject: {
    user: User;
    session: Session;
  }) => Readonly<Record<string, unknown>>;
}

/** A signed token and its lifetime in seconds. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresIn: number;
}

export interface AccessTokenIssuer {
  /**
   * Asks the application for its claims in the next token of this session. To be called in the transaction that uses
   * something up for the token: a fault then undoes it. `undefined` if the application has no claims.
   * @throws what the application throws, and as `issue` does, but for the length of the token
   */
  readonly prepare: PrepareToken | undefined;
  /**
   * @param request.at when the database was asked (ms): the `iat`. What is revoked after that has a later time, however
   *   long the token takes to be signed
   * @param request.lifetime seconds; cut off where the session ends
   * @returns the token, and the seconds that are left of it
   * @throws AuthError `TOKEN_EXPIRED` in the last second of a session, too short for a token
   * @throws TypeError if the application's claims have a name that is taken, or make the token too long
   */
  issue(request: { user: User; session: Session; at: number; lifetime: number }): IssuedToken;
}

export type PrepareToken = (subject: SessionAndUser) => void;

/**
 * Issues access tokens as RFC 9068 §2 profiles them, with `sid` and `roles`, and with `act` (RFC 8693
 * §4.1) in a session that an administrator has begun as the user.
 */
export function createAccessTokenIssuer(options: AccessTokenOptions): AccessTokenIssuer {
  const { keyRing, customClaims } = options;
  const prepared = new WeakMap<Session, Readonly<Record<string, unknown>>>();

  function customOf({ user, session }: SessionAndUser, ours: object) {
    const custom = customClaims?.({ user, session }) ?? {};
    if ('then' in custom) throw new TypeError('accessTokenClaims must not return a promise');
    refuseTakenNames(custom, { ...ours, acr: undefined, act: undefined });
    return custom;
  }

  return {
    prepare:
      customClaims &&
      ((subject) => {
        const ours = claimsOf(options, subject, { at: subject.session.lastUsedAt, lifetime: 1 });
        prepared.set(subject.session, customOf(subject, ours));
      }),
    issue({ user, session, at, lifetime }) {
      const claims = claimsOf(options, { user, session }, { at, lifetime });
      const custom = prepared.get(session) ?? customOf({ user, session }, claims);
      prepared.delete(session);
      const actor = session.actorId === null ? {} : { act: { sub: session.actorId } };
      const token = signJwt(
        { ...custom, ...claims, ...actor },
        { typ: tokenTypes.access, key: keyRing.signingKey() },
      );
      const late = Math.floor((options.clock.now() - at) / 1000);
      return { token, expiresIn: Math.max(claims.exp - claims.iat - late, 0) };
    },
  };
}

/** Ours, but for `act`. */
function claimsOf(
  options: AccessTokenOptions,
  { user, session }: SessionAndUser,
  { at, lifetime }: { at: number; lifetime: number },
) {
  const { issuer, audience, scopesOf, mfaRequiredRoles = [], withMetadata = false } = options;
  const iat = numericDate(at);
  const expiresIn = Math.min(lifetime, numericDate(session.expiresAt) - iat);
  if (expiresIn <= 0) throw new AuthError('TOKEN_EXPIRED');
  // What the user has now, and no more than what the session began with, and has proved enough for.
  const withheld = isTwoFactors(session) ? [] : mfaRequiredRoles;
  const roles = user.roles.filter(
    (role) => session.roles.includes(role) && !withheld.includes(role),
  );
  return {
    iss: issuer,
    sub: user.id,
    aud: audience,
    exp: iat + expiresIn,
    iat,
    nbf: iat,
    jti: randomUUID(),
    sid: session.id,
    auth_time: numericDate(session.authenticatedAt),
    amr: session.amr,
    ...(session.acr !== null && { acr: session.acr }),
    roles,
    scope: [...new Set(scopesOf(roles))].join(' '),
    ...(withMetadata && { metadata: user.publicMetadata }),
  };
}

function refuseTakenNames(custom: object, claims: object): void {
  const taken = Object.keys(custom).filter((name) => Object.hasOwn(claims, name));
  if (taken.length > 0) {
    throw new TypeError(`accessTokenClaims must not set ${taken.join(', ')}: they are Authgraph's`);
  }
}
