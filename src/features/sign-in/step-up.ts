import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { StepUpInput } from '../../generated/resolver-types.js';
import type { TokenPair } from '../sessions/refresh-token.js';
import type { FactorProof, FactorProofs } from '../sessions/second-factor.js';
import { sessionReasons } from '../sessions/facts.js';
import { isRecovery, type SessionAndUser } from '../sessions/session.js';
import { raise } from '../two-step/two-step.js';
import {
  factorOf,
  isFactorProof,
  limitedProof,
  wrongProof,
  type OneOf,
  type SignInDependencies,
  type SignInStores,
} from './dependencies.js';

/** Proofs of one factor in a session, by their field of the input. A field without one does not compile. */
export type StepUpDoors = {
  readonly [Name in Exclude<keyof StepUpInput, keyof FactorProofs>]-?: (
    viewer: SessionAndUser,
    proof: NonNullable<StepUpInput[Name]>,
    client: ClientInfo,
  ) => Promise<TokenPair>;
};

/**
 * Proves the identity again in a running session. `auth_time` becomes now, the level that of the proof, and roles that
 * were granted since the sign-in take effect. The generation stays, so that other tabs' refresh tokens stay valid.
 * With two-step sign-in a proof of one factor changes nothing.
 * @throws AuthError `STEP_UP_REQUIRED`, `INVALID_CREDENTIALS`, `CODE_INVALID`, `PASSKEY_INVALID`, `TOKEN_REVOKED`,
 * `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function stepUp<Stores extends SignInStores>(
  dependencies: SignInDependencies<Stores> & { readonly stepUpDoors: StepUpDoors },
  viewer: SessionAndUser,
  proof: OneOf<StepUpInput>,
  client: ClientInfo,
): Promise<TokenPair> {
  const { factors, pairs, stepUpDoors, stepUpRefusal } = dependencies;
  if (isFactorProof(factors, proof)) {
    // Two codes of one list are one factor, twice.
    if (proof.name === 'recoveryCode' && isRecovery(viewer.session)) {
      throw new AuthError(sessionReasons.CODE_INVALID, { sentence: secondCode });
    }
    return pairs.issue(await proveFactor(dependencies, viewer, proof, client));
  }
  if (viewer.user.twoStepSince !== null) throw await stepUpRefusal(viewer.user.id);
  const { name, value } = proof as { name: keyof StepUpDoors; value: never };
  return stepUpDoors[name](viewer, value, client);
}

const secondCode = {
  message: 'A recovery code has opened this session. Prove your identity by something else.',
  ko: '복구 코드로 시작한 세션입니다. 다른 방법으로 본인 확인을 해 주세요.',
};

async function proveFactor<Stores extends SignInStores>(
  dependencies: SignInDependencies<Stores>,
  { session, user: { id } }: SessionAndUser,
  proof: FactorProof,
  client: ClientInfo,
): Promise<SessionAndUser> {
  const { stores, transact, clock, audit, factors } = dependencies;
  const factor = factorOf(factors, proof);
  const known = await stores.users.find({ id });
  if (known === undefined) throw new AuthError('TOKEN_REVOKED');
  return limitedProof(dependencies, factor, { user: known, client }, () =>
    transact(async (changing) => {
      const user = await changing.users.lockUser(id);
      if (user?.disabledAt !== null) throw new AuthError('TOKEN_REVOKED');
      const shown = await factor.use(changing, { user, proof, client, sessionId: session.id });
      if (shown === undefined) throw wrongProof;
      const now = clock.now();
      const raised = await raise(changing, session, { proof: shown, roles: user.roles, now });
      const proved = { userId: id, sessionId: session.id, client };
      const detail = { method: factor.method.toLowerCase() };
      await audit.recordIn(changing, { type: 'identity.proved', ...proved, detail });
      return raised;
    }),
  );
}
