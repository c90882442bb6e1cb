import { ruleFor, type Feature, type FeatureResolvers } from '../../platform/feature.js';
import type { JsonObject } from '../../platform/json.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { json, maxLengths, text } from '../../platform/maxima.js';
import { emailMaximum, usernameMaximum } from '../accounts/identifiers.js';
import { viewerOf } from '../sessions/context.js';
import type { PasskeyStores } from './dependencies.js';
import { passkeyReasons } from './facts.js';
import type { Passkeys } from './service.js';
import type { Passkey } from './store.js';

export interface PasskeyServices {
  readonly passkeys: Passkeys;
}

/** UTF-16 code units: the token of a sign-up holds both names. */
const maxCeremonyId = 2048;
/** Bytes of JSON. */
const maxResponse = 65_536;

/** Passkeys: sign-up and sign-in by a device, and its proof as a second factor. */
export const passkeys: Feature<PasskeyServices, never, Pick<PasskeyStores, 'passkeys'>> = {
  resolvers: ({ passkeys: service }) => ({
    Mutation: { ...createSignInMutations(service), ...createOwnMutations(service) },
    PasskeyCeremony: {
      ceremonyId: ({ ceremonyId }) => ceremonyId,
      options: ({ options }) => options as never,
      expiresIn: ({ expiresIn }) => expiresIn,
    },
    MfaChallenge: { passkey: ({ passkey }) => passkey },
    SignUp: {
      tokens: ({ tokens }) => tokens,
      recoveryCodes: ({ recoveryCodes }) => recoveryCodes && [...recoveryCodes],
    },
    Passkey: {
      id: ({ id }) => id,
      label: ({ label }) => label,
      aaguid: ({ aaguid }) => aaguid,
      backedUp: ({ backedUp }) => backedUp,
      createdAt: ({ createdAt }) => new Date(createdAt),
      lastUsedAt: ({ lastUsedAt }) => (lastUsedAt === null ? null : new Date(lastUsedAt)),
    },
    ...createLists(service),
  }),
  maxima: () => ({
    'PasskeyResponse.ceremonyId': text(maxCeremonyId, passkeyReasons.CEREMONY_INVALID),
    'PasskeyResponse.response': json(maxResponse, passkeyReasons.PASSKEY_INVALID),
    'Mutation.beginPasskeySignUp(username:)': usernameMaximum,
    'Mutation.beginPasskeySignUp(email:)': emailMaximum,
    'Mutation.finishPasskeyRegistration(label:)': labelMaximum,
    'Mutation.renamePasskey(id:)': text(maxLengths.id, passkeyReasons.PASSKEY_NOT_FOUND),
    'Mutation.renamePasskey(label:)': labelMaximum,
    'Mutation.removePasskey(id:)': text(maxLengths.id, passkeyReasons.PASSKEY_NOT_FOUND),
  }),
  permissions: ({ allow, isNotImpersonated, isFreshNow }) => ({
    Mutation: {
      ...ruleFor(allow, 'beginPasskeySignIn', 'beginPasskeySignUp', 'finishPasskeySignUp'),
      ...ruleFor(isNotImpersonated, 'beginPasskeyProof', 'renamePasskey'),
      ...ruleFor(isFreshNow, 'beginPasskeyRegistration', 'removePasskey'),
      // Only in the session that was fresh when it began.
      finishPasskeyRegistration: isNotImpersonated,
    },
    PasskeyCeremony: ruleFor(allow, 'ceremonyId', 'options', 'expiresIn'),
    MfaChallenge: { passkey: allow },
    SignUp: ruleFor(allow, 'tokens', 'recoveryCodes'),
    Passkey: ruleFor(allow, 'id', 'label', 'aaguid', 'backedUp', 'createdAt', 'lastUsedAt'),
    User: { passkeys: allow },
    ManagedUser: { passkeys: allow },
  }),
  personalData: async ({ passkeys: store }, userId) => ({
    passkeys: ((await store.listOf([userId])).get(userId) ?? []).map(exported),
  }),
  routes: ({ passkeys: { relatedOrigins } }) =>
    relatedOrigins === undefined
      ? {}
      : { '/.well-known/webauthn': { read: () => relatedOrigins, maxAge: 300, ofHost: true } },
};

/** All of it: the private key is on the device. */
function exported({ createdAt, lastUsedAt, ...passkey }: Passkey): JsonObject {
  const timeOf = (time: number) => new Date(time).toISOString();
  const usedAt = lastUsedAt === null ? null : timeOf(lastUsedAt);
  return { ...passkey, createdAt: timeOf(createdAt), lastUsedAt: usedAt };
}

/** Characters of 64 code points, and blanks around them. */
const labelMaximum = text(160, passkeyReasons.PASSKEY_LABEL_INVALID);

type Mutations = NonNullable<FeatureResolvers['Mutation']>;

function createSignInMutations(
  service: Passkeys,
): Pick<Mutations, 'beginPasskeySignIn' | 'beginPasskeySignUp' | 'finishPasskeySignUp'> {
  return {
    beginPasskeySignIn: () => service.beginSignIn(),

    beginPasskeySignUp: (_parent, { username = null, email = null }, { client }) =>
      service.beginSignUp({ username, email }, client),

    async finishPasskeySignUp(_parent, { input }, { client, locales, refreshCookie }) {
      const signedUp = await service.finishSignUp(input, { client, locales: locales() });
      return { ...signedUp, tokens: refreshCookie.deliver(signedUp.tokens) };
    },
  };
}

function createOwnMutations(
  service: Passkeys,
): Pick<
  Mutations,
  | 'beginPasskeyProof'
  | 'beginPasskeyRegistration'
  | 'finishPasskeyRegistration'
  | 'renamePasskey'
  | 'removePasskey'
> {
  return {
    beginPasskeyProof: async (_parent, _args, context) =>
      service.beginProof(await viewerOf(context)),

    beginPasskeyRegistration: async (_parent, _args, context) =>
      service.beginRegistration(await viewerOf(context)),

    async finishPasskeyRegistration(_parent, { input, label = null }, context) {
      const made = { input, label, client: context.client };
      return service.finishRegistration(await viewerOf(context), made);
    },

    renamePasskey: async (_parent, change, context) =>
      service.rename(await viewerOf(context), change),

    async removePasskey(_parent, { id }, context) {
      await service.remove(await viewerOf(context), { id, client: context.client });
      return true;
    },
  };
}

function createLists(service: Passkeys): Pick<FeatureResolvers, 'User' | 'ManagedUser'> {
  const loadersOf = createLoadersOf((options) => gather(service.listOf, [], options));
  return {
    User: {
      passkeys: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
    ManagedUser: {
      passkeys: ({ user }, _args, context, info) => loadersOf(context, info).load(user.id),
    },
  };
}
