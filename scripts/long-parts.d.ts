export interface Part {
  readonly name: string;
  readonly files: readonly string[];
  readonly seconds: number;
}

export const parts: readonly Part[];

export function runParts<Each extends Pick<Part, 'name' | 'seconds'>>(
  all: readonly Each[],
  options: {
    readonly seconds: number;
    readonly now: () => number;
    readonly run: (part: Each) => boolean;
  },
): { failed: Each[]; skipped: Each[] };
