import { randomUUID } from 'node:crypto';
import { numericDate, type Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { signJwt } from '../../jwt/sign.js';
import type { Session } from './session.js';
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
   * @param request.lifetime seconds; cut off where the session ends
   * @throws AuthError `TOKEN_EXPIRED` in the last second of a session, too short for a token
   * @throws TypeError if the application's claims have a name that is taken, or make the token too long
   */
  issue(request: { user: User; session: Session; lifetime: number }): IssuedToken;
}

/**
 * Issues access tokens as RFC 9068 §2 profiles them, with `sid` and `roles`, and with `act` (RFC 8693
 * §4.1) in a session that an administrator has begun as the user.
 */
export function createAccessTokenIssuer(options: AccessTokenOptions): AccessTokenIssuer {
  const { keyRing, issuer, audience, clock, scopesOf, withMetadata = false } = options;
  return {
    issue({ user, session, lifetime }) {
      const now = numericDate(clock.now());
      const expiresIn = Math.min(lifetime, numericDate(session.expiresAt) - now);
      if (expiresIn <= 0) throw new AuthError('TOKEN_EXPIRED');
      // What the user has now, and no more than what the session began with.
      const roles = user.roles.filter((role) => session.roles.includes(role));
      const claims = {
        iss: issuer,
        sub: user.id,
        aud: audience,
        exp: now + expiresIn,
        iat: now,
        nbf: now,
        jti: randomUUID(),
        sid: session.id,
        auth_time: numericDate(session.authenticatedAt),
        amr: session.amr,
        ...(session.acr !== null && { acr: session.acr }),
        roles,
        scope: [...new Set(scopesOf(roles))].join(' '),
        ...(withMetadata && { metadata: user.publicMetadata }),
      };
      const actor = session.actorId === null ? {} : { act: { sub: session.actorId } };
      const custom = options.customClaims?.({ user, session }) ?? {};
      if ('then' in custom) throw new TypeError('accessTokenClaims must not return a promise');
      refuseTakenNames(custom, { ...claims, acr: undefined, act: undefined });
      const token = signJwt(
        { ...custom, ...claims, ...actor },
        { typ: tokenTypes.access, key: keyRing.signingKey() },
      );
      return { token, expiresIn };
    },
  };
}

function refuseTakenNames(custom: object, claims: object): void {
  const taken = Object.keys(custom).filter((name) => Object.hasOwn(claims, name));
  if (taken.length > 0) {
    throw new TypeError(`accessTokenClaims must not set ${taken.join(', ')}: they are Authgraph's`);
  }
}
