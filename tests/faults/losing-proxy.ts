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
  readonly isMet: (said: string, sender: Socket) => boolean;
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
    const read = createReader();
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
      const said = read(data);
      if (order?.isMet(said, client) === true) {
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
        order = { isMet: (said) => said.includes(text), how, onLost: resolve };
      }),
    loseAnswerInTransaction(statement) {
      let client: Socket | undefined;
      let count = -1;
      let isLost = false;
      const isMet = (said: string, sender: Socket) => {
        if (said.includes('begin')) client ??= sender;
        if (sender !== client) return false;
        count += 1;
        return statement === 'commit' ? said.includes('commit') : count === statement;
      };
      order = { isMet, how: 'cut', onLost: () => (isLost = true) };
      return () => {
        order = undefined;
        return isLost;
      };
    },
    loseStatement: (text) =>
      new Promise((resolve) => {
        order = { isMet: (said) => said.includes(text), how: 'early', onLost: resolve };
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

/**
 * Reads what a client sends (PostgreSQL manual, §55.7): as it came, and behind that the texts of prepared statements that
 * it only calls by their names.
 */
function createReader(): (data: Buffer) => string {
  const texts = new Map<string, string>();
  let unread = Buffer.alloc(0);
  let hasBegun = false;

  /** @returns the statement that a message executes by its name */
  function calledBy(type: string, body: string): string {
    const [first = '', second = ''] = body.split('\0');
    if (type === 'P') texts.set(first, second);
    return type === 'B' ? (texts.get(second) ?? '') : '';
  }

  return (data) => {
    const said = [data.toString()];
    unread = Buffer.concat([unread, data]);
    for (;;) {
      // The first message has no type.
      const head = hasBegun ? 1 : 0;
      if (unread.length < head + 4) break;
      const end = head + unread.readUInt32BE(head);
      if (unread.length < end) break;
      if (hasBegun)
        said.push(calledBy(unread.toString('latin1', 0, 1), unread.toString('utf8', 5, end)));
      hasBegun = true;
      unread = unread.subarray(end);
    }
    return said.join('\n');
  };
}
