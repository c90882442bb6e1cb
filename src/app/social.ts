import type { SocialSetting } from '../features/social/dependencies.js';
import { openSocialSetting } from '../features/social/load.js';
import { callbackUrl, configuredProviders } from '../features/social/options.js';
import { resolveSecret, type Config } from './config.js';
import type { Core } from './core.js';
import type { ServerOverrides } from './embedding.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';

/** The providers of identity that are on. @throws ConfigError for a faulty IDENTITY_PROVIDERS */
export function openSocial(
  { config, clock, logger }: Core,
  { identityFetch: fetch }: Pick<ServerOverrides, 'identityFetch'>,
  { listeners }: Pick<Telemetry, 'listeners'>,
): Promise<SocialSetting> {
  return openSocialSetting({
    providers: configuredProviders(config),
    allowPrivate: config.identityProviderAllowPrivate,
    publicUrl: config.publicUrl,
    singleLabel: config.production ? 'none' : 'localhost',
    secret: resolveSecret(config),
    ...{ clock, logger, onAnswer: listeners.onProviderAnswer },
    ...(fetch && { fetch }),
  });
}

/** The addresses that the operator registers with the providers. @throws ConfigError */
export function callbackAdvice(config: Config): string[] {
  return configuredProviders(config).map(
    ({ id, name }) => `${name}: register ${callbackUrl(config.publicUrl, id)} as its redirect URI`,
  );
}
