import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { WrongSecretError, type Cipher } from '../../platform/encryption/cipher.js';
import type { OutboxStore } from '../../platform/job.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { User } from '../accounts/user.js';
import { sessionReasons } from '../sessions/facts.js';
import type { SecondFactor } from '../sessions/second-factor.js';
import { sendSecurityNotice, type NoticeDependencies } from '../sessions/security-notice.js';
import { stepOf } from './codes.js';
import type { TotpFactor, TotpStore } from './totp.sql.js';

/** Wrong codes of one account: in a quarter of an hour, and in a day. */
const limits = [
  { points: 5, window: 900 },
  { points: 20, window: 86_400 },
];

/** The stores of authenticator apps. */
export interface TotpStores {
  readonly totp: TotpStore;
}

export interface TotpFactorOptions extends NoticeDependencies {
  readonly transact: Transact<{ readonly outbox: OutboxStore }>;
  readonly clock: Clock;
  readonly cipher: Cipher;
  readonly rateLimits: RateLimits;
}

/** Codes of authenticator apps (RFC 6238) as a second step: `otp` in `amr`. */
export function createTotpFactor(options: TotpFactorOptions): SecondFactor<TotpStores> {
  const { clock } = options;
  return {
    method: 'TOTP',
    proof: 'totp',
    invalid: wrongTotpCode,
    has: async ({ totp }, userId) => (await totp.listOf([userId])).length > 0,
    limited: ({ user }, prove) => limitedCode(options, user, prove),
    async use({ totp }, { user, proof }) {
      if (proof.name !== 'totp') return undefined;
      const now = clock.now();
      for (const { id, secret } of readable(options, await totp.listOf([user.id]))) {
        const step = stepOf(secret, proof.value, now);
        if (step !== undefined && (await totp.use(id, step, now))) return totpProof;
      }
      return undefined;
    },
    removeAll: ({ totp }, userId) => totp.removeAllOf(userId),
  };
}

/** What helps here: no other code is to be requested. */
export const wrongTotpCode = {
  ...sessionReasons.CODE_INVALID,
  message: 'This code is wrong or was used already. Enter the one that the app shows now.',
  ko: '잘못되었거나 이미 사용된 코드입니다. 앱에 지금 표시된 코드를 입력해 주세요.',
};

export const totpProof = { amr: ['otp'], acr: 'aal2' };

/**
 * Counts a code before it is looked at, at enrolment too. Once no more guesses are left, the owner gets a mail.
 * @throws AuthError `TOO_MANY_ATTEMPTS`
 */
export function limitedCode<T>(
  options: Pick<TotpFactorOptions, 'rateLimits' | 'transact' | 'email'>,
  user: User,
  prove: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { rateLimits, transact } = options;
  const notice = { name: 'factor-attempts' } as const;
  const onUsedUp = () =>
    transact(({ outbox }) => sendSecurityNotice(options, outbox, user, notice));
  return rateLimits.accountAttempt({ kind: 'totp', account: user.id, limits, onUsedUp }, prove);
}

/**
 * Those whose secrets can be read: with a new AUTHGRAPH_SECRET, apps from before stop no app that was added since.
 * @throws WrongSecretError if there are factors, and none can be read
 */
function readable(
  options: Pick<TotpFactorOptions, 'cipher'>,
  factors: readonly TotpFactor[],
): { id: string; secret: Buffer }[] {
  let unreadable: WrongSecretError | undefined;
  const read = factors.flatMap((factor) => {
    try {
      return [{ id: factor.id, secret: secretOf(options, factor) }];
    } catch (error) {
      if (!(error instanceof WrongSecretError)) throw error;
      unreadable = error;
      return [];
    }
  });
  if (read.length === 0 && unreadable !== undefined) throw unreadable;
  return read;
}

/** @throws WrongSecretError if AUTHGRAPH_SECRET is another one than at enrolment */
export function secretOf(
  { cipher }: Pick<TotpFactorOptions, 'cipher'>,
  { id, secret }: TotpFactor,
): Buffer {
  return cipher.decrypt(secret, id);
}
