import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut, and mended. */
export interface CuttableLink {
  readonly port: number;
  /** Ends all connections, and lets no new one through. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Listens on a free port, and passes everything on to that of another server on this machine. */
export async function linkTo(port: number): Promise<CuttableLink> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      endAll();
    },
    mend: () => (isCut = false),
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
