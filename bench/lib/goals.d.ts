import type { Spread } from './rounds.js';

export interface Goal {
  readonly work: string;
  readonly against: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}
export type Verdict = 'met' | 'missed' | 'undecided';

export const goals: Readonly<Record<string, Goal>>;
export function sentence(goal: Goal): string;
export function decide(
  goal: Goal,
  value: Spread,
  doubt?: string,
): { verdict: Verdict; why?: string };
export const exitCodes: Readonly<Record<'met' | 'missed' | 'failed' | 'undecided', number>>;
export function exitCodeOf(verdicts: readonly Verdict[]): number;
