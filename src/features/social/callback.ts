import { AuthError } from '../../platform/errors/auth-error.js';
import { readForm, sendError, sendText } from '../../platform/http/body.js';
import { refusalFor } from '../../platform/http/client-info.js';
import { prefersHtml } from '../../platform/http/front-door.js';
import type { Exchange, Route } from '../../platform/route.js';
import { redirectUrl } from '../handoff/redirects.js';
import type { SocialDependencies } from './dependencies.js';
import { socialReasons } from './facts.js';
import type { IdentityClient, StatedIdentity } from './identity-client.js';
import { maxState, type OpenState } from './state.js';

/** Seconds that an application has to exchange a code. */
const codeLifetime = 60;
/** Seconds, while a new user may have to choose a username. */
const newCodeLifetime = 600;

/** What providers say when their users say no (RFC 6749 §4.1.2.1); the second one is Apple's. */
const declined = ['access_denied', 'user_cancelled_authorize'];

/**
 * Where a provider sends its users back to. It ends with a redirect to the application, which brings a code for it, or
 * the reason that there is none. An answer that belongs to no request of ours is answered here: it leads nowhere.
 */
export function createCallback(dependencies: SocialDependencies, provider: IdentityClient): Route {
  return {
    // Apple sends a form.
    methods: ['GET', 'POST'],
    async handle(exchange) {
      const answer = await answerOf(exchange);
      const state = openState(dependencies, provider, answer);
      if (state === undefined) return refuse(exchange, dependencies);
      const { redirectUri, clientState } = state;
      const outcome = await outcomeOf(dependencies, provider, { answer, state, exchange });
      const { response } = exchange;
      response.statusCode = 303;
      response.setHeader('location', redirectUrl(redirectUri, outcome, clientState));
      response.setHeader('cache-control', 'no-store');
      response.setHeader('referrer-policy', 'no-referrer');
      response.end();
    },
  };
}

/** A person gets a page, or a sentence where there are no pages; a program gets the reason. Nothing that was sent is in it. */
function refuse(
  exchange: Exchange,
  { refusalPage }: Pick<SocialDependencies, 'refusalPage'>,
): void | Promise<void> {
  const { request, response } = exchange;
  if (prefersHtml(request) && refusalPage !== undefined) return refusalPage(exchange);
  const refusal = refusalFor(request, new AuthError(socialReasons.PROVIDER_ANSWER_INVALID));
  response.setHeader('vary', 'Accept, Accept-Language');
  if (prefersHtml(request)) sendText(response, 400, refusal.message);
  else sendError(response, 400, refusal);
}

interface Answered {
  readonly answer: URLSearchParams;
  readonly state: OpenState;
  readonly exchange: Exchange;
}

async function answerOf({ request, url }: Exchange): Promise<URLSearchParams> {
  return request.method === 'POST' ? readForm(request) : new URLSearchParams(url.search);
}

/** A parameter that is no longer than our state, and stands there once; of two, nobody knows which one was meant. */
function parameter(answer: URLSearchParams, name: string): string | null {
  const [value = null, ...others] = answer.getAll(name);
  return others.length > 0 || (value !== null && value.length > maxState) ? null : value;
}

/** The request that an answer belongs to; `undefined` if there is none that still stands. */
function openState(
  { social, redirects }: SocialDependencies,
  { id }: IdentityClient,
  answer: URLSearchParams,
): OpenState | undefined {
  const state = social.states.open(parameter(answer, 'state') ?? '');
  if (state?.provider !== id) return undefined;
  try {
    // It may have been taken from the list since.
    redirects.require(state.redirectUri);
    return state;
  } catch {
    return undefined;
  }
}

/** @throws AuthError `SERVICE_UNAVAILABLE` of our own database; all else is an outcome */
async function outcomeOf(
  dependencies: SocialDependencies,
  provider: IdentityClient,
  { answer, state, exchange: { client } }: Answered,
): Promise<{ code: string } | { error: string }> {
  const { rateLimits, audit } = dependencies;
  const error = parameter(answer, 'error');
  if (error !== null) return { error: declined.includes(error) ? 'access_denied' : refused };
  const attempt = { kind: 'provider', address: client.ipAddress };
  try {
    // Failures are counted by the address: each of them costs the provider a request.
    const stated = await rateLimits.addressAttempt(attempt, () =>
      identify(provider, answer, state),
    );
    if (stated !== undefined) return { code: await codeFor(dependencies, state, stated) };
    if (state.for.purpose === 'sign-in') audit.record({ type: 'login.failed', client });
    return { error: refused };
  } catch (fault) {
    const isOutcome =
      fault instanceof AuthError &&
      ['PROVIDER_UNAVAILABLE', 'TOO_MANY_ATTEMPTS'].includes(fault.reason);
    if (isOutcome) return { error: fault.reason };
    throw fault;
  }
}

const refused = socialReasons.PROVIDER_REFUSED.reason;

async function identify(
  provider: IdentityClient,
  answer: URLSearchParams,
  { request }: OpenState,
): Promise<StatedIdentity | undefined> {
  const code = parameter(answer, 'code');
  const isOnce = answer.getAll('iss').length < 2;
  if (code === null || code === '' || !isOnce) return undefined;
  const iss = parameter(answer, 'iss');
  return provider.identify({ code, iss, name: nameOf(parameter(answer, 'user')) }, request);
}

/** Apple says a name once, in JSON beside the code. The user has it in the hands: it is a name, and proves nothing. */
function nameOf(user: string | null): string | null {
  if (user === null) return null;
  try {
    const { name } = JSON.parse(user) as { name?: { firstName?: unknown; lastName?: unknown } };
    const parts = [name?.firstName, name?.lastName].filter((part) => typeof part === 'string');
    return parts.join(' ');
  } catch {
    return null;
  }
}

/** The code that the application exchanges, by its verifier. Nothing is stored. */
async function codeFor(
  { stores, codes }: SocialDependencies,
  { provider, for: purpose, codeChallenge }: OpenState,
  stated: StatedIdentity,
): Promise<string> {
  const isNew =
    purpose.purpose === 'sign-in' && (await stores.identities.find(stated)) === undefined;
  const subject = { provider, for: purpose, ...stated };
  const lifetime = isNew ? newCodeLifetime : codeLifetime;
  return codes.issue({ kind: 'identity', subject, codeChallenge, lifetime });
}
