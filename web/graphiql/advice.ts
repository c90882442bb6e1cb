import { tokensOf } from './tokens.js';

/** Where the reader stands, and the tabs that lead on, by the names of their operations. */
export interface Advice {
  readonly text: string;
  readonly tabs: readonly string[];
}

export const atTheStart: Advice = { text: 'Not signed in. Run', tabs: ['Register', 'Login'] };

const signedIn: Advice = {
  text: 'Signed in: every tab has the access token in its headers, until you leave this page.',
  tabs: [],
};
const signedOut: Advice = {
  text: 'Signed out: the tokens of this session are worthless now. For a new one, run',
  tabs: ['Login'],
};

/** By the reason of a refusal. */
const helpful: Readonly<Record<string, Advice>> = {
  TOKEN_MISSING: {
    text: 'This needs an access token, and the headers have none. Run',
    tabs: ['Register', 'Login'],
  },
  TOKEN_INVALID: { text: 'This access token is not one of ours. Run', tabs: ['Login'] },
  TOKEN_EXPIRED: { text: 'The token has expired. Run', tabs: ['Refresh', 'Login'] },
  TOKEN_REVOKED: { text: 'This session has ended. For a new one, run', tabs: ['Login'] },
  TOKEN_REUSED: {
    text: 'A refresh token was used twice, so its session has ended. Run',
    tabs: ['Login'],
  },
  MFA_REQUIRED: { text: 'This account has two-step sign-in. Run', tabs: ['SignIn'] },
  MFA_TOKEN_INVALID: { text: 'This challenge is over. For a new one, run', tabs: ['SignIn'] },
  USERNAME_TAKEN: { text: 'There is an account of this name already. Run', tabs: ['Login'] },
  INVALID_CREDENTIALS: {
    text: 'There is no such account, or the password is another one. Run',
    tabs: ['Register'],
  },
};

const challenged: Advice = {
  text: 'One factor is proved. Put the mfaToken and a code into the variables, and run',
  tabs: ['CompleteMfa'],
};

/** Mutations that end the session they are run in. */
const endings = ['logout', 'logoutEverywhere', 'deleteAccount', 'disableAccount'];

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly reason?: unknown } }[];
}

/** What an answer changes for the reader; `undefined`: nothing. */
export function adviceFor(answer: Answer): Advice | undefined {
  const reasons = (answer.errors ?? []).map(({ extensions }) => String(extensions?.reason));
  const known = reasons.map((reason) => helpful[reason]).find((advice) => advice !== undefined);
  if (known !== undefined) return known;
  if (tokensOf(answer) !== undefined) return signedIn;
  const data = (answer.data ?? {}) as Record<string, unknown>;
  if (Object.values(data).some(isChallenge)) return challenged;
  return endings.some((name) => data[name] === true) ? signedOut : undefined;
}

function isChallenge(field: unknown): boolean {
  return typeof field === 'object' && field !== null && 'mfaToken' in field;
}
