/** Whether the variable CI is set: there a test must not be left out because the machine lacks a program. */
export function insistsOnTools(ci = ''): boolean {
  return ci !== '' && ci !== 'false' && ci !== '0';
}

/**
 * Whether tests run that need a program of the machine: only CI insists on it, and fails where it is absent. Says so
 * on standard error when they do not run.
 */
export function runsWith(
  tool: string,
  isInstalled: boolean,
  ci: string | undefined = process.env['CI'],
): boolean {
  const runs = isInstalled || insistsOnTools(ci);
  if (!runs) process.stderr.write(`\nNo ${tool} here: its tests do NOT run.\n\n`);
  return runs;
}
