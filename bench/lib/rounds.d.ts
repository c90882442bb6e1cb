export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function quantile(samples: readonly number[], q: number): number;
export function median(samples: readonly number[]): number;
export function spread(samples: readonly number[]): Spread;
export function ratio(ours: readonly number[], theirs: readonly number[]): Spread;
export function interleave<Contestant, Measurement>(
  rounds: number,
  contestants: readonly Contestant[],
  turn: (contestant: Contestant, round: number) => Promise<Measurement>,
): Promise<Map<Contestant, Measurement[]>>;
