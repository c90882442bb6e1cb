import { connect, type Socket } from 'node:net';

/** A connection on which anything can be said, not only what HTTP clients say. */
export interface RawConnection {
  readonly socket: Socket;
  /** What has come back so far. */
  received(): string;
  /** All that came back, once the server has closed the connection. */
  readonly closed: Promise<string>;
}

export async function openConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString('latin1');
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('data', (chunk) => chunks.push(chunk));
  // A server that closes while it is written to resets the connection.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(received()));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, received, closed };
}

/** Says `text`, with its line ends as HTTP has them, and resolves with all that comes back until the end. */
export async function sayRaw(url: string, text: string): Promise<string> {
  const { socket, closed } = await openConnection(url);
  socket.write(Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1'));
  return closed;
}

/** The status of each answer in what came back. */
export function statusesOf(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
