import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** `ReadyForQuery`: PostgreSQL is done with what it was sent, the commit included (manual, §55.7). */
const readyForQuery = Buffer.from('Z\0\0\0\x05', 'latin1');

export type Loss = 'cut' | 'silence';

/** Stands between the service and PostgreSQL, and loses answers. */
export interface LosingProxy {
  /** The URL of the database by way of the proxy. */
  readonly url: string;
  /**
   * Loses the answer to the next statement that holds `text`, once the server has done it: `cut` ends the
   * connection, `silence` keeps it and every other one open, with nothing coming through any more.
   * Resolves when it is lost.
   */
  loseAnswer(text: string, how: Loss): Promise<void>;
  /**
   * Ends the connection of the next transaction once the server has done this statement of it; 0 is `begin`.
   * Returns what ends the wait for it, and says whether it was lost.
   */
  loseAnswerInTransaction(statement: number | 'commit'): () => boolean;
  /** Loses the next statement that holds `text` before the server sees it, and is silent until `restore`. */
  loseStatement(text: string): Promise<void>;
  /** Ends the silence, and with it the connections that were silent. */
  restore(): void;
  close(): Promise<void>;
}

interface Order {
  /** Whether what a client sends is what is waited for. */
  readonly isMet: (data: Buffer, sender: Socket) => boolean;
  readonly how: Loss | 'early';
  readonly onLost: () => void;
}

/** @param target the URL of the database itself, without TLS */
export async function startLosingProxy(target: string): Promise<LosingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let order: Order | undefined;
  let isSilent = false;

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let losing: typeof order;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', end)
        .on('close', end)
        .on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => {
      if (isSilent) return;
      if (order?.isMet(data, client) === true) {
        losing = order;
        order = undefined;
        if (losing.how === 'early') {
          isSilent = true;
          losing.onLost();
          return;
        }
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (losing !== undefined) {
        if (!data.includes(readyForQuery)) return;
        losing.onLost();
        if (losing.how === 'cut') end();
        else isSilent = true;
      } else if (!isSilent) client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    loseAnswer: (text, how) =>
      new Promise((resolve) => {
        order = { isMet: (data) => data.includes(text), how, onLost: resolve };
      }),
    loseAnswerInTransaction(statement) {
      let client: Socket | undefined;
      let count = -1;
      let isLost = false;
      const isMet = (data: Buffer, sender: Socket) => {
        if (data.includes('begin')) client ??= sender;
        if (sender !== client) return false;
        count += 1;
        return statement === 'commit' ? data.includes('commit') : count === statement;
      };
      order = { isMet, how: 'cut', onLost: () => (isLost = true) };
      return () => {
        order = undefined;
        return isLost;
      };
    },
    loseStatement: (text) =>
      new Promise((resolve) => {
        order = { isMet: (data) => data.includes(text), how: 'early', onLost: resolve };
      }),
    restore() {
      isSilent = false;
      cutAll();
    },
    async close() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
