import type { ClientInfo } from '../../platform/client-info.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { HookCalls } from '../sessions/hooks.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { OpenedHandoff, ShownHandoff } from './codes.js';
import { handoffReasons } from './facts.js';
import {
  createSessionHandoff,
  takeSessionOver,
  type Handoff,
  type SessionHandoffDependencies,
  type WantedHandoff,
} from './session.js';

/** A code, and what a new account needs. */
export interface ShownSignIn extends ShownHandoff {
  readonly username?: string | null;
}

/** Codes of kind `identity`: a feature that asks providers brings what they do. */
export interface IdentityHandoffs {
  /** @throws AuthError `HANDOFF_INVALID`, and whatever keeps the code good, such as a username that is missing */
  signIn(
    opened: OpenedHandoff,
    given: { username: string | null; client: ClientInfo },
  ): Promise<SessionAndUser>;
  /** @throws AuthError `HANDOFF_INVALID` */
  stepUp(
    viewer: SessionAndUser,
    opened: OpenedHandoff,
    client: ClientInfo,
  ): Promise<SessionAndUser>;
}

/** Sign-ins that go on in another place than where they began. */
export interface Handoffs {
  /** See `createSessionHandoff`. */
  create(refreshToken: string | undefined, wanted: WantedHandoff): Promise<Handoff>;
  /**
   * Begins a session by a code, as its kind says.
   * @throws AuthError `HANDOFF_INVALID`, `TOO_MANY_ATTEMPTS`; `MFA_REQUIRED` leaves the code as it is
   */
  signIn(shown: ShownSignIn, client: ClientInfo): Promise<TokenPair>;
  /** Proves the identity in a session by a code of kind `identity`. @throws AuthError `HANDOFF_INVALID`, `TOO_MANY_ATTEMPTS` */
  stepUp(viewer: SessionAndUser, shown: ShownHandoff, client: ClientInfo): Promise<TokenPair>;
}

export interface HandoffDependencies extends SessionHandoffDependencies {
  readonly pairs: TokenPairIssuer;
  readonly rateLimits: Pick<RateLimits, 'countAttempt'>;
  readonly hooks: HookCalls;
  readonly identities: IdentityHandoffs;
}

export function createHandoffs(dependencies: HandoffDependencies): Handoffs {
  const { codes, pairs, rateLimits, hooks, audit, identities } = dependencies;

  async function begin({ username = null, ...shown }: ShownSignIn, client: ClientInfo) {
    const opened = codes.open(shown);
    await rateLimits.countAttempt(client.ipAddress);
    if (opened.kind === 'identity') return identities.signIn(opened, { username, client });
    await hooks.before('beforeSignIn', { method: 'handoff', name: null }, client);
    const signedIn = await takeSessionOver(dependencies, opened, client);
    await hooks.after('afterSignIn', signedIn, client);
    return signedIn;
  }

  return {
    create: (refreshToken, wanted) => createSessionHandoff(dependencies, refreshToken, wanted),

    async signIn(shown, client) {
      try {
        return pairs.issue(await begin(shown, client));
      } catch (error) {
        // Nobody guesses a code, so none is counted against anyone.
        if (isInvalid(error)) audit.record({ type: 'login.failed', client });
        throw error;
      }
    },

    async stepUp(viewer, shown, client) {
      const opened = codes.open(shown);
      if (opened.kind !== 'identity') throw new AuthError(handoffReasons.HANDOFF_INVALID);
      await rateLimits.countAttempt(client.ipAddress);
      return pairs.issue(await identities.stepUp(viewer, opened, client));
    },
  };
}

function isInvalid(error: unknown): boolean {
  return error instanceof AuthError && error.reason === 'HANDOFF_INVALID';
}
