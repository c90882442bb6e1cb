/** What the process tells its caller. A signal ends it with 128 + its number, as shells count. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** Wrong arguments, or a configuration that cannot be used: trying again changes nothing. */
  usage: 2,
  /** The database does not answer: trying again later may help. */
  databaseUnavailable: 3,
} as const;

export const exitCodesHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 database unavailable.`;
