import { describe, expect, test } from 'vitest';
import {
  assuranceError,
  assuranceLevels,
  assuranceProblem,
  type AssuranceLevel,
} from '../../src/resource-server/index.js';
import { now } from '../jwt/forge.js';

/** An identity that proved `acr` some seconds ago. */
const proved = (acr: string | undefined, age = 0, actorId: string | null = null) => ({
  actorId,
  authenticatedAt: now - age,
  claims: acr === undefined ? {} : { acr },
});

const [weak, old] = ['STEP_UP_REQUIRED', 'FRESH_LOGIN_REQUIRED'];

describe('a proof of identity', () => {
  // What is needed: nothing, aal1, aal2, phr.
  test.each([
    ['aal1', [undefined, undefined, weak, weak]],
    ['aal2', [undefined, undefined, undefined, weak]],
    ['phr', [undefined, undefined, undefined, undefined]],
    // Of an earlier version.
    [undefined, [undefined, undefined, weak, weak]],
    // Of a later version, and what only looks like a level.
    ['aal3', [undefined, weak, weak, weak]],
    ['AAL2', [undefined, weak, weak, weak]],
    ['', [undefined, weak, weak, weak]],
    ['length', [undefined, weak, weak, weak]],
  ])('of level %j reaches the levels up to its own', (acr, problems) => {
    const needed = [undefined, ...assuranceLevels];
    expect(needed.map((least) => assuranceProblem(proved(acr), { acr: least, now }))).toEqual(
      problems,
    );
  });

  test.each([
    [undefined, old],
    ['aal1', old],
    ['aal2', weak],
    ['phr', weak],
  ] as const)('that is too old is refused when %s is needed', (acr, problem) => {
    const at = (age: number) => assuranceProblem(proved('phr', age), { acr, maxAge: 300, now });
    expect([-5, 0, 300, 301].map(at)).toEqual([undefined, undefined, undefined, problem]);
    expect(at(Number.NaN)).toBe(problem);
  });

  test('of an earlier version, without a level, can be too old', () => {
    const at = (age: number) =>
      assuranceProblem(proved(undefined, age), { acr: 'aal1', maxAge: 300, now });
    expect([300, 301].map(at)).toEqual([undefined, old]);
  });

  test('that is too weak and too old is too weak', () => {
    const needed = { acr: 'aal2', maxAge: 300, now } as const;
    expect(assuranceProblem(proved('aal1', 301), needed)).toBe(weak);
  });

  test('is missing when an administrator acts as the user', () => {
    for (const acr of [undefined, ...assuranceLevels]) {
      const impersonated = { ...proved(acr, 301), actorId: 'root' };
      for (const least of [undefined, ...assuranceLevels]) {
        const problem = assuranceProblem(impersonated, { acr: least, maxAge: 300, now });
        expect(problem).toBe('IMPERSONATED');
      }
    }
  });

  test('for a level that is none is a mistake of the developer', () => {
    const acr = 'aal3' as AssuranceLevel;
    expect(() => assuranceProblem(proved('phr'), { acr, now })).toThrow(TypeError);
    expect(() => assuranceError('STEP_UP_REQUIRED', { acr })).toThrow(TypeError);
  });
});

describe('the error of a proof that is not enough', () => {
  test('names the levels, the age and the methods that would be', () => {
    const { code, extensions } = assuranceError('STEP_UP_REQUIRED', { acr: 'aal2', maxAge: 300 }, [
      'totp',
    ]);
    expect(code).toBe('UNAUTHENTICATED');
    expect(extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'STEP_UP_REQUIRED',
      stepUp: { acrValues: ['aal2', 'phr'], maxAge: 300, methods: ['totp'] },
    });
    expect(assuranceError('STEP_UP_REQUIRED', { acr: 'phr' }).extensions.stepUp).toEqual({
      acrValues: ['phr'],
      maxAge: null,
      methods: [],
    });
  });

  test.each([
    ['FRESH_LOGIN_REQUIRED', 'UNAUTHENTICATED'],
    ['IMPERSONATED', 'FORBIDDEN'],
  ] as const)('is %s alone when no other level would help', (reason, code) => {
    const { extensions } = assuranceError(reason, { acr: 'aal1', maxAge: 300 }, ['password']);
    expect(extensions).toEqual({ code, reason });
  });
});
