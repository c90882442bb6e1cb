import type { Clock } from '../../platform/clock.js';
import type { SingleLabel } from '../../platform/email-address.js';
import { createGuardedFetch, type GuardedFetch } from '../../platform/guarded-fetch.js';
import type { Logger } from '../../platform/logger.js';
import type { SocialSetting } from './dependencies.js';
import { requestTimeout } from './discovery.js';
import { createIdentityClient, type OnAnswer } from './identity-client.js';
import { callbackUrl } from './options.js';
import type { Provider } from './providers.js';
import { createStates } from './state.js';

/** Bytes of an answer of a provider. */
const maxAnswer = 262_144;

const privateAddress =
  'its address is not a public one, and IDENTITY_PROVIDER_ALLOW_PRIVATE is off: nothing was sent';

export interface SocialSettingOptions {
  readonly providers: readonly Provider[];
  /** IDENTITY_PROVIDER_ALLOW_PRIVATE */
  readonly allowPrivate: boolean;
  readonly publicUrl: string;
  readonly singleLabel: SingleLabel;
  readonly secret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What came of each answer. */
  readonly onAnswer?: OnAnswer | undefined;
  /** Default: the guarded one, to public addresses. */
  readonly fetch?: GuardedFetch;
}

/** Loads what speaks with providers, if there are any, before the service is ready. It asks none of them yet. */
export async function openSocialSetting(options: SocialSettingOptions): Promise<SocialSetting> {
  const { providers, allowPrivate, publicUrl, clock, logger, singleLabel, onAnswer } = options;
  const states = createStates(options);
  if (providers.length === 0) return { providers: new Map(), states };
  const library = await import('openid-client');
  const limits = { timeout: requestTimeout, maxSize: maxAnswer };
  const fetch =
    options.fetch ?? createGuardedFetch({ ...limits, allowPrivate, refusal: privateAddress });
  const clients = providers.map((provider) => {
    const address = callbackUrl(publicUrl, provider.id);
    const shared = { library, fetch, clock, logger, singleLabel, onAnswer, callbackUrl: address };
    return [provider.id, createIdentityClient(provider, shared)] as const;
  });
  return { providers: new Map(clients), states };
}
