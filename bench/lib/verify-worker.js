// Verification of access tokens and nothing else, by several libraries, on the same tokens and keys.
import {
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { keyOfSecret } from '../../dist/jwt/node-keys.js';
import { createAccessTokenVerifier, createLocalKeys } from '../../dist/resource-server/index.js';

const issuer = 'http://localhost:4000';
const audience = 'authgraph';
/** Different tokens, as many clients send them. */
const tokenCount = 200;

function es256Keys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' };
  const keys = createLocalKeys({ jwks: { keys: [jwk] } });
  return { kid: 'bench', signing: privateKey, verification: createPublicKey(pem), text: pem, keys };
}

function hs256Keys() {
  const text = randomBytes(48).toString('base64');
  const key = createSecretKey(text, 'utf8');
  const keys = createLocalKeys({ secret: text });
  return { kid: keyOfSecret(text).kid, signing: key, verification: key, text, keys };
}

function tokensOf(algorithm, { kid, signing }) {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, auth_time: now, exp: now + 86_400 };
  return Array.from({ length: tokenCount }, () => {
    const claims = { iss: issuer, sub: randomUUID(), aud: audience, ...times };
    const rest = { jti: randomUUID(), sid: randomUUID(), roles: [], scope: '' };
    const header = { alg: algorithm, typ: 'at+jwt', kid };
    return jwt.sign({ ...claims, ...rest }, signing, { algorithm, header });
  });
}

/** Each gets the issuer, the audience and one algorithm to check. */
function verifiersOf(algorithm, { verification, text, keys }) {
  const checked = { algorithms: [algorithm], issuer, audience };
  const fast = { key: text, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience };
  const warm = createAccessTokenVerifier({ keys, issuer, audience });
  const cold = createAccessTokenVerifier({ keys, issuer, audience, cacheSize: 0 });
  return {
    warm: (token) => warm.verify(token),
    cold: (token) => cold.verify(token),
    'jsonwebtoken-key': (token) => jwt.verify(token, verification, checked),
    'jsonwebtoken-string': (token) => jwt.verify(token, text, checked),
    'fast-jwt': createVerifier(fast),
    'fast-jwt-cache': createVerifier({ ...fast, cache: true }),
    jose: (token) => jwtVerify(token, verification, checked),
  };
}

const suites = Object.fromEntries(
  Object.entries({ ES256: es256Keys(), HS256: hs256Keys() }).map(([algorithm, keys]) => [
    algorithm,
    { tokens: tokensOf(algorithm, keys), verifiers: verifiersOf(algorithm, keys) },
  ]),
);

/** Verifies for some milliseconds; answers with the microseconds that one took. */
process.on('message', async ({ algorithm, name, milliseconds }) => {
  const { tokens, verifiers } = suites[algorithm];
  const verify = verifiers[name];
  const started = performance.now();
  let count = 0;
  let elapsed = 0;
  while ((elapsed = performance.now() - started) < milliseconds) {
    for (const token of tokens) {
      const claims = verify(token);
      // Only jose's is a promise: awaiting the others' would cost them time that they do not take.
      if (claims instanceof Promise) await claims;
    }
    count += tokens.length;
  }
  process.send((elapsed * 1000) / count);
});
