import type { Session } from '../../../src/features/sessions/session.js';
import { emptyProfile, type User } from '../../../src/features/accounts/user.js';
import { now } from '../../jwt/forge.js';

/** What AUTHGRAPH_SECRET is made of. */
export const secret = 'mC7xw0vQe3Jt9LrZbU4hYsK1pNfGdA6iXoE8TqVy2RjWlSDF';

export const user: User = {
  id: '019bc1a0-0000-7000-8000-000000000001',
  username: 'ada',
  email: null,
  emailVerified: false,
  roles: ['admin', 'editor'],
  createdAt: now * 1000,
  disabledAt: null,
  ...emptyProfile,
};

/** Begun an hour ago, and good for a day from now. */
export const session: Session = {
  id: '019bc1a0-0000-7000-8000-000000000003',
  userId: user.id,
  generation: 3,
  roles: ['editor', 'reviewer'],
  createdAt: (now - 3600) * 1000,
  authenticatedAt: (now - 3600) * 1000 + 999,
  rotatedAt: null,
  lastUsedAt: now * 1000,
  expiresAt: (now + 86_400) * 1000,
  revokedAt: null,
  revokedReason: null,
  userAgent: null,
  ipAddress: null,
  actorId: null,
  amr: ['pwd'],
  acr: 'aal1',
};
