// The keys of the servers that we wrote: one ES256 pair or one HS256 secret, always as KeyObjects.
import { createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';

/**
 * @param {NodeJS.ProcessEnv} env `JWT_SECRET_KEY` for HS256, else `JWT_PRIVATE_KEY` (a PEM) for ES256
 */
export function readKeys(env = process.env) {
  if (env.JWT_SECRET_KEY !== undefined) {
    const key = createSecretKey(env.JWT_SECRET_KEY, 'utf8');
    return { algorithm: 'HS256', kid: 'bench', signingKey: key, verificationKey: key };
  }
  const signingKey = createPrivateKey(env.JWT_PRIVATE_KEY);
  const verificationKey = createPublicKey(signingKey);
  return { algorithm: 'ES256', kid: 'bench', signingKey, verificationKey };
}
