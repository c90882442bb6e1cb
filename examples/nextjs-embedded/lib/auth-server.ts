import { createAuthServer, loadConfig } from 'authgraph';

/** One for the process: Next.js may load this module once for each route. */
const shared = globalThis as { authServer?: ReturnType<typeof start> };

function start() {
  const config = loadConfig({
    BASE_PATH: '/auth',
    PUBLIC_URL: 'http://localhost:3000/auth',
    ...process.env,
  });
  return createAuthServer(config, {
    // Written by the proxy in front of Next.js, which drops what clients send.
    clientAddress: (request) => request.headers.get('x-real-ip'),
  });
}

/** The service, opened with the first request. */
export const authServer = () => (shared.authServer ??= start());
