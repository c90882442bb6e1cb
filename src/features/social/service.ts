import type { ClientInfo } from '../../platform/client-info.js';
import type { FeatureRoutes } from '../../platform/route.js';
import type { ShownHandoff } from '../handoff/codes.js';
import type { IdentityHandoffs } from '../handoff/service.js';
import type { Viewer } from '../sessions/context.js';
import type { SessionAndUser } from '../sessions/session.js';
import {
  beginLink,
  beginProof,
  beginSignIn,
  type SocialRedirect,
  type WantedRedirect,
} from './begin.js';
import { createCallback } from './callback.js';
import type { SocialDependencies } from './dependencies.js';
import { finishLink, stepUp, unlink } from './link.js';
import { callbackPath } from './options.js';
import { signIn } from './sign-in.js';
import type { Identity } from './store.js';

/** The verbs of identities; each is described beside its code. */
export interface Social extends IdentityHandoffs {
  /** Those that users can choose from, in the order in which they are offered. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  beginSignIn(wanted: WantedRedirect): Promise<SocialRedirect>;
  beginLink(viewer: SessionAndUser, wanted: WantedRedirect): Promise<SocialRedirect>;
  beginProof(viewer: SessionAndUser, wanted: WantedRedirect): Promise<SocialRedirect>;
  finishLink(viewer: Viewer, shown: ShownHandoff & { client: ClientInfo }): Promise<Identity>;
  unlink(viewer: Viewer, removal: { id: string; client: ClientInfo }): Promise<void>;
  /** The identities of these users, by user, the oldest first. Who has none is left out. */
  readonly listOf: (userIds: readonly string[]) => Promise<Map<string, Identity[]>>;
  /** Where providers send their users back to, by path. */
  readonly callbacks: FeatureRoutes;
}

export function createSocial(dependencies: SocialDependencies): Social {
  const providers = [...dependencies.social.providers.values()];
  const callbacks = providers.map(
    (provider) => [callbackPath(provider.id), createCallback(dependencies, provider)] as const,
  );
  return {
    providers: providers.map(({ id, name }) => ({ id, name })),
    beginSignIn: (wanted) => beginSignIn(dependencies, wanted),
    beginLink: (viewer, wanted) => beginLink(dependencies, viewer, wanted),
    beginProof: (viewer, wanted) => beginProof(dependencies, viewer, wanted),
    finishLink: (viewer, shown) => finishLink(dependencies, viewer, shown),
    unlink: (viewer, removal) => unlink(dependencies, viewer, removal),
    signIn: (opened, given) => signIn(dependencies, opened, given),
    stepUp: (viewer, opened, client) => stepUp(dependencies, viewer, opened, client),
    listOf: (userIds) => dependencies.stores.identities.listOf(userIds),
    callbacks: Object.fromEntries(callbacks),
  };
}
