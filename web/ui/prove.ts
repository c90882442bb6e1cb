import { BeginIdentityProofDocument } from '../../src/generated/client-operations.js';
import { leaveFor } from './provider-trip.js';
import { session } from './session.js';

/** Sends the user to a provider, to sign in there again. `/account` takes what it brings, and leads back to this page. */
export function proveAt(provider: string): Promise<void> {
  return leaveFor(async (wanted) => {
    const asked = { ...wanted, provider };
    const { redirect } = await session.request(BeginIdentityProofDocument, asked);
    return redirect.authorizationUrl;
  }, location.href);
}
