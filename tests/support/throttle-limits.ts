import type { Limit, RateLimitSettings } from '../../src/platform/rate-limits/rate-limits.js';

/** Windows of a minute; what is not given is off. */
export function rateLimitSettings(points: Partial<Record<keyof RateLimitSettings, number>>) {
  const limit = (name: keyof RateLimitSettings): Limit => ({
    points: points[name] ?? 0,
    window: 60,
  });
  return {
    accountAndAddress: limit('accountAndAddress'),
    account: limit('account'),
    address: limit('address'),
    attempts: limit('attempts'),
    registration: limit('registration'),
    refresh: limit('refresh'),
    mailFrom: limit('mailFrom'),
    mailTo: limit('mailTo'),
    profile: limit('profile'),
    exports: limit('exports'),
  } satisfies RateLimitSettings;
}
