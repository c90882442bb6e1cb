import type {
  QueryResolvers,
  Resolvers,
  ResolversInterfaceTypes,
  ResolversTypes,
} from '../generated/resolver-types.js';
import type { JobKinds } from './job.js';
import type { JsonObject } from './json.js';
import type { InputBounds, InputMaxima } from './maxima.js';
import type { FeatureRoutes } from './route.js';

/** The types of the contract that have fields. */
type ObjectTypes = Omit<Resolvers, 'DateTime' | 'JSON'>;

/** Something for each field of some types: resolvers, or rules. */
export type Fields<Value> = Record<string, Record<string, Value>>;

/** Resolvers of a feature's own fields. */
export type FeatureResolvers = {
  readonly [T in keyof ObjectTypes]?: NonNullable<ObjectTypes[T]>;
};

/** A rule for each of a feature's own fields. A field that the contract does not have does not compile. */
export type FeaturePermissions<Rule> = {
  readonly [T in keyof ObjectTypes]?: {
    readonly [F in keyof NonNullable<ObjectTypes[T]>]?: Rule;
  };
};

/** The rules of shield that features choose from; the numbers and the role in them come from the configuration. */
export interface Rules<Rule> {
  /** Open to everyone who has reached the type. */
  readonly allow: Rule;
  readonly isAuthenticated: Rule;
  /** Signed in, and not an administrator who acts as the user. */
  readonly isNotImpersonated: Rule;
  /**
   * Signed in, with a proof of identity that is not older than `FRESH_MAX_AGE`, of two factors where the account has
   * two-step sign-in.
   */
  readonly isFreshNow: Rule;
  /** `isFreshNow` where the account has two-step sign-in, else `isNotImpersonated`: the field takes a password itself. */
  readonly isFreshIfTwoStep: Rule;
  readonly isAdministrator: Rule;
  /** An administrator with a fresh proof, as themselves. */
  readonly isAdministratorNow: Rule;
  /** The same, by two factors. */
  readonly isAdministratorByTwoFactors: Rule;
}

/** The model of a type that implements `Node`. */
export type NodeModel = ResolversInterfaceTypes<ResolversTypes>['Node'];

/**
 * Finds an object by its id (`Query.node`), for a caller with a valid session.
 * @returns the model of the type, or `null` if there is none that the caller may read
 */
export type NodeLookup = (
  id: string,
  context: Parameters<NonNullable<QueryResolvers['me']>>[2],
) => Promise<NodeModel | null>;

/**
 * What a feature brings to the API. `app/features.ts` lists all of them.
 *
 * @example
 * ```ts
 * export const profile: Feature<{ profiles: Profiles }> = {
 *   resolvers: ({ profiles }) => ({ Mutation: createProfileMutations(profiles) }),
 *   permissions: ({ isAuthenticated }) => ({ Mutation: { updateProfile: isAuthenticated } }),
 * };
 * ```
 * @typeParam OwnRule what a rule is, for a feature that makes one; others choose, and need not know
 * @typeParam Stores those whose rows expire, or are of a user
 */
export interface Feature<Services, OwnRule = never, Stores = unknown> {
  /** @param services what the resolvers call; `app/create-services.ts` makes it */
  resolvers?(services: Services): FeatureResolvers;
  /** Types that implement `Node`, each with its look-up. */
  nodes?(services: Services): Readonly<Record<string, NodeLookup>>;
  /** Every field that the feature brings has its rule here, or the service denies it. */
  permissions<Rule>(rules: Rules<Rule>): FeaturePermissions<Rule | OwnRule>;
  /**
   * The maximum of every text, list and JSON that the feature takes, by schema coordinate. The schema is not made
   * while one has none. Numbers, booleans, times and names of enumerations need none.
   */
  maxima?(bounds: InputBounds): InputMaxima;
  /** What the feature serves beside GraphQL, by path. */
  routes?(services: Services): FeatureRoutes;
  /** How the feature's messages in the outbox are delivered. */
  jobs?(services: Services): JobKinds;
  /** What the feature's rows say of a user, for the user: no secret, and nothing about others. */
  personalData?(stores: Stores, userId: string): Promise<JsonObject>;
  /** What of the feature's rows can be removed at `now` (ms). */
  retention?(stores: Stores, now: number): readonly Prune[];
}

/** Removes up to `limit` rows that have expired; returns how many. */
export type Prune = (limit: number) => Promise<number>;

/** The same rule for several fields. */
export function ruleFor<Rule, const F extends string>(
  rule: Rule,
  ...fields: readonly F[]
): Record<F, Rule> {
  return Object.fromEntries(fields.map((field) => [field, rule])) as Record<F, Rule>;
}

/**
 * What several features bring under names, such as paths.
 * @throws TypeError for a name that two of them bring
 */
export function joinNames<Value>(
  what: string,
  parts: readonly Readonly<Record<string, Value>>[],
): Readonly<Record<string, Value>> {
  const entries = parts.flatMap((part) => Object.entries(part));
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) throw new TypeError(`two features bring the ${what} ${name}`);
    names.add(name);
  }
  return Object.fromEntries(entries);
}

/**
 * The fields of several features as one table.
 * @throws TypeError for a field that two of them bring
 */
export function joinFields<Value>(parts: readonly Partial<Fields<Value>>[]): Fields<Value> {
  const joined: Fields<Value> = {};
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part)) {
      const known = (joined[type] ??= {});
      for (const [field, value] of Object.entries(fields ?? {})) {
        if (field in known) throw new TypeError(`two features bring the field ${type}.${field}`);
        known[field] = value;
      }
    }
  }
  return joined;
}

/**
 * `Query.node` of Relay's Global Object Identification. Ids are UUIDs and do not say their type, so the features are
 * asked one after the other; each finds only what the caller may read.
 */
export function createNodeResolvers(
  lookups: Readonly<Record<string, NodeLookup>>,
): Fields<unknown> {
  const node: QueryResolvers['node'] = async (_parent, { id }, context) => {
    for (const [type, find] of Object.entries(lookups)) {
      const found = await find(id, context);
      // graphql-js takes the type of an interface from here.
      if (found !== null) return Object.assign<object, NodeModel>({ __typename: type }, found);
    }
    return null;
  };
  return { Query: { node } };
}
