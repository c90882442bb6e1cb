/** Another service gave no answer, or none of one that works. */
export class ServiceSilent extends Error {
  override readonly name = 'ServiceSilent';
}

export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
  readonly signal: AbortSignal;
  /** Bytes of the answer, unpacked. */
  readonly maxAnswer: number;
}

/**
 * Asks another service by `fetch`, which follows no redirect. The errors name neither the address nor what was sent.
 * @throws ServiceSilent if the connection fails, the signal aborts, the answer is too long, or it is 429 or 5xx
 */
export async function askService(
  url: string,
  { signal, maxAnswer, ...init }: Question,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { ...init, signal, redirect: 'error' });
    const { status } = response;
    if (status === 429 || status >= 500) {
      await response.body?.cancel();
      throw new ServiceSilent(`answered ${status}`);
    }
    return { status, text: await textOf(response, maxAnswer) };
  } catch (error) {
    if (error instanceof ServiceSilent) throw error;
    throw new ServiceSilent(signal.aborted ? 'no answer in time' : reasonOf(error));
  }
}

async function textOf({ body }: Response, maxAnswer: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxAnswer) throw new ServiceSilent('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `fetch` says what went wrong in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code ?? error.message;
}
