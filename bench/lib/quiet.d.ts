interface Ticks {
  readonly all: number;
  readonly busy: number;
  readonly stolen: number;
  readonly own: number;
  readonly kernel: number;
}
interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}
interface Shares {
  readonly foreign: number;
  readonly stolen: number;
}

export function machineTicks(stat: string): Pick<Ticks, 'all' | 'busy' | 'stolen'>;
export function processOf(stat: string): Process;
export function ticksOf(processes: readonly Process[], root: number): Pick<Ticks, 'own' | 'kernel'>;
export function sharesOf(before: Ticks, after: Ticks): Shares;
export function disturbance(shares: Shares): string | undefined;
export function watch(): () => string | undefined;
