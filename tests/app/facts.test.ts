import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Core } from '../../src/app/core.js';
import {
  eventFacts,
  eventTypes,
  reasons,
  type ErrorReason,
  type EventType,
} from '../../src/app/facts.js';
import { createProgram } from '../../src/cli/program.js';
import type { PasswordDependencies } from '../../src/features/passwords/password-check.js';
import type { sessionEvents } from '../../src/features/sessions/facts.js';
import type { ChangesOf } from '../../src/platform/events/event.js';
import type { AuditTrail } from '../../src/platform/events/trail.js';
import { joinTables } from '../../src/platform/facts.js';
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

describe('the events', () => {
  test('each has a sentence, and no type is that of two features', () => {
    for (const { meaning } of Object.values(eventFacts)) expect(meaning).toMatch(/^[A-Z].*\.$/);
    const again = { 'login.failed': { meaning: 'The same type in another feature.' } } as const;
    // @ts-expect-error the compiler names the clash, login.failed
    expect(() => joinTables([eventFacts, again])).toThrow('login.failed');
  });

  test('the service records these types and no others, each with its change', () => {
    type Record = Core['audit']['record'];
    expectTypeOf<Parameters<Record>[0]['type']>().toEqualTypeOf<EventType>();
    type RecordIn = Core['audit']['recordIn'];
    expectTypeOf<RecordIn>().parameter(1).toExtend<{ readonly type: EventType }>();
    type Entry = Parameters<RecordIn>[1];
    expectTypeOf<{ type: 'password.proved' }>().toExtend<Entry>();
    expectTypeOf<{ type: 'login.succeeded' }>().not.toExtend<Entry>();
    expectTypeOf<{ type: 'login.sucseeded' }>().not.toExtend<Entry>();
  });

  test('a feature records its own types and those of the features below it', () => {
    type Types = Parameters<PasswordDependencies['audit']['record']>[0]['type'];
    expectTypeOf<'password.changed' | 'login.failed'>().toExtend<Types>();
    expectTypeOf<'keys.rotated'>().not.toExtend<Types>();
    type OnlySessions = AuditTrail<ChangesOf<typeof sessionEvents, object>>;
    expectTypeOf<OnlySessions>().not.toExtend<PasswordDependencies['audit']>();
  });

  test('a change of an event that the feature does not have does not compile', () => {
    type Described = { 'login.sucseeded': { readonly userId: string } };
    // @ts-expect-error no such event of sessions
    type Wrong = ChangesOf<typeof sessionEvents, Described>;
    expectTypeOf<Wrong>().not.toBeAny();
  });

  test('authgraph audit --type takes every type', () => {
    const audit = createProgram(() => undefined).commands.find((each) => each.name() === 'audit');
    const type = audit?.options.find(({ long }) => long === '--type');
    expect(type?.argChoices).toEqual([...eventTypes]);
    expect([...eventTypes].sort()).toEqual(Object.keys(eventFacts).sort());
  });
});
