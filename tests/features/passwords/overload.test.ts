import { expect, test, vi } from 'vitest';
import { noCaptcha } from '../../../src/features/captcha/captcha.js';
import type { PasswordDependencies } from '../../../src/features/passwords/password-check.js';
import { login } from '../../../src/features/passwords/login.js';
import { register } from '../../../src/features/passwords/register.js';
import { AuthError } from '../../../src/platform/errors/auth-error.js';

test('a password for which there is no room is refused before anything is looked up', async () => {
  const findCredentials = vi.fn();
  const hasher = {
    refuseIfFull() {
      throw new AuthError('OVERLOADED', { retryAfter: 1 });
    },
  };
  const usernames = { rule: 'required' };
  const dependencies = { hasher, usernames, hooks: {}, stores: { users: { findCredentials } } };
  const input = { username: 'ada', password: 'right or wrong', client: { ipAddress: null } };
  const refused = login(
    dependencies as unknown as PasswordDependencies,
    input as unknown as Parameters<typeof login>[1],
  );
  await expect(refused).rejects.toMatchObject({ reason: 'OVERLOADED' });
  expect(findCredentials).not.toHaveBeenCalled();
});

test('a sign-up without room is refused half a second later, as a sign-in is', async () => {
  const hasher = {
    refuseIfFull() {
      throw new AuthError('OVERLOADED', { retryAfter: 1 });
    },
  };
  const usernames = { rule: 'required' };
  const policy = { check: () => undefined };
  const dependencies = { hasher, usernames, hooks: {}, policy, captcha: noCaptcha };
  const input = {
    username: 'ada',
    password: 'any',
    email: null,
    client: { ipAddress: null },
    locales: [],
  };
  const begun = performance.now();
  const refused = register(
    dependencies as unknown as PasswordDependencies,
    input as unknown as Parameters<typeof register>[1],
  );
  await expect(refused).rejects.toMatchObject({ reason: 'OVERLOADED' });
  expect(performance.now() - begun).toBeGreaterThan(450);
});
