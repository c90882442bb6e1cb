// What the limit does for a request, and nothing around it: the same statements and tokens as Authgraph.
import { randomUUID } from 'node:crypto';
import { verify as verifyPassword } from '@node-rs/argon2';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import { readKeys } from './keys.js';
import { openStatements } from './statements.js';

const issuer = 'http://localhost:4000';
const accessLifetime = 900;
const refreshLifetime = 2_592_000;
/** Milliseconds, and sign-ins in them. */
const counting = { window: 900_000, points: 1_000_000 };

const statements = openStatements();
const { algorithm, kid, signingKey, verificationKey } = readKeys();
const verified = new LRUCache({ max: 10_000 });

function verify(token) {
  return jwt.verify(token, verificationKey, { algorithms: [algorithm] });
}

function verifyCached(token) {
  let claims = verified.get(token);
  if (claims === undefined) verified.set(token, (claims = verify(token)));
  if (claims.exp * 1000 <= Date.now()) throw new Error('expired');
  return claims;
}

function sign(claims, typ) {
  return jwt.sign(claims, signingKey, { algorithm, header: { alg: algorithm, typ, kid } });
}

/** The claims of Authgraph's own tokens, so that both sign, send and parse the same number of bytes. */
function pairOf({ sid, userId, roles, generation, authenticatedAt, expiresAt }) {
  const iat = Math.floor(Date.now() / 1000);
  const exp = Math.floor(expiresAt / 1000);
  const common = {
    ...{ iss: issuer, sub: userId, iat, jti: randomUUID(), sid, roles },
    ...{ auth_time: Math.floor(authenticatedAt / 1000), amr: ['pwd'], acr: 'aal1' },
  };
  const access = {
    ...common,
    aud: 'authgraph',
    exp: iat + accessLifetime,
    nbf: iat,
    scope: '',
  };
  const refresh = { ...common, jti: randomUUID(), aud: issuer, exp, gen: generation };
  return {
    accessToken: sign(access, 'at+jwt'),
    refreshToken: sign(refresh, 'rt+jwt'),
    tokenType: 'Bearer',
    expiresIn: accessLifetime,
    refreshExpiresIn: exp - iat,
  };
}

/** By the name of the GraphQL operation: `(variables, headers) =>` its `data`. */
export const operations = {
  async Me(_variables, { authorization }) {
    const { sid } = verifyCached(authorization.slice('Bearer '.length));
    const row = await statements.findSession(sid);
    if (row.revoked_at !== null || row.disabled_at !== null) throw new Error('revoked');
    const { user_id: id, username, email, user_roles: roles } = row;
    return { me: { id, username, email, roles: JSON.parse(roles) } };
  },

  async Refresh({ refreshToken }) {
    const { sid, sub, gen } = verify(refreshToken);
    const row = await statements.advance(sid, gen, Date.now());
    if (row === undefined || row.disabled_at !== null) throw new Error('spent');
    const { authenticated_at: authenticatedAt, expires_at: expiresAt } = row;
    const roles = JSON.parse(row.roles);
    const generation = gen + 1;
    return { refresh: pairOf({ sid, userId: sub, roles, generation, authenticatedAt, expiresAt }) };
  },

  /** Reads, counts, hashes, inserts and signs: each write is on the disk before the next step. */
  async Login({ username, password }, headers) {
    const user = await statements.findUser(username);
    const counted = Date.now();
    const { points } = await statements.count('limit', counted + counting.window, counted);
    if (points > counting.points) throw new Error('too many');
    if (!(await verifyPassword(user.password_hash, password))) throw new Error('wrong');
    const now = Date.now();
    const expiresAt = now + refreshLifetime * 1000;
    const { id: userId, roles } = user;
    const sid = uuidv7();
    await statements.insertSession(
      sid,
      userId,
      roles,
      now,
      expiresAt,
      headers['user-agent'] ?? null,
    );
    const begin = { sid, userId, generation: 0, authenticatedAt: now, expiresAt };
    return { login: pairOf({ ...begin, roles: JSON.parse(roles) }) };
  },
};
