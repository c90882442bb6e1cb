import jwt from 'jsonwebtoken';
import { maxTokenLength } from './checks.js';
import type { TokenType } from './keys.js';
import type { SigningKey } from './node-keys.js';

export interface SignOptions {
  /** The `typ` header, which names the purpose of the token (RFC 8725 §3.11). */
  readonly typ: TokenType;
  readonly key: SigningKey;
}

/**
 * Signs claims as they are: jsonwebtoken gets their JSON, since in an object it replaces an `iat` of 0 by
 * the system's time and fails at names such as "constructor". `iat` is in seconds since the Unix epoch.
 * @throws TypeError for a token longer than verification accepts
 */
export function signJwt(claims: { iat: number }, { typ, key }: SignOptions): string {
  const { algorithm, kid } = key;
  const header = { alg: algorithm, typ, kid };
  const token = jwt.sign(JSON.stringify(claims), key.key, { algorithm, header });
  if (token.length <= maxTokenLength) return token;
  throw new TypeError(`the claims make a token of more than ${maxTokenLength} bytes`);
}
