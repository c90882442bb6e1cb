import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ConnectionUrlFault,
  readConnectionUrl,
  redactConnectionUrl,
} from '../../../src/platform/database/connection-url.js';

function faultOf(url: string): string {
  try {
    readConnectionUrl(url);
  } catch (error) {
    if (error instanceof ConnectionUrlFault) return error.message;
    throw error;
  }
  throw new Error(`${url} was taken`);
}

describe('a database URL', () => {
  test.each([
    [
      'postgres://u:p@db.internal:5433/auth',
      { user: 'u', password: 'p', host: 'db.internal', port: 5433, database: 'auth' },
    ],
    ['postgresql://u@db/auth', { user: 'u', password: undefined, host: 'db', port: undefined }],
    ['postgres://u:p@[::1]:5432/auth', { host: '::1', port: 5432 }],
    ['postgres://u%40x:p%2F%3F%23@db/a%20b', { user: 'u@x', password: 'p/?#', database: 'a b' }],
    ['postgres://u:p:q@r@db/auth', { user: 'u', password: 'p:q@r', host: 'db' }],
    ['postgres://', { host: undefined, user: undefined, database: undefined }],
    [
      'postgres://u:p@/db?host=/cloudsql/project:region:name',
      { user: 'u', password: 'p', host: '/cloudsql/project:region:name', database: 'db' },
    ],
    ['postgres://%2Fvar%2Frun%2Fpostgresql/auth', { host: '/var/run/postgresql' }],
    ['postgres:///auth?host=/run&port=5433', { host: '/run', port: 5433, database: 'auth' }],
    ['postgres://u:p@localhost/db?host=/cloudsql/x', { host: '/cloudsql/x', database: 'db' }],
    ['postgres:///?dbname=auth&user=u&password=p', { database: 'auth', user: 'u', password: 'p' }],
    ['postgres://h/d?options=-c search_path=a', { options: '-c search_path=a' }],
    ['postgres://h/d?options=-c%20search_path%3Da', { options: '-c search_path=a' }],
    ['postgres://h/d?application_name=a', { applicationName: 'a' }],
    [
      'postgres://h/d?connect_timeout=2&statement_timeout=0&query_timeout=9',
      { timeouts: { connectionTimeoutMillis: 2000, statement_timeout: 0, query_timeout: 9 } },
    ],
    ['postgres://h/d?client_encoding=UTF8&uselibpqcompat=true&channel_binding=prefer', {}],
  ])('%s is read as libpq reads it', (url, settings) => {
    expect(readConnectionUrl(url)).toMatchObject(settings);
  });

  test.each([
    ['', undefined],
    ['sslmode=disable', { check: 'off' }],
    ['sslmode=disable&sslrootcert=/ca.pem', { check: 'off' }],
    ['sslmode=require', { check: 'nothing' }],
    ['sslmode=require&sslrootcert=/ca.pem', { check: 'authority', authorities: '/ca.pem' }],
    ['sslmode=verify-ca&sslrootcert=/ca.pem', { check: 'authority', authorities: '/ca.pem' }],
    ['sslmode=verify-full', { check: 'name', authorities: undefined }],
    ['sslmode=verify-full&sslrootcert=system', { check: 'name', authorities: 'system' }],
    ['sslrootcert=system', { check: 'name', authorities: 'system' }],
    ['sslrootcert=/ca.pem', { check: 'name', authorities: '/ca.pem' }],
    ['sslnegotiation=direct', { check: 'name', direct: true }],
    [
      'sslmode=require&sslcert=/c&sslkey=/k&sslpassword=p',
      { check: 'nothing', own: { certificate: '/c', key: '/k', passphrase: 'p' } },
    ],
  ])('with ?%s checks as much of the server as libpq', (query, tls) => {
    const read = readConnectionUrl(`postgres://h/d?${query}`).tls;
    if (tls === undefined) expect(read).toBeUndefined();
    else expect(read).toMatchObject(tls);
  });

  test('of a socket means no TLS, as for libpq', () => {
    expect(readConnectionUrl('postgres:///d?host=/run&sslmode=prefer').tls).toEqual({
      check: 'off',
    });
  });

  test.each([
    ['schema=auth', 'DATABASE_SCHEMA'],
    ['currentSchema=auth', 'DATABASE_SCHEMA'],
    ['pgbouncer=true', 'DATABASE_PREPARED_STATEMENTS=off'],
    ['connection_limit=5', 'DATABASE_POOL_SIZE'],
    ['ssl=true', 'sslmode=disable, require'],
    ['channel_binding=require', 'sslmode=verify-full'],
    ['sslmode=allow', 'falls back to no encryption; write sslmode=disable'],
    ['sslmode=prefer', 'falls back to no encryption; write sslmode=disable'],
    ['sslmode=no-verify', 'unknown sslmode; write sslmode=disable'],
    ['sslmode=verify-ca', 'add sslrootcert='],
    ['sslmode=require&sslrootcert=system', 'write sslmode=verify-full'],
    ['sslmode=verify-ca&sslrootcert=system', 'write sslmode=verify-full'],
    ['sslcert=/c', 'write both'],
    ['sslkey=/k', 'write both'],
    ['sslnegotiation=soon', 'write postgres or direct'],
    ['statement_timeout=5s', 'write whole milliseconds, such as 5000'],
    ['connect_timeout=0', 'write whole seconds, such as 5'],
    ['client_encoding=latin1', 'not known'],
    ['target_session_attrs=read-write', 'not known'],
    ['constructor=1', 'not known'],
    ['__proto__=1', 'not known'],
    ['port=5432x', 'write postgres://user:password@host:5432/database'],
    ['host=a,b', 'one address that always leads to the primary'],
  ])('with ?%s is refused, and the fault says what to write', (query, advice) => {
    expect(faultOf(`postgres://h/d?${query}`)).toContain(advice);
  });

  test.each([
    'postgres://svc:2024/Winter@db/auth',
    'postgres://svc:2024?Winter@db/auth',
    'postgres://svc:2024#Winter@db/auth',
    'postgres://svc:100%Winter@db/auth',
    'postgres://svc:p@db/auth#Winter',
    'postgres://svc:p@db:Winter/auth',
    'postgres://svc:p@db:99999/auth',
    'postgres://svc:p@db Winter/auth',
    'postgres://svc:p@[::1/Winter',
    'mysql://svc:Winter@db/auth',
    'Winter',
  ])('%s is refused in a sentence without its secret', (url) => {
    expect(faultOf(url)).toContain('postgres://user:password@host:5432/database');
    expect(faultOf(url)).not.toContain('Winter');
  });

  test('several hosts are refused', () => {
    expect(faultOf('postgres://u:p@a,b/d')).toContain('several hosts');
    expect(faultOf('postgres://u:p@a:5432,b:5432/d')).toContain('postgres://user:password@host');
  });

  test('neither a fault nor the redacted text has a part of a secret, for any text', () => {
    const secret = 'Xq7ZsecretZ7qX';
    const noise = fc.stringMatching(/^[:/?#@%[\]&= abc19]{0,9}$/);
    const urls = fc.tuple(noise, noise, noise, noise).chain(([a, b, c, d]) =>
      fc.constantFrom(
        // As a password, whatever stands in it, and as the value of a parameter or its name.
        `postgres://svc:${a}${secret}${b}@db/${c.replaceAll('@', '')}`,
        `postgres://svc:p@db/auth?sslpassword=${secret}&a=${d.replaceAll('@', '')}`,
        `postgres://svc:p@db/auth?${secret}=1`,
      ),
    );
    fc.assert(
      fc.property(urls, (url) => {
        expect(redactConnectionUrl(url)).not.toContain(secret);
        try {
          readConnectionUrl(url);
        } catch (error) {
          expect(String(error)).not.toContain(secret);
          expect(error).toBeInstanceOf(ConnectionUrlFault);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['postgres://u:p@db:5433/auth?sslmode=require', 'postgres://u:***@db:5433/auth'],
    ['postgres://u:p@/auth?host=/run&sslpassword=x', 'postgres://u:***@/auth?host=/run'],
    ['postgres://db/auth', 'postgres://db/auth'],
    ['postgres://u:2024/Winter@db/auth', 'postgres://u:***@db/auth'],
  ])('%s is shown as %s', (url, shown) => {
    expect(redactConnectionUrl(url)).toBe(shown);
  });
});
