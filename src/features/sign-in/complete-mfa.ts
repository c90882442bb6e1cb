import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { recordSignIn } from '../sessions/begin-session.js';
import type { FactorProof, SecondFactor } from '../sessions/second-factor.js';
import { strongerLevel, type ProofOfIdentity, type SessionAndUser } from '../sessions/session.js';
import {
  factorOf,
  limitedProof,
  wrongProof,
  type SignInDependencies,
  type SignInStores,
} from './dependencies.js';
import { signInReasons } from './facts.js';
import type { MfaClaims } from './mfa-token.js';

/**
 * Completes a challenge with a second factor, and begins the session. The token of the challenge, the proof and the
 * session are one transaction: of any number of callers one gets a session, and a fault before it uses nothing up.
 * @throws AuthError `MFA_TOKEN_INVALID`, `CODE_INVALID`, `PASSKEY_INVALID`, `TOO_MANY_ATTEMPTS`
 */
export async function completeMfa<Stores extends SignInStores>(
  dependencies: SignInDependencies<Stores>,
  { mfaToken, ...shown }: { mfaToken: string; proof: FactorProof; client: ClientInfo },
): Promise<SessionAndUser> {
  const { stores, factors, mfaTokens, hooks } = dependencies;
  const { client } = shown;
  const claims = mfaTokens.verify(mfaToken);
  const user = await stores.users.find({ id: claims.userId });
  if (user === undefined) throw new AuthError(signInReasons.MFA_TOKEN_INVALID);
  const factor = factorOf(factors, shown.proof);
  const signedIn = await limitedProof(dependencies, factor, { user, client }, () =>
    complete(dependencies, factor, { ...shown, claims }),
  );
  await hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

interface Completion {
  readonly claims: MfaClaims;
  readonly proof: FactorProof;
  readonly client: ClientInfo;
}

function complete<Stores extends SignInStores>(
  { transact, mfaTokens, useBasis, beginSession, audit }: SignInDependencies<Stores>,
  factor: SecondFactor<Stores>,
  { claims, proof, client }: Completion,
): Promise<SessionAndUser> {
  return transact(async (stores) => {
    // The account first, as everywhere: another password, or its end, comes before or after.
    const user = await stores.users.lockUser(claims.userId);
    const credentials = await stores.users.findCredentials({ id: claims.userId });
    const stands =
      user?.disabledAt === null &&
      credentials !== undefined &&
      mfaTokens.matches(claims, credentials) &&
      (claims.basis === undefined || (await useBasis(stores, claims.userId, claims.basis))) &&
      (await stores.usedTokens.use(claims.id, claims.expiresAt));
    if (!stands) throw new AuthError(signInReasons.MFA_TOKEN_INVALID);
    const second = await factor.use(stores, { user, proof, client, sessionId: null });
    if (second === undefined) throw wrongProof;
    // The link or code of the first step was left as it was.
    if (claims.proof.amr.includes('email')) await stores.oneTimeTokens.removeAllOfUser(user.id);
    const both = bothSteps(claims.proof, second);
    const method = factor.method.toLowerCase();
    const session = await beginSession(stores, { user, client, proof: both }, (begun) =>
      recordSignIn(audit, stores, { session: begun, client, method }),
    );
    return { session, user };
  });
}

function bothSteps(first: ProofOfIdentity, second: ProofOfIdentity): ProofOfIdentity {
  const amr = [...new Set([...first.amr, ...second.amr, 'mfa'])];
  return { amr, acr: strongerLevel(second.acr, 'aal2') };
}
