import { Server as NetServer, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Handler } from '../route.js';
import { sendJson } from './body.js';

/** Milliseconds in which a client on an idle connection may still begin a request. */
const idleGrace = 250;
/** Milliseconds between two looks at what is idle by now. */
const pollInterval = 50;

export interface DrainOptions {
  /** Seconds in which new connections are still taken. */
  readonly delay: number;
  /** Seconds after which, from then on, connections are cut. */
  readonly timeout: number;
}

export interface Drain {
  /** Whether the server takes no new work; then every answer ends its connection. */
  isDraining(): boolean;
  /**
   * Stops without dropping a request. First it goes on taking connections, each answer ending its own,
   * until the load balancer has seen that the process is not ready; then it refuses new ones and answers
   * what is under way. `server.close()` alone ends idle connections at once, and with them the requests
   * that clients are sending on them at that moment.
   */
  close(options: DrainOptions): Promise<void>;
}

export function createDrain(server: Server): Drain {
  let draining = false;
  /** Connections without a request so far, as clients open in advance. To Node they are not idle, but late. */
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    unused.delete(request.socket);
    if (draining) response.setHeader('connection', 'close');
  });

  return {
    isDraining: () => draining,
    async close({ delay: stillAccepting, timeout }) {
      draining = true;
      await delay(stillAccepting * 1000);
      const closed = new Promise<void>((resolve) => {
        NetServer.prototype.close.call(server, () => resolve());
      });
      const cut = setTimeout(() => server.closeAllConnections(), timeout * 1000);
      const done = closed.then(() => true);
      await Promise.race([done, delay(idleGrace)]);
      while (!(await Promise.race([done, delay(pollInterval, false)]))) {
        server.closeIdleConnections();
        for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
      }
      clearTimeout(cut);
    },
  };
}

/** The process runs and its event loop turns. A failing database is not a reason to restart it. */
export const live: Handler = ({ response }) => sendJson(response, 200, { status: 'ok' });

/** Milliseconds for which a database that took writes counts as one that does. Load balancers ask less often. */
const goodFor = 1000;

/**
 * Whether traffic should come here: not while the database is away or takes no writes, and not while draining. Anyone may
 * ask, so the database is asked by one at a time, and once a second while all is well.
 */
export function createReadiness(options: {
  /** Resolves if the database answers and takes writes. */
  ping: () => Promise<void>;
  isDraining: () => boolean;
  /** Milliseconds since any moment. Default: the monotonic clock of this process. */
  now?: () => number;
}): Handler {
  const ping = shareCheck(options.ping, options.now ?? (() => performance.now()));
  return async ({ response }) => {
    if (options.isDraining()) {
      sendJson(response, 503, { status: 'draining' });
      return;
    }
    try {
      await ping();
      sendJson(response, 200, { status: 'ready' });
    } catch {
      sendJson(response, 503, { status: 'database unavailable' });
    }
  };
}

function shareCheck(check: () => Promise<void>, now: () => number): () => Promise<void> {
  let goodUntil = -Infinity;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const asked = now();
    try {
      await check();
      goodUntil = asked + goodFor;
    } finally {
      running = undefined;
    }
  }
  return async () => {
    if (now() >= goodUntil) await (running ??= run());
  };
}
