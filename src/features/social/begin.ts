import { AuthError } from '../../platform/errors/auth-error.js';
import { requireCodeChallenge } from '../handoff/codes.js';
import type { SessionAndUser } from '../sessions/session.js';
import { providerOf, type SocialDependencies } from './dependencies.js';
import { socialReasons } from './facts.js';
import { stateLifetime, type Purpose } from './state.js';

/** What an application asks for. */
export interface WantedRedirect {
  readonly provider: string;
  /** One of REDIRECT_URIS. */
  readonly redirectUri: string;
  /** Of the application's PKCE, towards us. */
  readonly codeChallenge: string;
  readonly state: string | null;
}

/** Where to send the user. `expiresIn` in seconds. */
export interface SocialRedirect {
  readonly authorizationUrl: string;
  readonly expiresIn: number;
}

/**
 * Begins a sign-in of anyone. Nothing is stored.
 * @throws AuthError `PROVIDER_UNKNOWN`, `PROVIDER_UNAVAILABLE`, `REDIRECT_REFUSED`, `CODE_CHALLENGE_INVALID`
 */
export function beginSignIn(
  dependencies: SocialDependencies,
  wanted: WantedRedirect,
): Promise<SocialRedirect> {
  return begin(dependencies, wanted, { purpose: 'sign-in' });
}

/** Begins to link an identity, in this session. @throws AuthError as `beginSignIn` */
export function beginLink(
  dependencies: SocialDependencies,
  { user, session }: SessionAndUser,
  wanted: WantedRedirect,
): Promise<SocialRedirect> {
  const purpose = { purpose: 'link', userId: user.id, sessionId: session.id } as const;
  return begin(dependencies, wanted, purpose);
}

/**
 * Begins a proof, in this session: the provider is asked to let the user sign in again.
 * @throws AuthError as `beginSignIn`, and `IDENTITY_NOT_FOUND` without an identity there, `PROOF_TOO_OLD` where the
 * provider cannot say when its user has signed in
 */
export async function beginProof(
  dependencies: SocialDependencies,
  { user, session }: SessionAndUser,
  wanted: WantedRedirect,
): Promise<SocialRedirect> {
  const { stores, social, freshMaxAge } = dependencies;
  const provider = providerOf(social, wanted.provider);
  const own = (await stores.identities.listOf([user.id])).get(user.id) ?? [];
  if (!own.some((identity) => provider.owns(identity))) {
    throw new AuthError(socialReasons.IDENTITY_NOT_FOUND);
  }
  if (!provider.saysWhen) throw new AuthError(socialReasons.PROOF_TOO_OLD);
  const purpose = { purpose: 'proof', userId: user.id, sessionId: session.id } as const;
  return begin(dependencies, wanted, purpose, freshMaxAge);
}

async function begin(
  { social, redirects }: SocialDependencies,
  { provider: id, redirectUri, codeChallenge, state: clientState }: WantedRedirect,
  purpose: Purpose,
  maxAge?: number,
): Promise<SocialRedirect> {
  const provider = providerOf(social, id);
  redirects.require(redirectUri);
  requireCodeChallenge(codeChallenge);
  const claims = { provider: id, for: purpose, redirectUri, codeChallenge, clientState };
  const request = social.states.issue(claims);
  const authorizationUrl = await provider.authorizationUrl(request, maxAge);
  return { authorizationUrl, expiresIn: stateLifetime };
}
