import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ReceivedEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

/** A receiver of webhooks as somebody else has one: a real HTTP server. */
export interface WebhookReceiver {
  readonly url: string;
  /** Everything that came, in its order. */
  readonly received: readonly Received[];
  /** The next request that no `next` has given yet, as soon as it is there. */
  next(): Promise<Received>;
  /** How the requests from now on are answered. */
  answer(how: (response: ServerResponse) => void): void;
  /** Breaks all connections. */
  hangUp(): void;
  close(): Promise<void>;
}

const thanks = (response: ServerResponse) => void response.writeHead(204).end();

export async function startWebhookReceiver(
  first: (response: ServerResponse) => void = thanks,
): Promise<WebhookReceiver> {
  let answer = first;
  let given = 0;
  const received: Received[] = [];
  const waiting: ((received: Received) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { url: path = '', headers } = request;
      received.push({ path, headers, body: Buffer.concat(chunks).toString() });
      answer(response);
      const [take] = waiting.splice(0, 1);
      if (take !== undefined) take(received[given++] as Received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    next() {
      const next = received[given];
      if (next === undefined) return new Promise((take) => waiting.push(take));
      given += 1;
      return Promise.resolve(next);
    },
    answer: (how) => (answer = how),
    hangUp: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with this status. */
export function withStatus(status: number, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => void response.writeHead(status, headers).end();
}

/** A secret as an operator makes it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Verifies as receivers do, with the reference library. @throws its WebhookVerificationError */
export function verified(secret: string, { body, headers }: Received): ReceivedEvent {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as ReceivedEvent;
}
