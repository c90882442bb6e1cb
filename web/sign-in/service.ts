import type { SessionUser, SignInOutcome } from '../../src/client/index.js';
import { SignInPageDocument, type SignInPageQuery } from '../generated/sign-in.js';
import { useLoad, type Load } from '../ui/load.js';
import { loadPasskeys, type Passkeys } from '../ui/passkeys.js';
import { ask } from '../ui/session.js';

/** What the service offers, as the pages use it. */
export interface Service {
  readonly byEmail: boolean;
  readonly usernames: SignInPageQuery['serverInfo']['usernames'];
  readonly hasMail: boolean;
  /** `undefined` where the service or the browser has none. */
  readonly passkeys: Passkeys | undefined;
  readonly password: SignInPageQuery['serverInfo']['password'];
  readonly providers: SignInPageQuery['identityProviders'];
}

/** What a step does with what a sign-in has come to. */
export type Enter = (outcome: SignInOutcome) => void;

async function readService(): Promise<Service> {
  const { serverInfo, identityProviders } = await ask(SignInPageDocument, {});
  const { signInMethods, usernames, password } = serverInfo;
  return {
    byEmail: usernames === 'OFF',
    usernames,
    hasMail: signInMethods.includes('EMAIL_CODE'),
    passkeys: signInMethods.includes('PASSKEY') ? await loadPasskeys() : undefined,
    password,
    providers: identityProviders,
  };
}

export function useService(): Load<Service> {
  return useLoad(readService);
}

/** How a user is called: by the address where people have no usernames that they know. */
export function nameOf(user: SessionUser, { byEmail }: Pick<Service, 'byEmail'>): string {
  return byEmail ? (user.email ?? user.username) : user.username;
}

/** The token of a mailed link: in the fragment, or, with a link of the operator's own, in the query. */
export const linkToken =
  new URLSearchParams(location.hash.slice(1)).get('token') ??
  new URLSearchParams(location.search).get('token');

/** What is left of a used token need not stay in the address. */
export function forgetToken(): void {
  history.replaceState(null, '', location.pathname);
}
