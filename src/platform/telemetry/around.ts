/** Does something before and after a call. It returns what `run` returns, and throws what it throws. */
export type Around = (method: string, run: () => unknown) => unknown;

/** The same object with something about each of its methods. */
export function aroundMethods<T extends object>(
  target: T,
  around: Around,
  except: readonly (keyof T)[] = [],
): T {
  const members = Object.entries(target).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function' || except.includes(name as keyof T)) return [name, member];
    const observed = (...args: unknown[]) =>
      around(name, () => Reflect.apply(member, target, args) as unknown);
    return [name, observed];
  });
  return Object.fromEntries(members) as T;
}
