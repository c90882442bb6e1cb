import {
  createCaptcha,
  noCaptcha,
  type Captcha,
  type VerifyToken,
} from '../features/captcha/captcha.js';
import { createProviderCheck } from '../features/captcha/providers.js';
import { openBreaches, type Breaches } from '../features/passwords/breaches.js';
import { createHookCalls, defaultHookTimeout } from '../features/sessions/hooks.js';
import type { Logger } from '../platform/logger.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import { ConfigError, type Config } from './config.js';
import type { Core } from './core.js';
import type { EmbeddedHooks } from './embedding.js';

/** What keeps programs, and passwords that everyone knows, out. */
export interface Defences {
  readonly breaches: Breaches;
  readonly captcha: Captcha;
}

/** @throws ConfigError for a list of breached passwords that is none, and a CAPTCHA that nothing verifies */
export async function openDefences(
  core: Core,
  embedded: EmbeddedHooks,
  { listeners }: Telemetry,
): Promise<Defences> {
  const { config, clock, logger } = core;
  const captcha = openCaptcha(core, embedded, listeners);
  const breaches = await openBreaches({
    ...{ clock, logger },
    setting: config.breachedPasswords,
    isBreachedPassword: embedded.isBreachedPassword,
    onOutcome: listeners.onBreachLookup,
  });
  return { breaches, captcha };
}

function openCaptcha(
  { config, clock, logger }: Core,
  embedded: EmbeddedHooks,
  { onCaptcha: onOutcome }: Telemetry['listeners'],
): Captcha {
  const { captcha: uses, captchaProvider: provider, captchaSiteKey: siteKey = null } = config;
  if (uses.length === 0) return noCaptcha;
  const verify = verifierOf(config, embedded, logger);
  return createCaptcha({ uses, provider, siteKey, verify, clock, logger, onOutcome });
}

/** The hook of the application, or the provider. @throws ConfigError if there is neither */
function verifierOf(
  { captchaProvider: provider, captchaSiteKey: siteKey = '', captchaSecret: secret = '' }: Config,
  { hooks = {}, hookTimeout = defaultHookTimeout }: EmbeddedHooks,
  logger: Logger,
): VerifyToken {
  if (hooks.verifyCaptcha !== undefined) {
    const { verifyCaptcha } = createHookCalls(hooks, logger, hookTimeout);
    return async (token, client) => (await verifyCaptcha(token, client)) === true;
  }
  if (provider !== 'custom') return createProviderCheck({ provider, siteKey, secret, logger });
  throw new ConfigError([
    'CAPTCHA_PROVIDER=custom needs the hook verifyCaptcha of an application; write turnstile or hcaptcha',
  ]);
}
