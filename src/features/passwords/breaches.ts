import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { askService } from '../../platform/ask-service.js';
import type { Clock } from '../../platform/clock.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { createOutageWarning, type Logger } from '../../platform/logger.js';
import { normalisePassword } from '../../platform/password-hashing/policy.js';
import { openBreachFile, type BreachSource } from './breach-file.js';
import { passwordReasons } from './facts.js';

/** Refuses new passwords that are known from breaches (NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 5.0 §6.2.12). */
export interface Breaches {
  readonly isOn: boolean;
  /**
   * Takes one second at most. Where nothing answers by then, no password is refused.
   * @throws AuthError `PASSWORD_BREACHED`
   */
  refuse(password: string): Promise<void>;
  close(): Promise<void>;
}

/** The check of an embedding application; the password is as it will be hashed, in Unicode's form NFKC. */
export type IsBreachedPassword = (
  password: string,
  signal: AbortSignal,
) => boolean | Promise<boolean>;

/** What came of a look-up. */
export type BreachOutcome = 'clean' | 'breached' | 'unavailable';

export interface BreachOptions {
  /** See BREACHED_PASSWORDS. */
  readonly setting: string;
  /** Asked instead of what is set. */
  readonly isBreachedPassword?: IsBreachedPassword | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds that a look-up may take. Default: 1,000. */
  readonly timeout?: number;
  readonly onOutcome?: ((outcome: BreachOutcome) => void) | undefined;
}

/** @throws ConfigError for a file that is none of breached passwords */
export async function openBreaches(options: BreachOptions): Promise<Breaches> {
  const { setting, isBreachedPassword } = options;
  if (isBreachedPassword !== undefined) return createBreaches(options, isBreachedPassword);
  if (setting === 'off') {
    return { isOn: false, refuse: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  const source = setting === 'online' ? createRangeSource() : await openBreachFile(setting);
  return createBreaches(options, bySha1(source), () => source.close?.());
}

/** A check by the SHA-1 of a password, by which the lists of breaches name it. */
export function bySha1(source: BreachSource): IsBreachedPassword {
  return (password, signal) => {
    const sha1 = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase();
    return source.has(sha1, signal);
  };
}

function createBreaches(
  { clock, logger, onOutcome, timeout = 1000 }: BreachOptions,
  isBreached: IsBreachedPassword,
  close?: () => Promise<void> | undefined,
): Breaches {
  const warn = createOutageWarning(
    { clock, logger },
    'new passwords are not looked up among breached ones',
  );

  async function outcomeOf(password: string): Promise<BreachOutcome> {
    const signal = AbortSignal.timeout(timeout);
    try {
      const asked = isBreached(normalisePassword(password), signal);
      return (await Promise.race([asked, lateness(signal)])) ? 'breached' : 'clean';
    } catch (error) {
      // The message alone: an error of an application may hold more than it says.
      const reason = error instanceof Error ? error.message : 'unknown';
      warn(signal.aborted ? 'no answer in time' : reason);
      return 'unavailable';
    }
  }
  return {
    isOn: true,
    async refuse(password) {
      const outcome = await outcomeOf(password);
      onOutcome?.(outcome);
      if (outcome === 'breached') throw new AuthError(passwordReasons.PASSWORD_BREACHED);
    },
    close: async () => close?.(),
  };
}

function lateness(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
}

const rangeUrl = 'https://api.pwnedpasswords.com/range/';
/** Look-ups under way at once, and those that wait for them. */
const maxRunning = 10;
const maxWaiting = 100;
/** Bytes of an answer. It has about 1,000 lines of 40 bytes. */
const maxAnswer = 262_144;

/** Have I Been Pwned. It gets the first five digits of a hash, and answers all that begin with them, and more (padding). */
export function createRangeSource(url = rangeUrl): BreachSource {
  const limit = pLimit(maxRunning);
  return {
    async has(sha1, signal) {
      if (limit.pendingCount >= maxWaiting) throw new Error('too many look-ups at once');
      const answer = await limit(() => readRange(url + sha1.slice(0, 5), signal));
      return countIn(answer, sha1.slice(5)) > 0;
    },
  };
}

async function readRange(url: string, signal: AbortSignal): Promise<string> {
  const headers = { 'add-padding': 'true', 'user-agent': 'authgraph' };
  const { status, text } = await askService(url, { headers, signal, maxAnswer });
  if (status !== 200) throw new Error(`answered ${status}`);
  return text;
}

const answerPattern = /^(?:[0-9A-F]{35}:\d{1,15}(?:\r?\n|$))+$/;

/** How often it was breached. Padding has a count of 0. */
function countIn(answer: string, suffix: string): number {
  if (!answerPattern.test(answer)) throw new Error('the answer is not a list');
  const at = answer.indexOf(`${suffix}:`);
  return at === -1 ? 0 : Number.parseInt(answer.slice(at + suffix.length + 1), 10);
}
