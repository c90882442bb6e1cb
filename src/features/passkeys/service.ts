import type { ClientInfo } from '../../platform/client-info.js';
import type { TokenPair, TokenPairIssuer } from '../sessions/refresh-token.js';
import type { PasskeyCeremony, PasskeyResponse } from '../sessions/second-factor.js';
import type { Viewer } from '../sessions/context.js';
import type { SessionAndUser } from '../sessions/session.js';
import type { PasskeyStores, RemovalDependencies } from './dependencies.js';
import { beginProof } from './factor.js';
import { beginRegistration, finishRegistration, remove, rename } from './manage.js';
import { relatedOriginsDocument } from './options.js';
import { beginSignIn, signIn } from './sign-in.js';
import { beginSignUp, finishSignUp, type TypedNames } from './sign-up.js';
import type { Passkey } from './store.js';

/** Behind `type SignUp`. */
export interface SignUpModel {
  readonly tokens: TokenPair;
  readonly recoveryCodes: readonly string[] | null;
}

/** What a caller is, besides who. */
interface Caller {
  readonly client: ClientInfo;
  /** BCP 47 tags, the best first. */
  readonly locales: readonly string[];
}

/** The verbs of passkeys; each is described beside its code. */
export interface Passkeys {
  beginSignIn(): PasskeyCeremony;
  signIn(input: PasskeyResponse, client: ClientInfo): Promise<TokenPair>;
  beginSignUp(names: TypedNames, client: ClientInfo): Promise<PasskeyCeremony>;
  finishSignUp(input: PasskeyResponse, caller: Caller): Promise<SignUpModel>;
  beginProof(viewer: SessionAndUser): Promise<PasskeyCeremony>;
  beginRegistration(viewer: SessionAndUser): Promise<PasskeyCeremony>;
  finishRegistration(
    viewer: Viewer,
    made: { input: PasskeyResponse; label: string | null; client: ClientInfo },
  ): Promise<Passkey>;
  rename(viewer: SessionAndUser, change: { id: string; label: string }): Promise<Passkey>;
  remove(viewer: Viewer, removal: { id: string; client: ClientInfo }): Promise<void>;
  /** The passkeys of these users, by user, the oldest first. Who has none is left out. */
  listOf(userIds: readonly string[]): Promise<Map<string, Passkey[]>>;
  /** What browsers read at `/.well-known/webauthn`; `undefined`: passkeys are off. */
  readonly relatedOrigins: object | undefined;
}

export function createPasskeys<Stores extends PasskeyStores>(
  dependencies: RemovalDependencies<Stores> & { readonly pairs: TokenPairIssuer },
): Passkeys {
  const { pairs, stores, passkeySetting } = dependencies;
  const { webAuthn, relyingParty } = passkeySetting;
  return {
    beginSignIn: () => beginSignIn(dependencies),
    signIn: async (input, client) => pairs.issue(await signIn(dependencies, input, client)),
    beginSignUp: (names, client) => beginSignUp(dependencies, names, client),
    async finishSignUp(input, caller) {
      const { signedIn, recoveryCodes } = await finishSignUp(dependencies, input, caller);
      return { tokens: pairs.issue(signedIn), recoveryCodes };
    },
    beginProof: (viewer) => beginProof(dependencies, viewer),
    beginRegistration: (viewer) => beginRegistration(dependencies, viewer),
    finishRegistration: (viewer, made) => finishRegistration(dependencies, viewer, made),
    rename: (viewer, change) => rename(dependencies, viewer, change),
    remove: (viewer, removal) => remove(dependencies, viewer, removal),
    listOf: (userIds) => stores.passkeys.listOf(userIds),
    relatedOrigins: webAuthn && relatedOriginsDocument(relyingParty.origins),
  };
}
