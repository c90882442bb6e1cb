import type { ClientInfo } from '../../platform/client-info.js';
import type { StoredSecret } from '../../platform/one-time-tokens/one-time-token.js';
import type { AccountDependencies, SignedIn } from '../passwords/dependencies.js';
import type { AccountStores } from '../accounts/stores.js';
import { speaksFor } from '../email-addresses/proof.js';

/** Who is about to be signed in, and how the secret that speaks for them is used up. */
export interface MailedProof {
  /** The user of the secret; `''` for nobody, which costs the same. */
  readonly userId: string;
  readonly take: (stores: AccountStores) => Promise<StoredSecret | undefined>;
  readonly client: ClientInfo;
}

/** Uses the secret up and begins a session, both or neither; `undefined` if it speaks for nobody. */
export function signIn(
  { transact, newSession, beginSession }: AccountDependencies,
  { userId, take, client }: MailedProof,
): Promise<SignedIn | undefined> {
  return transact(async (stores) => {
    // The account first, as everywhere: a reset or a change of the address is done before, or after.
    const user = await stores.users.hold(userId);
    const secret = await take(stores);
    if (!speaksFor(secret, user)) return undefined;
    const session = newSession(user, client);
    await beginSession(stores, session);
    return { session, user };
  });
}

/** Records a sign-in by mail. */
export function recordSignIn(
  { audit }: AccountDependencies,
  { user, session }: SignedIn,
  { client, method }: { client: ClientInfo; method: 'email_link' | 'email_code' },
): void {
  const { id: sessionId } = session;
  audit.record({ type: 'login.succeeded', userId: user.id, sessionId, client, detail: { method } });
}
