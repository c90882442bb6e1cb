import { askService } from '../../platform/ask-service.js';
import type { Logger } from '../../platform/logger.js';
import type { VerifyToken } from './captcha.js';

/** Both providers take and give the same form, which reCAPTCHA began. */
const addresses = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  hcaptcha: 'https://api.hcaptcha.com/siteverify',
};

export interface ProviderOptions {
  readonly provider: keyof typeof addresses;
  readonly siteKey: string;
  readonly secret: string;
  readonly logger: Logger;
  /** Default: that of the provider. */
  readonly url?: string;
  /** Milliseconds. Default: 2,000. */
  readonly timeout?: number;
}

/** Bytes of an answer, which has a few hundred. */
const maxAnswer = 16_384;

/**
 * Has a provider verify tokens. It gets the token, and neither the visitor's address nor anything of the account. Only
 * `success: true` passes: what a visitor sends must not lead to an answer that does, whatever its status or its form.
 */
export function createProviderCheck(options: ProviderOptions): VerifyToken {
  const { provider, siteKey, secret, logger, timeout = 2000 } = options;
  const url = options.url ?? addresses[provider];
  return async (response) => {
    const body = new URLSearchParams({ secret, response });
    // Turnstile binds a secret to one site key. Of hCaptcha, one account has a secret for all of its site keys.
    if (provider === 'hcaptcha') body.set('sitekey', siteKey);
    const signal = AbortSignal.timeout(timeout);
    const { text } = await askService(url, { method: 'POST', body, signal, maxAnswer });
    const { success, faults } = answerIn(text);
    if (faults.includes('invalid-input-secret')) {
      logger.warn('the provider of the CAPTCHA does not know CAPTCHA_SECRET: nobody passes');
    }
    return success;
  };
}

function answerIn(text: string): { success: boolean; faults: readonly unknown[] } {
  try {
    const answer = JSON.parse(text) as { success?: unknown; 'error-codes'?: unknown } | null;
    const faults: unknown = answer?.['error-codes'];
    return { success: answer?.success === true, faults: Array.isArray(faults) ? faults : [] };
  } catch {
    return { success: false, faults: [] };
  }
}
