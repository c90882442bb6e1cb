/** Shows the developer what went wrong in the app's own code, and lets the session go on. */
export function report(error: unknown): void {
  // eslint-disable-next-line no-console -- thrown, it would end a process; returned, nobody would see it
  console.error(error);
}

/** Calls the app's function. What it throws, at once or later, changes nothing for others. */
export function callSafely<Value>(listener: (value: Value) => unknown, value: Value): void {
  try {
    Promise.resolve(listener(value)).catch(report);
  } catch (error) {
    report(error);
  }
}
