import { AuthError } from '../../errors.js';

/** Levels of lists and objects inside each other: no argument of the API needs more than two. */
const deepest = 10;
/** Values in all, lists and objects included. */
const mostValues = 1_000;

/** The refusal of variables that are too deep or too many, before anything looks at them; else `undefined`. */
export function refuseVariables(variables: unknown): AuthError | undefined {
  const values = countValues(variables, 0);
  if (values <= mostValues) return undefined;
  const excess =
    values === Infinity
      ? `nest lists and objects more than ${deepest} deep`
      : `hold more than ${mostValues.toLocaleString('en')} values`;
  return new AuthError('VARIABLES_TOO_COMPLEX', {
    message: `The variables ${excess}. Send less at once.`,
  });
}

/** Stops beyond the limit. `Infinity` for what is too deep. */
function countValues(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > deepest) return Infinity;
  let values = 1;
  for (const member of Object.values(value)) {
    values += countValues(member, depth + 1);
    if (values > mostValues) break;
  }
  return values;
}
