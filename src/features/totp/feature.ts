import { ruleFor, type Feature } from '../../platform/feature.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { viewerOf } from '../sessions/context.js';
import { wrongTotpCode } from './factor.js';
import { totpReasons } from './facts.js';
import type { Totp } from './service.js';
import type { TotpStore, TotpFactor } from './totp.sql.js';

export interface TotpServices {
  readonly totp: Totp;
}

const codeMaximum = text(maxLengths.mailCode, wrongTotpCode);
const factorId = text(maxLengths.id, totpReasons.FACTOR_NOT_FOUND);

/** Authenticator apps (TOTP, RFC 6238) as a second factor. */
export const totp: Feature<TotpServices, never, { readonly totp: TotpStore }> = {
  resolvers({ totp: service }) {
    const loadersOf = createLoadersOf((options) => gather(service.factorsOf, [], options));
    return {
      Mutation: {
        beginTotpEnrollment: async (_parent, { label }, context) =>
          service.begin(await viewerOf(context), label ?? null),

        async confirmTotpEnrollment(_parent, shown, context) {
          const { client, refreshCookie } = context;
          const change = await service.confirm(await viewerOf(context), { ...shown, client });
          return { ...change, tokens: refreshCookie.deliver(change.tokens) };
        },

        async removeFactor(_parent, { id }, context) {
          const change = await service.remove(await viewerOf(context), id, context.client);
          return { ...change, tokens: context.refreshCookie.deliver(change.tokens) };
        },
      },
      User: {
        factors: ({ user }, _args, context, info) => factors(loadersOf(context, info), user.id),
      },
      ManagedUser: {
        factors: ({ user }, _args, context, info) => factors(loadersOf(context, info), user.id),
      },
    };
  },
  maxima: () => ({
    'Mutation.beginTotpEnrollment(label:)': text(maxLengths.displayName, totpReasons.LABEL_INVALID),
    'Mutation.confirmTotpEnrollment(factorId:)': factorId,
    'Mutation.confirmTotpEnrollment(code:)': codeMaximum,
    'Mutation.removeFactor(id:)': factorId,
    'FactorProofInput.totp': codeMaximum,
    'StepUpInput.totp': codeMaximum,
  }),
  personalData: async ({ totp: store }, userId) => ({
    authenticatorApps: (await store.listOf([userId])).map((app) => ({
      ...{ id: app.id, label: app.label, createdAt: timeOf(app.createdAt) },
      ...{ confirmedAt: timeOf(app.confirmedAt), lastUsedAt: timeOf(app.lastUsedAt) },
    })),
  }),
  retention: (stores, now) => [(limit) => stores.totp.prune(now, limit)],
  permissions: ({ allow, isAdministrator, isFreshNow, isNotImpersonated }) => ({
    Mutation: {
      ...ruleFor(isFreshNow, 'beginTotpEnrollment', 'removeFactor'),
      confirmTotpEnrollment: isNotImpersonated,
    },
    TotpEnrollment: ruleFor(allow, 'factorId', 'secret', 'otpauthUri', 'expiresIn'),
    Factor: ruleFor(allow, 'id', 'method', 'label', 'createdAt', 'lastUsedAt'),
    User: { factors: allow },
    ManagedUser: { factors: isAdministrator },
  }),
};

async function factors(
  loader: { load: (userId: string) => Promise<TotpFactor[]> },
  userId: string,
) {
  const apps = await loader.load(userId);
  return apps.map(({ id, label, createdAt, lastUsedAt }) => ({
    ...{ id, label, method: 'TOTP' as const, createdAt: new Date(createdAt) },
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
  }));
}

function timeOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
