import {
  Agent,
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two looks at the health of a node. */
const healthInterval = 100;

/** Hands requests to the nodes that say that they are ready, by turns, on connections that it keeps. */
export interface LoadBalancer {
  readonly url: string;
  /** Resolves when this node gets requests. */
  ready(node: string): Promise<void>;
  /** Why it answered 502, each time that it did. */
  readonly failures: readonly string[];
  close(): Promise<void>;
}

/** @param nodes their addresses as they are now */
export async function startLoadBalancer(nodes: () => readonly string[]): Promise<LoadBalancer> {
  const agent = new Agent({ keepAlive: true });
  const closing = new AbortController();
  const healthy = new Set<string>();
  const failures: string[] = [];
  let turn = 0;

  async function look(): Promise<void> {
    const known = nodes();
    for (const node of healthy) if (!known.includes(node)) healthy.delete(node);
    for (const node of known) {
      const response = await fetch(`${node}/health/ready`).catch(() => undefined);
      if (response?.ok === true) healthy.add(node);
      else healthy.delete(node);
    }
  }
  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await look();
      await delay(healthInterval);
    }
  }

  /** What was sent to a node may have been done there, so only one that refuses the connection is passed over. */
  async function pass(incoming: IncomingMessage): Promise<Answer> {
    const body = await readAll(incoming);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [...ready] = healthy;
      const node = ready[(turn += 1) % ready.length];
      if (node === undefined) {
        failures.push('no node was ready');
        break;
      }
      try {
        return await ask(node, agent, incoming, body);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') {
          failures.push(`${node}: ${String(error)}`);
          break;
        }
        healthy.delete(node);
      }
    }
    return { status: 502, headers: {}, body: '' };
  }
  const server = createServer((incoming, outgoing) => {
    void pass(incoming).then(({ status, headers, body }) =>
      outgoing.writeHead(status, headers).end(body),
    );
  });
  // A connection of a client that it ends for being idle may carry the next request at that moment, and that
  // one would be the balancer's to answer for, not a node's.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watching = watch();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failures,
    async ready(node) {
      while (!healthy.has(node)) await delay(healthInterval);
    },
    async close() {
      closing.abort();
      await watching;
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  node: string,
  agent: Agent,
  { method, headers, url = '/' }: IncomingMessage,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${node}${url}`, { method, headers, agent }, (answer) => {
      const { statusCode: status = 502, headers: answered } = answer;
      // Of the connection to the node, not of the one to the client.
      delete answered.connection;
      readAll(answer).then((text) => resolve({ status, headers: answered, body: text }), reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
