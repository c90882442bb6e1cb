import { createHandoffCodes, type HandoffCodes } from '../features/handoff/codes.js';
import { createRedirects, type Redirects } from '../features/handoff/redirects.js';
import {
  createHandoffs,
  type HandoffDependencies,
  type Handoffs,
} from '../features/handoff/service.js';
import type { SocialDependencies } from '../features/social/dependencies.js';
import { createSocial, type Social } from '../features/social/service.js';
import { resolveSecret } from './config.js';
import type { Core } from './core.js';

/** Those of the operator, and our own pages: there users come back from a provider. */
function redirectUrisOf({ redirectUris, pages, publicUrl }: Core['config']): readonly string[] {
  return pages ? [...redirectUris, `${publicUrl}/login`, `${publicUrl}/account`] : redirectUris;
}

/** What sends users on with a code, and opens it. */
interface HandoffSetting {
  readonly codes: HandoffCodes;
  readonly redirects: Redirects;
}

function createHandoffSetting({ config, clock }: Core): HandoffSetting {
  const secret = resolveSecret(config);
  return {
    codes: createHandoffCodes({ secret, clock }),
    redirects: createRedirects(redirectUrisOf(config)),
  };
}

type Shared = Omit<HandoffDependencies, keyof HandoffSetting | 'grace' | 'identities'> &
  Omit<SocialDependencies, keyof HandoffSetting | 'freshMaxAge'>;

/** What opens the codes of all kinds, behind `signIn` and `stepUp`; and what gives those of identities out. */
export function createHandoffsOf(
  core: Core,
  dependencies: Shared,
): { handoffs: Handoffs; social: Social } {
  const shared = { ...dependencies, ...createHandoffSetting(core) };
  const { refreshGrace: grace, freshMaxAge } = core.config;
  const social = createSocial({ ...shared, freshMaxAge });
  return { social, handoffs: createHandoffs({ ...shared, grace, identities: social }) };
}
