import { createHash } from 'node:crypto';

/** A service that SERVICE_CLIENTS knows, and its secret. */
export const serviceClient = {
  id: 'notes-api',
  secret: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA_x',
};

export function clientEntry(id: string, secret: string): string {
  return `${id}:${createHash('sha256').update(secret).digest('hex')}`;
}

export function basic(id = serviceClient.id, secret = serviceClient.secret): string {
  const joined = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(joined).toString('base64')}`;
}
