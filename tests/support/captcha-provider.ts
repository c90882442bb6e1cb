import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A provider of CAPTCHAs: every token that begins with `good` passes, once. */
export interface CaptchaProvider {
  readonly url: string;
  /** The forms that came, in their order. */
  readonly received: { readonly headers: IncomingHttpHeaders; readonly form: URLSearchParams }[];
  /** How the next requests are answered; `undefined`: as the provider does. */
  answer(how: ((response: ServerResponse) => void) | undefined): void;
  close(): Promise<void>;
}

export async function startCaptchaProvider(): Promise<CaptchaProvider> {
  const received: CaptchaProvider['received'] = [];
  const used = new Set<string>();
  let answer: ((response: ServerResponse) => void) | undefined;

  function verified(form: URLSearchParams): object {
    const token = form.get('response') ?? '';
    if (!token.startsWith('good')) return refused('invalid-input-response');
    if (used.has(token)) return refused('timeout-or-duplicate');
    used.add(token);
    return { success: true, 'error-codes': [], hostname: 'app.example.com' };
  }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const form = new URLSearchParams(body);
      received.push({ headers: request.headers, form });
      if (answer === undefined) response.end(JSON.stringify(verified(form)));
      else answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/siteverify`,
    received,
    answer: (how) => (answer = how),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refused(fault: string): object {
  return { success: false, 'error-codes': [fault] };
}
