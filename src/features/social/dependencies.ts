import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { Handler } from '../../platform/route.js';
import type { RefuseLastWayIn, WayIn } from '../accounts/ways-in.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { EmailAddressChanges } from '../email-addresses/facts.js';
import type { SignUpDependencies } from '../email-addresses/sign-up.js';
import type { HandoffCodes, OpenedHandoff } from '../handoff/codes.js';
import { handoffReasons } from '../handoff/facts.js';
import type { Redirects } from '../handoff/redirects.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { ProofOfIdentity } from '../sessions/session.js';
import { socialReasons, type SocialChanges } from './facts.js';
import type { IdentityClient, StatedIdentity } from './identity-client.js';
import { purposeSchema, type Purpose, type States } from './state.js';
import type { Identity, IdentityStore } from './store.js';

/** The stores of identities, and of what begins by them. */
export interface SocialStores extends MailedStores {
  readonly identities: IdentityStore;
  readonly usedTokens: UsedTokens;
}

/** Uses a token up: of any number of callers in any number of processes, one gets `true`. */
interface UsedTokens {
  use(id: string, expiresAt: number): Promise<boolean>;
}

/** The providers that are on, and what keeps track of their users without storing anything. */
export interface SocialSetting {
  /** By id, in the order in which they are offered. */
  readonly providers: ReadonlyMap<string, IdentityClient>;
  readonly states: States;
}

/** What the verbs of identities share. */
export interface SocialDependencies extends Omit<SignUpDependencies, 'stores' | 'transact'> {
  readonly stores: SocialStores;
  readonly transact: Transact<SocialStores>;
  readonly audit: AuditTrail<SocialChanges & EmailAddressChanges & SessionChanges>;
  readonly social: SocialSetting;
  readonly codes: HandoffCodes;
  readonly redirects: Redirects;
  /** What a browser gets for an answer that belongs to no sign-in; without it, the sentence alone. */
  readonly refusalPage?: Handler | undefined;
  readonly refuseLastWayIn: RefuseLastWayIn<MailedStores>;
  /** Seconds for which a proof is fresh. */
  readonly freshMaxAge: number;
}

/** What a user proves who signs in at a provider (RFC 8176 has no name for it). */
export const federatedProof: ProofOfIdentity = { amr: ['fed'], acr: 'aal1' };

/** @throws AuthError `PROVIDER_UNKNOWN` */
export function providerOf({ providers }: SocialSetting, id: string): IdentityClient {
  const provider = providers.get(id);
  if (provider === undefined) throw new AuthError(socialReasons.PROVIDER_UNKNOWN);
  return provider;
}

/** An identity as a way in: while a provider of its issuer is on, under whatever name. */
export function createIdentityWayIn({
  providers,
}: Pick<SocialSetting, 'providers'>): WayIn<Pick<SocialStores, 'identities'>> {
  return {
    async has({ identities }, userId) {
      const own = (await identities.listOf([userId])).get(userId) ?? [];
      return own.some((identity) =>
        Array.from(providers.values()).some((provider) => provider.owns(identity)),
      );
    },
  };
}

const handedIdentity = z.object({
  provider: z.string(),
  for: purposeSchema,
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  name: z.string().nullable(),
  authenticatedAt: z.number().nullable(),
});

/** What a code of ours hands over: an identity, and what it was asked for. */
export interface HandedIdentity extends StatedIdentity {
  readonly provider: string;
  readonly for: Purpose;
}

/** @throws AuthError `HANDOFF_INVALID` for a code that is for something else, or someone else */
export function openIdentity(
  { subject }: Pick<OpenedHandoff, 'subject'>,
  wanted: Purpose,
): HandedIdentity {
  const { success, data } = handedIdentity.safeParse(subject);
  if (success && isFor(data.for, wanted)) return data;
  throw new AuthError(handoffReasons.HANDOFF_INVALID);
}

function isFor(given: Purpose, wanted: Purpose): boolean {
  if (given.purpose === 'sign-in' || wanted.purpose === 'sign-in') {
    return given.purpose === wanted.purpose;
  }
  return (
    given.purpose === wanted.purpose &&
    given.userId === wanted.userId &&
    given.sessionId === wanted.sessionId
  );
}

/** Inside a transaction: uses a code up. @throws AuthError `HANDOFF_INVALID` if it was used before */
export async function useUp(
  { usedTokens }: Pick<SocialStores, 'usedTokens'>,
  { id, expiresAt }: Pick<OpenedHandoff, 'id' | 'expiresAt'>,
): Promise<void> {
  if (await usedTokens.use(id, expiresAt)) return;
  throw new AuthError(handoffReasons.HANDOFF_INVALID);
}

/** An identity that is linked now (ms). */
export function newIdentity(stated: HandedIdentity, userId: string, now: number): Identity {
  const { provider, issuer, subject, email, emailVerified } = stated;
  const id = uuidv7({ msecs: now });
  const kept = { provider, issuer, subject, email, emailVerified };
  return { id, userId, ...kept, createdAt: now, lastUsedAt: now };
}
