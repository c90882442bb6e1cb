import { describe, expect, test } from 'vitest';
import { reasons, type ErrorReason } from '../../src/app/facts.js';
import { createProgram } from '../../src/cli/program.js';
import { eventTypes } from '../../src/platform/events/event.js';
import { accountReasons } from '../../src/features/accounts/facts.js';
import { AuthError as PublicAuthError } from '../../src/index.js';
import { AuthError } from '../../src/platform/errors/auth-error.js';

test('every reason is known by its own name', () => {
  expect(Object.values(reasons).map(({ reason }) => reason)).toEqual(Object.keys(reasons));
});

test('a name that no part has is no reason', () => {
  // @ts-expect-error no such reason
  const unknown: ErrorReason = 'USERNAME_TOKEN';
  expect(reasons).not.toHaveProperty(unknown);
});

describe('the error of embedding applications', () => {
  test.each(Object.values(reasons))('takes $reason by its name', ({ reason, code, message }) => {
    const error = new PublicAuthError(reason);
    expect(error).toMatchObject({ name: 'AuthError', reason, code, message });
    expect(error.extensions).toEqual({ code, reason });
    expect(error).toBeInstanceOf(AuthError);
  });

  test('is what the service throws, and no other error', () => {
    for (const error of [new AuthError('INTERNAL'), new AuthError(accountReasons.EMAIL_TAKEN)]) {
      expect(error).toBeInstanceOf(PublicAuthError);
    }
    expect(new Error('other')).not.toBeInstanceOf(PublicAuthError);
  });
});

test('authgraph audit --type takes every type of event', () => {
  const audit = createProgram(() => undefined).commands.find((each) => each.name() === 'audit');
  const type = audit?.options.find(({ long }) => long === '--type');
  expect(type?.argChoices).toEqual(eventTypes);
});
