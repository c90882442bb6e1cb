import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asymmetricAlgorithms } from '../../src/jwt/keys.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  type TestKey,
} from '../jwt/forge.js';
import { freePort } from '../support/free-port.js';
import { json, startJsonServer, type JsonServer } from '../support/json-server.js';
import { heartbeatOf, revocationOf } from '../support/revocation-server.js';
import { bundle, type Program } from './program.js';
import { installRuntimes, runtimes, start } from './runtimes.js';

const pairs = asymmetricAlgorithms.map((algorithm) => createTestKey(algorithm));
const [es256, es384, rs256] = pairs as [TestKey, TestKey, TestKey];
const jwkOf = ({ verification: { key, kid, algorithm } }: TestKey, changes: object = {}) => ({
  ...{ ...key.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  ...changes,
});
const jwks = { keys: pairs.map((pair) => jwkOf(pair)) };

const now = Math.floor(Date.now() / 1000);
const times = { iat: now, nbf: now, auth_time: now, exp: now + 3600 };

function tokenOf(
  { signing: { key, kid, algorithm } }: TestKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): string {
  const whole = { alg: algorithm, typ: 'at+jwt', kid, ...header };
  return forge(whole, accessClaims({ ...times, ...claims }), key, algorithm);
}

const good = tokenOf(es256);
const [head, claims, signature = ''] = good.split('.');
const publicPem = es256.verification.key.export({ type: 'spki', format: 'pem' });

/** Tokens, and what they are: `undefined` is a good one. */
const tokens: [string, string, string | undefined][] = [
  ...pairs.map((pair): [string, string, undefined] => [
    pair.signing.algorithm,
    tokenOf(pair),
    undefined,
  ]),
  ['a list of audiences', tokenOf(es256, { aud: ['b', audience] }), undefined],
  ['another spelling of its type', tokenOf(es256, {}, { typ: 'application/AT+JWT' }), undefined],
  ['junk', 'junk', 'TOKEN_INVALID'],
  ['its expiry behind it', tokenOf(es256, { exp: now - 1 }), 'TOKEN_EXPIRED'],
  ['its time before it', tokenOf(es256, { nbf: now + 3000 }), 'TOKEN_NOT_YET_VALID'],
  ['an expiry that is a text', tokenOf(es256, { exp: String(now + 60) }), 'TOKEN_INVALID'],
  ['a subject that is a number', tokenOf(es256, { sub: 1 }), 'TOKEN_INVALID'],
  ['another issuer', tokenOf(es256, { iss: 'https://evil.example' }), 'TOKEN_INVALID'],
  ['another audience', tokenOf(es256, { aud: 'other' }), 'TOKEN_INVALID'],
  ['the type of refresh tokens', tokenOf(es256, {}, { typ: 'rt+jwt' }), 'WRONG_TOKEN_TYPE'],
  ['no type', tokenOf(es256, {}, { typ: undefined }), 'TOKEN_INVALID'],
  ['"crit"', tokenOf(es256, {}, { crit: ['b64'], b64: true }), 'TOKEN_INVALID'],
  ['the algorithm "none"', tokenOf(es256, {}, { alg: 'none' }), 'TOKEN_INVALID'],
  ['the algorithm of another key', tokenOf(rs256, {}, { alg: 'PS256' }), 'TOKEN_INVALID'],
  ['the key of another kid', tokenOf(es256, {}, { kid: es384.signing.kid }), 'TOKEN_INVALID'],
  ['an unknown kid', tokenOf(es256, {}, { kid: 'unknown' }), 'TOKEN_INVALID'],
  ['a foreign key', tokenOf(createTestKey('ES256')), 'TOKEN_INVALID'],
  [
    'other claims',
    `${head}.${tokenOf(es256, { sub: 'root' }).split('.')[1]}.${signature}`,
    'TOKEN_INVALID',
  ],
  [
    'a signature of zeros',
    `${head}.${claims}.${Buffer.alloc(64).toString('base64url')}`,
    'TOKEN_INVALID',
  ],
  ['a signature that is too short', `${head}.${claims}.${signature.slice(0, 84)}`, 'TOKEN_INVALID'],
  ['no signature', `${head}.${claims}.`, 'TOKEN_INVALID'],
];

const keyOf = (pair: { publicKey: KeyObject }) => pair.publicKey.export({ format: 'jwk' });
const weakRsa = keyOf(generateKeyPairSync('rsa', { modulusLength: 1024 }));

/** What keys are made of; `true`: they are taken. */
const sources: [string, object, boolean][] = [
  ['a set of all algorithms', { jwks }, true],
  ['a PEM', { pem: publicPem, kid: 'k', algorithm: 'ES256' }, true],
  ['a secret', { secret: 's'.repeat(32) }, true],
  ['a short secret', { secret: 's'.repeat(31) }, false],
  ['no key', { jwks: { keys: [] } }, false],
  ['an RSA key of 1024 bits', { jwks: { keys: [{ ...weakRsa, kid: 'k', alg: 'RS256' }] } }, false],
  ['the exponent 1', { jwks: { keys: [jwkOf(rs256, { e: 'AQ' })] } }, false],
  ['a point beside the curve', { jwks: { keys: [jwkOf(es256, { y: jwkOf(es256).x })] } }, false],
  ['another curve', { jwks: { keys: [jwkOf(es384, { alg: 'ES256' })] } }, false],
  ['half a point', { jwks: { keys: [jwkOf(es256, { x: undefined })] } }, false],
  ['a private key', { jwks: { keys: [es256.signing.key.export({ format: 'jwk' })] } }, false],
  ['a PEM of another algorithm', { pem: publicPem, kid: 'k', algorithm: 'RS256' }, false],
];

const opened = { open: 'open', user: 'user', editor: 'editor', again: null, admin: null };
const closed = { open: 'open', user: null, editor: null, again: null, admin: null };

const folders: string[] = [];
let installed: string;
let service: JsonServer;
let isActive = true;
beforeAll(async () => {
  installed = await mkdtemp(join(tmpdir(), 'authgraph-runtimes-'));
  folders.push(installed);
  await installRuntimes(installed);
  service = await startJsonServer((response, request) => {
    if (request.url === '/revocations') tellRevocations(response);
    else json(request.url === '/introspect' ? { active: isActive } : jwks)(response, request);
  });
});
afterAll(async () => {
  await service.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** One session has ended; then nothing more happens. */
function tellRevocations(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(revocationOf({ sid: 'ended' }, 'p1'));
  response.write(heartbeatOf('p2'));
}

describe.each(runtimes)('%s', (runtime) => {
  describe.each(['resource-server/web', 'resource-server'] as const)(
    'with authgraph/%s',
    (entry) => {
      let stop: () => void;
      let port: number;
      beforeAll(async () => {
        port = await freePort();
        const set = JSON.stringify(jwks);
        const program: Program = { entry, port, issuer, audience, url: service.url, jwks: set };
        const folder = join(installed, `${runtime}-${entry.replace('/', '-')}`);
        await mkdir(folder);
        stop = await start(runtime, { ...program, installed, file: await bundle(program, folder) });
        await vi.waitFor(() => ask('/'), { timeout: 60_000, interval: 200 });
      });
      afterAll(() => stop());

      async function ask(path: string, init: RequestInit = {}): Promise<string> {
        return (await fetch(`http://127.0.0.1:${port}${path}`, init)).text();
      }
      async function stateOf(path: string, token: string): Promise<{ who: string; data: object }> {
        const headers = { authorization: `Bearer ${token}` };
        return JSON.parse(await ask(path, { headers })) as { who: string; data: object };
      }

      test('opens to nobody what needs a token', async () => {
        expect(JSON.parse(await ask('/'))).toMatchObject({ who: 'TOKEN_MISSING', data: closed });
      });

      // The node:crypto of workerd verifies no PS256: a reason for the entry for the web.
      const knows = ([what]: (typeof tokens)[number]) =>
        what !== 'PS256' || runtime !== 'workerd' || entry !== 'resource-server';

      test.each(tokens.filter(knows))(
        'decides for a token with %s',
        async (_what, token, reason) => {
          const who = reason ?? accessClaims()['sub'];
          const data = reason === undefined ? opened : closed;
          for (const path of ['/', '/local', '/']) {
            expect(await stateOf(path, token)).toMatchObject({ who, data });
          }
        },
      );

      test('asks the service whether the session lives', async () => {
        expect(await stateOf('/strict', good)).toMatchObject({ data: opened });
        isActive = false;
        const ended = await stateOf('/strict', good).finally(() => (isActive = true));
        expect(ended).toMatchObject({ who: 'TOKEN_REVOKED', data: closed });
      });

      test('refuses the token of a session that the service says has ended', async () => {
        expect(await stateOf('/followed', good)).toEqual({ status: 'live', who: 'authenticated' });
        const ended = await stateOf('/followed', tokenOf(es256, { sid: 'ended' }));
        expect(ended).toEqual({ status: 'live', who: 'TOKEN_REVOKED' });
      });

      test.each(sources)('decides about keys of %s', async (_what, source, isTaken) => {
        const body = JSON.stringify(source);
        expect(await ask('/keys', { method: 'POST', body })).toBe(isTaken ? 'taken' : 'TypeError');
      });
    },
  );
});
