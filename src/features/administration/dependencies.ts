import type { AccessTokenIssuer } from '../sessions/access-token.js';
import type { AccountDependencies } from '../passwords/dependencies.js';

/** What the verbs of administrators share. */
export interface AdministrationDependencies extends AccountDependencies {
  /** Whose last owner keeps it. */
  readonly adminRole: string;
  /** Issues the token of a session as someone else. */
  readonly accessTokens: AccessTokenIssuer;
  /** Seconds that such a session lives; 0: there is none. */
  readonly impersonationExpires: number;
}
