/** Whether a variable such as CI is set. */
export function isOn(variable = ''): boolean {
  return !['', 'off', 'false', '0'].includes(variable);
}

/**
 * Whether tests run that need a program of the machine: REQUIRE_TOOLS=on insists on it, and fails where it is absent. Says
 * so on standard error when they do not run.
 */
export function runsWith(
  tool: string,
  isInstalled: boolean,
  required: string | undefined = process.env['REQUIRE_TOOLS'],
): boolean {
  const runs = isInstalled || isOn(required);
  if (!runs) process.stderr.write(`\nNo ${tool} here: its tests do NOT run.\n\n`);
  return runs;
}
