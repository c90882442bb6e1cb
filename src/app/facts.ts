import { accountReasons } from '../features/accounts/facts.js';
import { administrationReasons } from '../features/administration/facts.js';
import { emailAddressReasons } from '../features/email-addresses/facts.js';
import { emailLoginReasons } from '../features/email-login/facts.js';
import { federationReasons } from '../features/federation/facts.js';
import { passwordReasons } from '../features/passwords/facts.js';
import { profileReasons } from '../features/profile/facts.js';
import { sessionReasons } from '../features/sessions/facts.js';
import { platformReasons } from '../platform/errors/reasons.js';
import { joinTables } from '../platform/facts.js';

// No package is loaded from here, not even for types: `authgraph/client` has its types from here. Options are in
// `options.ts`, for they are made of zod's schemas.

/** Every `extensions.reason`, with its code and sentence. A reason of two parts does not compile. */
export const reasons = joinTables([
  platformReasons,
  accountReasons,
  sessionReasons,
  passwordReasons,
  emailAddressReasons,
  emailLoginReasons,
  profileReasons,
  administrationReasons,
  federationReasons,
]);

export type ErrorReason = keyof typeof reasons;
