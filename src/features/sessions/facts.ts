import { defineReasons } from '../../platform/errors/reasons.js';

export const sessionReasons = defineReasons({
  TOKEN_REUSED: {
    code: 'UNAUTHENTICATED',
    message: 'This refresh token was already used, so its session was ended. Sign in again.',
  },
  MFA_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'This account has two-step sign-in. Sign in with a second factor.',
  },
  ORIGIN_REFUSED: {
    code: 'FORBIDDEN',
    message:
      'Cookies work only on the service’s own origin and on CORS_ORIGINS. Use header mode elsewhere.',
  },
  SESSION_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'You have no session with this id. List your sessions with "me { sessions { id } }".',
  },
  EXPIRES_IN_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The requested lifetime is not allowed.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Create a new idempotency key for each refresh: 128 random bits in base64url (22 characters, at most 43).',
  },
});
