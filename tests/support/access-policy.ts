import type { AccessPolicy } from '../../src/app/permissions.js';
import { systemClock } from '../../src/platform/clock.js';
import { AuthError } from '../../src/platform/errors/auth-error.js';

/** The policy of a service with no options set. Nobody has a second factor. */
export const testPolicy: AccessPolicy = {
  clock: systemClock,
  freshMaxAge: 300,
  adminRole: 'admin',
  mfaRequiredRoles: [],
  stepUpRefusal: () => Promise.resolve(new AuthError('STEP_UP_REQUIRED')),
  twoFactorRefusal: () => Promise.resolve(new AuthError('STEP_UP_REQUIRED')),
};
