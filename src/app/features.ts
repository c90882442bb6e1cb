import { accountDeletion } from '../features/account-deletion/feature.js';
import { accountRecovery } from '../features/account-recovery/feature.js';
import { accounts } from '../features/accounts/feature.js';
import { administration } from '../features/administration/feature.js';
import { devices } from '../features/devices/feature.js';
import { development } from '../features/development/feature.js';
import { emailAddresses } from '../features/email-addresses/feature.js';
import { emailLogin } from '../features/email-login/feature.js';
import { federationMaxima } from '../features/federation/facts.js';
import { handoff } from '../features/handoff/feature.js';
import { oauth } from '../features/oauth/feature.js';
import { pages } from '../features/pages/feature.js';
import { passkeys } from '../features/passkeys/feature.js';
import { passwords } from '../features/passwords/feature.js';
import { profile } from '../features/profile/feature.js';
import { serviceState } from '../features/service-state/feature.js';
import { sessionEvents } from '../features/session-events/feature.js';
import { sessions } from '../features/sessions/feature.js';
import { signIn } from '../features/sign-in/feature.js';
import { signingKeys } from '../features/signing-keys/feature.js';
import { social } from '../features/social/feature.js';
import { totp } from '../features/totp/feature.js';
import { twoStep } from '../features/two-step/feature.js';
import { webhooks } from '../features/webhooks/feature.js';
import type { Resolvers } from '../generated/resolver-types.js';
import {
  joinFields,
  joinNames,
  type Feature,
  type Fields,
  type Prune,
  type Rules,
  createNodeResolvers,
} from '../platform/feature.js';
import type { JobKinds } from '../platform/job.js';
import type { JsonObject } from '../platform/json.js';
import type { InputBounds, InputMaxima } from '../platform/maxima.js';
import type { FeatureRoutes } from '../platform/route.js';
import { scalarResolvers } from '../platform/graphql/scalars.js';
import type { ShieldRule } from '../resource-server/index.js';
import { serverInfo } from './server-info.js';
import type { Stores } from './storage.js';

/** What the service does. */
export const features = {
  accounts,
  signingKeys,
  sessions,
  passwords,
  emailAddresses,
  emailLogin,
  signIn,
  devices,
  twoStep,
  totp,
  passkeys,
  handoff,
  accountRecovery,
  social,
  profile,
  accountDeletion,
  administration,
  serviceState,
  webhooks,
  sessionEvents,
  oauth,
  development,
  pages,
  serverInfo,
} as const;

type ServicesOf<F> =
  F extends Feature<infer Services, unknown, never> ? (services: Services) => void : never;

/** What the resolvers, routes and jobs of all features call, made by `create-services.ts`. */
export type Services =
  ServicesOf<(typeof features)[keyof typeof features]> extends (services: infer All) => void
    ? All
    : never;

const everyFeature: readonly Feature<Services, ShieldRule, Stores>[] = Object.values(features);

/** @throws TypeError for a field, or a look-up of nodes, that two features bring */
export function createResolvers(services: Services): Resolvers {
  const parts = everyFeature.map(({ resolvers }) => resolvers?.(services) ?? {});
  const lookups = joinNames(
    'node',
    everyFeature.map(({ nodes }) => nodes?.(services) ?? {}),
  );
  return { ...scalarResolvers, ...joinFields<unknown>([...parts, createNodeResolvers(lookups)]) };
}

/** What all features serve beside GraphQL. @throws TypeError for a path that two of them bring */
export function createFeatureRoutes(services: Services): FeatureRoutes {
  return joinNames(
    'path',
    everyFeature.map(({ routes }) => routes?.(services) ?? {}),
  );
}

/**
 * How all messages in the outbox are delivered. @param ofPlatform those of no feature
 * @throws TypeError for a kind that two bring
 */
export function createJobs(services: Services, ofPlatform: JobKinds): JobKinds {
  const ofFeatures = everyFeature.map(({ jobs }) => jobs?.(services) ?? {});
  return joinNames('kind of message', [ofPlatform, ...ofFeatures]);
}

/** The maximum of every argument and input field, by schema coordinate. @throws TypeError for one that two bring */
export function inputMaxima(bounds: InputBounds): InputMaxima {
  const ofFeatures = everyFeature.map(({ maxima }) => maxima?.(bounds) ?? {});
  return joinNames('maximum', [federationMaxima, ...ofFeatures]);
}

/** A rule for each field of each type. */
export type PermissionTable = Fields<ShieldRule>;

/**
 * Who may read or call what. Every field of every type stands in the permissions of its feature, or is denied; a test
 * compares the table with the schema.
 */
export function createPermissionTable(rules: Rules<ShieldRule>): PermissionTable {
  return joinFields(everyFeature.map(({ permissions }) => permissions(rules)));
}

/** What of all features can be removed at `now` (ms). */
export function everyRetention(stores: Stores, now: number): Prune[] {
  return everyFeature.flatMap(({ retention }) => retention?.(stores, now) ?? []);
}

/** What all features say of a user, for the user. @throws TypeError for a name that two of them bring */
export async function everyPersonalData(stores: Stores, userId: string): Promise<JsonObject> {
  const parts = everyFeature.flatMap(({ personalData }) => personalData?.(stores, userId) ?? []);
  return joinNames('personal data', await Promise.all(parts));
}
