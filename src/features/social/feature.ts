import { ruleFor, type Feature, type FeatureResolvers } from '../../platform/feature.js';
import type { JsonObject } from '../../platform/json.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { maxLengths, text, type InputMaxima } from '../../platform/maxima.js';
import { redirectMaxima } from '../handoff/feature.js';
import { viewerOf } from '../sessions/context.js';
import type { SocialStores } from './dependencies.js';
import { socialReasons } from './facts.js';
import type { Social } from './service.js';
import type { Identity } from './store.js';

export interface SocialServices {
  readonly social: Social;
}

/** Sign-in by providers of identity: Google, GitHub, the company's own. */
export const social: Feature<SocialServices, never, Pick<SocialStores, 'identities'>> = {
  resolvers: ({ social: service }) => ({
    Query: { identityProviders: () => [...service.providers] },
    Mutation: createMutations(service),
    Identity: {
      id: ({ id }) => id,
      provider: ({ provider }) => provider,
      issuer: ({ issuer }) => issuer,
      email: ({ email }) => email,
      emailVerified: ({ emailVerified }) => emailVerified,
      createdAt: ({ createdAt }) => new Date(createdAt),
    },
    ...createLists(service),
  }),
  maxima: () => ({
    ...maximaOf('beginSocialSignIn'),
    ...maximaOf('beginIdentityLink'),
    ...maximaOf('beginIdentityProof'),
    'Mutation.unlinkIdentity(id:)': text(maxLengths.id, socialReasons.IDENTITY_NOT_FOUND),
  }),
  permissions: ({ allow, isNotImpersonated, isFreshNow }) => ({
    Query: { identityProviders: allow },
    Mutation: {
      beginSocialSignIn: allow,
      ...ruleFor(isFreshNow, 'beginIdentityLink', 'unlinkIdentity'),
      // A link only in the session that was fresh when it began.
      ...ruleFor(isNotImpersonated, 'beginIdentityProof', 'finishIdentityLink'),
    },
    IdentityProvider: ruleFor(allow, 'id', 'name'),
    SocialRedirect: ruleFor(allow, 'authorizationUrl', 'expiresIn'),
    Identity: ruleFor(allow, 'id', 'provider', 'issuer', 'email', 'emailVerified', 'createdAt'),
    User: { identities: allow },
    ManagedUser: { identities: allow },
  }),
  personalData: async ({ identities }, userId) => ({
    identities: ((await identities.listOf([userId])).get(userId) ?? []).map(exported),
  }),
  routes: ({ social: { callbacks } }) => callbacks,
};

function exported({ createdAt, lastUsedAt, ...identity }: Identity): JsonObject {
  const timeOf = (time: number) => new Date(time).toISOString();
  const usedAt = lastUsedAt === null ? null : timeOf(lastUsedAt);
  return { ...identity, createdAt: timeOf(createdAt), lastUsedAt: usedAt };
}

type Begins = 'beginSocialSignIn' | 'beginIdentityLink' | 'beginIdentityProof';

function maximaOf(name: Begins): InputMaxima {
  return {
    [`Mutation.${name}(provider:)`]: text(maxLengths.id, socialReasons.PROVIDER_UNKNOWN),
    [`Mutation.${name}(redirectUri:)`]: redirectMaxima.redirectUri,
    [`Mutation.${name}(codeChallenge:)`]: redirectMaxima.codeChallenge,
    [`Mutation.${name}(state:)`]: redirectMaxima.state,
  };
}

type Mutations = NonNullable<FeatureResolvers['Mutation']>;

function createMutations(
  service: Social,
): Pick<Mutations, Begins | 'finishIdentityLink' | 'unlinkIdentity'> {
  return {
    beginSocialSignIn: (_parent, { state = null, ...wanted }) =>
      service.beginSignIn({ ...wanted, state }),

    beginIdentityLink: async (_parent, { state = null, ...wanted }, context) =>
      service.beginLink(await viewerOf(context), { ...wanted, state }),

    beginIdentityProof: async (_parent, { state = null, ...wanted }, context) =>
      service.beginProof(await viewerOf(context), { ...wanted, state }),

    async finishIdentityLink(_parent, { input }, context) {
      const shown = { ...input, client: context.client };
      return service.finishLink(await viewerOf(context), shown);
    },

    async unlinkIdentity(_parent, { id }, context) {
      await service.unlink(await viewerOf(context), { id, client: context.client });
      return true;
    },
  };
}

function createLists(service: Social): Pick<FeatureResolvers, 'User' | 'ManagedUser'> {
  const loadersOf = createLoadersOf((options) => gather(service.listOf, [], options));
  return {
    User: {
      identities: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
    ManagedUser: {
      identities: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
  };
}
