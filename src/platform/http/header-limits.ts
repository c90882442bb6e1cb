import type { IncomingMessage } from 'node:http';
import { headerMaxima, type LimitedHeader } from '../maxima.js';

/** Whoever reads one of these cuts it or passes it over when it is too long. */
const tolerated: readonly LimitedHeader[] = ['user-agent', 'accept-language', 'authorization'];

const refused = (Object.keys(headerMaxima) as LimitedHeader[]).filter(
  (name) => !tolerated.includes(name),
);

/** The first header that is longer than what is read of it, and that nobody can do without the rest of. */
export function overlongHeader({ headers }: IncomingMessage): LimitedHeader | undefined {
  return refused.find((name) => (headers[name]?.length ?? 0) > headerMaxima[name]);
}
