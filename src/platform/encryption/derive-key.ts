import { hkdfSync } from 'node:crypto';

/**
 * A key of 256 bits for one use of AUTHGRAPH_SECRET, by HKDF-SHA256. What one key protects, another says
 * nothing about.
 * @param purpose separates this use from every other (RFC 5869 §3.2), and names the version
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
