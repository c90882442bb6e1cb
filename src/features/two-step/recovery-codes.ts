import { createHash, randomBytes } from 'node:crypto';
import { addressBucket } from '../../platform/address.js';
import type { Clock } from '../../platform/clock.js';
import type { AuditStore } from '../../platform/events/store.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { OutboxStore } from '../../platform/job.js';
import { maxLengths } from '../../platform/maxima.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import { sessionReasons } from '../sessions/facts.js';
import type { SecondFactor } from '../sessions/second-factor.js';
import { sendSecurityNotice, type NoticeDependencies } from '../sessions/security-notice.js';
import type { TwoStepChanges } from './facts.js';
import type { RecoveryCodeStore } from './recovery-codes.sql.js';

/** How many an account gets at a time. */
const codesOfAnAccount = 10;
/** 80 bits: nobody guesses them, so a plain hash keeps them, and they outlive a lost AUTHGRAPH_SECRET. */
const codeBytes = 10;
/** RFC 4648 §6: characters that people tell apart. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Wrong recovery codes of one account from one network: in a quarter of an hour, and in a day. Nobody guesses a code of
 * 80 bits. A limit of the account alone would let someone with the password keep its owner out.
 */
const limits = [
  { points: 10, window: 900 },
  { points: 50, window: 86_400 },
];

/** What helps here: no other code is to be requested. */
export const wrongRecoveryCode = {
  ...sessionReasons.CODE_INVALID,
  message: 'This recovery code is wrong or was used already. Try another one.',
  ko: '잘못되었거나 이미 사용된 복구 코드입니다. 다른 코드를 입력해 주세요.',
};

/** The stores of recovery codes. */
export interface RecoveryCodeStores {
  readonly recoveryCodes: RecoveryCodeStore;
}

/** What the use of one touches. */
export interface RecoveryStores extends RecoveryCodeStores {
  readonly outbox: OutboxStore;
  readonly audit: AuditStore;
}

/**
 * Inside a transaction: makes new codes for an account, and ends those that it has.
 * @returns the codes, which nobody can read again
 */
export async function renewRecoveryCodes(
  { recoveryCodes }: RecoveryCodeStores,
  userId: string,
  now: number,
): Promise<string[]> {
  const codes = Array.from({ length: codesOfAnAccount }, newCode);
  await recoveryCodes.removeAllOf(userId);
  await recoveryCodes.add(userId, codes.map(hashOfRecoveryCode), now);
  return codes;
}

export interface RecoveryCodeOptions extends NoticeDependencies {
  readonly clock: Clock;
  readonly rateLimits: RateLimits;
  readonly audit: AuditTrail<TwoStepChanges>;
}

/** A recovery code as a second step: never both steps. It is `recovery` in `amr`, and its owner gets a mail. */
export function createRecoveryCodeFactor(
  options: RecoveryCodeOptions,
): SecondFactor<RecoveryStores> {
  const { clock, rateLimits, audit } = options;
  return {
    method: 'RECOVERY_CODE',
    proof: 'recoveryCode',
    invalid: wrongRecoveryCode,
    async has({ recoveryCodes }, userId) {
      return (await recoveryCodes.countLeft(userId)) > 0;
    },
    limited({ user, client }, prove) {
      const account = `${user.id} ${addressBucket(client.ipAddress)}`;
      return rateLimits.accountAttempt({ kind: 'recovery code', account, limits }, prove);
    },
    async use(stores, { user, proof, client }) {
      const { recoveryCodes, outbox } = stores;
      if (proof.name !== 'recoveryCode') return undefined;
      if (!(await recoveryCodes.use(user.id, hashOfRecoveryCode(proof.value), clock.now())))
        return undefined;
      const left = await recoveryCodes.countLeft(user.id);
      const notice = { name: 'recovery-code-used', left: String(left) } as const;
      await sendSecurityNotice(options, outbox, user, notice);
      const used = { userId: user.id, client, detail: { left } };
      await audit.recordIn(stores, { type: 'recovery_code.used', ...used });
      return { amr: ['recovery'], acr: 'aal2' };
    },
    removeAll: ({ recoveryCodes }, userId) => recoveryCodes.removeAllOf(userId),
  };
}

/** Four groups of four characters. */
function newCode(): string {
  const bytes = Array.from(randomBytes(codeBytes), (byte) => byte.toString(2).padStart(8, '0'));
  const fives = bytes.join('').match(/.{5}/g) ?? [];
  const characters = fives.map((five) => alphabet.charAt(parseInt(five, 2)));
  return characters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** In any case, and with or without what stands between the groups. */
export function hashOfRecoveryCode(code: string): string {
  const plain = code.length > maxLengths.mailCode ? '' : code.toUpperCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(plain).digest('base64url');
}
