import type { RateLimitSettings } from '../platform/rate-limits/rate-limits.js';
import type { Config } from './config.js';

/** Seconds. */
export const quarterHour = 900;
const hour = 3600;
const minute = 60;

/** How many attempts are let in, and in which time, as configured. */
export function rateLimitSettings(config: Config): RateLimitSettings {
  return {
    accountAndAddress: { points: config.limitLoginFailures, window: quarterHour },
    account: { points: config.limitLoginFailuresPerAccount, window: hour },
    address: { points: config.limitLoginFailuresPerAddress, window: quarterHour },
    attempts: { points: config.limitLoginAttemptsPerAddress, window: quarterHour },
    registration: { points: config.limitRegistrationsPerAddress, window: hour },
    refresh: { points: config.limitRefreshesPerAddress, window: minute },
    mailFrom: { points: config.limitMailsPerAddress, window: hour },
    mailTo: { points: config.limitMailsPerRecipient, window: hour },
    profile: { points: config.limitProfileChanges, window: hour },
    exports: { points: config.limitExportsPerUser, window: hour },
  };
}
