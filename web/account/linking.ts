import { BeginIdentityLinkDocument, FinishIdentityLinkDocument } from '../generated/account.js';
import { leaveFor, readReturn } from '../ui/provider-trip.js';
import { asUser } from '../ui/step-up.js';

/** What a provider has brought: it is read once, when the page is loaded. */
export const returned = readReturn();

/** Whether it was brought to prove who is here, and not to link an account. */
export const isOfProof = returned?.returnTo !== undefined;

let isTaken = false;

/** Sends the user to a provider. */
export function beginLink(provider: string): Promise<void> {
  return leaveFor(async (wanted) => {
    const { redirect } = await asUser(BeginIdentityLinkDocument, { ...wanted, provider });
    return redirect.authorizationUrl;
  });
}

/** What was brought, the first time. */
export function takeReturned(): { code: string; codeVerifier: string } | undefined {
  if (returned === undefined || returned.code === null || isTaken) return undefined;
  isTaken = true;
  return { code: returned.code, codeVerifier: returned.codeVerifier };
}

/** Links what the provider has brought, once. @returns the id of the provider; `undefined` if nothing was begun */
export async function finishLink(): Promise<string | undefined> {
  const input = isOfProof ? undefined : takeReturned();
  if (input === undefined) return undefined;
  const { identity } = await asUser(FinishIdentityLinkDocument, { input });
  return identity.provider;
}
