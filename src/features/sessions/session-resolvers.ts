import type { SessionResolvers } from '../../generated/resolver-types.js';

export const sessionResolvers: SessionResolvers = {
  id: ({ session }) => session.id,
  current: ({ current }) => current,
  impersonated: ({ session }) => session.actorId !== null,
  createdAt: ({ session }) => new Date(session.createdAt),
  lastUsedAt: ({ session }) => new Date(session.lastUsedAt),
  expiresAt: ({ session }) => new Date(session.expiresAt),
  userAgent: ({ session }) => session.userAgent,
  ipAddress: ({ session }) => session.ipAddress,
};
