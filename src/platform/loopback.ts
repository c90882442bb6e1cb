const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Whether this is a URL of the machine itself, which needs no https. */
export function isLoopbackUrl(url: string | URL): boolean {
  const { hostname } = new URL(url);
  return loopbackHosts.includes(hostname) || hostname.endsWith('.localhost');
}
