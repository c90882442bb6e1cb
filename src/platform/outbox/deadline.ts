/**
 * Runs `work` with a signal that aborts after some time, or with `stopping`; then it is not waited for
 * any longer, whether or not it listens. If `stopping` has aborted by now, it does not begin.
 * @throws Error that says which of the two it was
 */
export async function withDeadline<T>(
  milliseconds: number,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // An abort that is over is told to nobody who listens from now on.
  if (stopping.aborted) throw new Error('the service stopped before the attempt');
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort(new Error('the service stopped during the attempt'));
  const timer = setTimeout(
    () => controller.abort(new Error(`no end within ${milliseconds / 1000} seconds`)),
    milliseconds,
  );
  stopping.addEventListener('abort', stop, { once: true });
  try {
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}
