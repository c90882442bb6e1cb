import { ruleFor, type Feature } from '../../platform/feature.js';
import { linkTokenMaximum } from '../email-addresses/send-link.js';
import type { Devices } from './deny-sign-in.js';
import type { DeviceStores } from './report-device.js';

/** Milliseconds for which a device is remembered that is not used: most browsers are gone by then. */
const deviceRetention = 365 * 86_400_000;

/** The devices that accounts are used on: a sign-in on a new one is reported, and can be denied. */
export const devices: Feature<
  { readonly devices: Devices },
  never,
  Pick<DeviceStores, 'devices'>
> = {
  resolvers: ({ devices: service }) => ({
    Mutation: {
      denySignIn: (_parent, { token }, { client, locales }) =>
        service.denySignIn({ token, client, locales: locales() }),
    },
  }),
  maxima: () => ({ 'Mutation.denySignIn(token:)': linkTokenMaximum }),
  permissions: ({ allow }) => ({
    Mutation: { denySignIn: allow },
    SignInDenial: ruleFor(allow, 'sessionsEnded', 'passwordResetSent'),
  }),
  personalData: async ({ devices: store }, userId) => ({
    devices: (await store.listOf(userId)).map(({ name, firstUsedAt, lastUsedAt, sessionId }) => ({
      ...{ name, sessionId },
      firstUsedAt: new Date(firstUsedAt).toISOString(),
      lastUsedAt: new Date(lastUsedAt).toISOString(),
    })),
  }),
  retention: ({ devices: store }, now) => [(limit) => store.prune(now - deviceRetention, limit)],
};
