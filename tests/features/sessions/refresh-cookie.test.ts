import { expect, test } from 'vitest';
import { reasons, type ErrorReason } from '../../../src/app/facts.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import {
  createRefreshCookie,
  redeemRefreshToken,
} from '../../../src/features/sessions/refresh-cookie.js';

function slotWith(token: string) {
  const slot = {
    token: token as string | undefined,
    read: () => slot.token,
    write(next: string) {
      slot.token = next;
    },
    clear() {
      slot.token = undefined;
    },
  };
  return slot;
}

const clearing: ErrorReason[] = [
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'TOKEN_REVOKED',
  'TOKEN_REUSED',
  'WRONG_TOKEN_TYPE',
];

test.each(Object.keys(reasons) as ErrorReason[])(
  'a cookie that is answered with %s is taken back only if no later try can mend it',
  async (reason) => {
    const slot = slotWith('token');
    const cookie = createRefreshCookie(slot);
    const refusal = new AuthError(reasons[reason]);
    const redeemed = redeemRefreshToken(cookie, undefined, () => Promise.reject(refusal));
    await expect(redeemed).rejects.toBe(refusal);
    expect(slot.token).toBe(clearing.includes(reason) ? undefined : 'token');
  },
);

test('a cookie survives a fault that nobody foresaw', async () => {
  const slot = slotWith('token');
  const fault = new Error('a bug');
  const redeem = () => Promise.reject(fault);
  await expect(redeemRefreshToken(createRefreshCookie(slot), null, redeem)).rejects.toBe(fault);
  expect(slot.token).toBe('token');
});
