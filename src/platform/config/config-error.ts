/** The configuration cannot be used. Carries every fault, so that one reading mends them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param faults One sentence each: the variable, what is wrong, what to write. Never a secret. */
  constructor(readonly faults: readonly string[]) {
    const heading =
      faults.length === 1
        ? 'The configuration has a fault:'
        : `The configuration has ${faults.length} faults:`;
    super([heading, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}
