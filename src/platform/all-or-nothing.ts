/** Called with how to close what has just been opened. */
export type OnFailure = (close: () => unknown) => void;

/**
 * Opens several things, one after the other. If a step fails, what was opened before it is closed, the latest first,
 * and the failure is thrown; what cannot be closed hides neither the failure nor the rest.
 *
 * @example
 * ```ts
 * return allOrNothing(async (onFailure) => {
 *   const storage = await openStorage(options);
 *   onFailure(() => storage.close());
 *   return createService(storage, await openKeyRing(storage));
 * });
 * ```
 */
export async function allOrNothing<T>(open: (onFailure: OnFailure) => Promise<T>): Promise<T> {
  const closers: Parameters<OnFailure>[0][] = [];
  try {
    return await open((close) => closers.unshift(close));
  } catch (error) {
    for (const close of closers) await Promise.resolve().then(close).catch(nothing);
    throw error;
  }
}

const nothing = () => undefined;
