import { AuthError } from '../../platform/errors/auth-error.js';
import { ruleFor, type Feature } from '../../platform/feature.js';
import { text } from '../../platform/maxima.js';
import { usernameMaximum } from '../accounts/identifiers.js';
import { handoffReasons } from './facts.js';
import { maxRedirectUri } from './redirects.js';
import type { Handoffs } from './service.js';

export interface HandoffServices {
  readonly handoffs: Handoffs;
}

const { HANDOFF_INVALID, REDIRECT_REFUSED, CODE_CHALLENGE_INVALID } = handoffReasons;

/** UTF-16 code units: a cookie, whose roles a code repeats, has no more. */
const codeMaximum = text(4096, HANDOFF_INVALID);
/** RFC 7636 §4.1 */
const codeVerifierMaximum = text(128, HANDOFF_INVALID);

/** What every field takes that sends users on with a code. */
export const redirectMaxima = {
  redirectUri: text(maxRedirectUri, REDIRECT_REFUSED),
  /** RFC 7636 §4.2 */
  codeChallenge: text(43, CODE_CHALLENGE_INVALID),
  state: text(512),
};

/** Sessions that the service's own pages hand over to applications, and the codes of all hand-offs. */
export const handoff: Feature<HandoffServices> = {
  resolvers: ({ handoffs }) => ({
    Mutation: {
      createHandoff(_parent, { state = null, ...wanted }, { auth, refreshCookie }) {
        // The cookie says whose session it is; the page that shows another's must not hand this one over.
        if (auth.status === 'authenticated' && auth.principal.actorId !== null) {
          throw new AuthError('IMPERSONATED');
        }
        return handoffs.create(refreshCookie.token, { ...wanted, state });
      },
    },
  }),
  maxima: () => ({
    'Mutation.createHandoff(redirectUri:)': redirectMaxima.redirectUri,
    'Mutation.createHandoff(codeChallenge:)': redirectMaxima.codeChallenge,
    'Mutation.createHandoff(state:)': redirectMaxima.state,
    'HandoffInput.code': codeMaximum,
    'HandoffInput.codeVerifier': codeVerifierMaximum,
    'SocialSignIn.code': codeMaximum,
    'SocialSignIn.codeVerifier': codeVerifierMaximum,
    'SocialSignIn.username': usernameMaximum,
  }),
  permissions: ({ allow }) => ({
    Mutation: { createHandoff: allow },
    Handoff: ruleFor(allow, 'redirectUrl', 'expiresIn'),
  }),
};
