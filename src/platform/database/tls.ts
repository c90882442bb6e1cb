import { readFileSync } from 'node:fs';
import tls, { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { ConfigError } from '../config/environment.js';

/** How a connection is encrypted, and what is checked of the server's certificate. */
export interface Tls {
  /** `name`: who signed it, and that it is of this host; `authority`: who signed it; `nothing`: encrypts only. */
  readonly check: 'off' | 'nothing' | 'authority' | 'name';
  /** The file of the authorities that are trusted, or `system`. Default: those that Node.js trusts. */
  readonly authorities?: string | undefined;
  /** Our own certificate, for servers that want one. */
  readonly own?: {
    readonly certificate: string;
    readonly key: string;
    readonly passphrase: string | undefined;
  };
  /** Without the server being asked first: PostgreSQL 17 or later. */
  readonly direct?: boolean;
}

/** What to write, in a fault. */
export const tlsModes = 'sslmode=disable, require, verify-ca or verify-full';

/**
 * Reads the parameters of TLS as libpq means them (https://www.postgresql.org/docs/current/libpq-ssl.html), but for two
 * things: without `sslmode` a parameter of TLS means `verify-full`, and modes that fall back to no encryption are
 * refused, because anyone who can listen can also make them fall back.
 * @param fail takes the rest of a sentence
 * @returns `undefined` without any such parameter
 */
export function readTlsParameters(
  given: (name: string) => string | undefined,
  fail: (problem: string) => never,
): Tls | undefined {
  const [authorities, certificate, key] = ['sslrootcert', 'sslcert', 'sslkey'].map(given);
  const direct = readNegotiation(given('sslnegotiation'), fail);
  if ((certificate === undefined) !== (key === undefined)) {
    fail('has only one of sslcert and sslkey; write both');
  }
  const isMeant = direct || authorities !== undefined || certificate !== undefined;
  const mode = given('sslmode') ?? (isMeant ? 'verify-full' : undefined);
  if (mode === undefined) return undefined;
  const check = checkOf(mode, authorities, fail);
  if (check === 'off') return { check };
  const own = certificate !== undefined &&
    key !== undefined && { certificate, key, passphrase: given('sslpassword') };
  return { check, authorities, direct, ...(own && { own }) };
}

function readNegotiation(word: string | undefined, fail: (problem: string) => never): boolean {
  if (word === undefined || word === 'postgres') return false;
  return word === 'direct' || fail('has an unknown sslnegotiation; write postgres or direct');
}

function checkOf(
  mode: string,
  authorities: string | undefined,
  fail: (problem: string) => never,
): Tls['check'] {
  const isWeak = mode === 'require' || mode === 'verify-ca';
  if (isWeak && authorities === 'system') {
    fail('has sslrootcert=system with a weak sslmode; write sslmode=verify-full');
  }
  switch (mode) {
    case 'disable':
      return 'off';
    case 'require':
      // Once there is an authority to check, libpq checks it in this mode too.
      return authorities === undefined ? 'nothing' : 'authority';
    case 'verify-ca':
      if (authorities !== undefined) return 'authority';
      return fail(
        'has sslmode=verify-ca without sslrootcert, which lets in anyone with any certificate; add sslrootcert=/path/of/ca.pem, or write sslmode=verify-full',
      );
    case 'verify-full':
      return 'name';
    case 'allow':
    case 'prefer':
      return fail(`has an sslmode that falls back to no encryption; write ${tlsModes}`);
    default:
      return fail(`has an unknown sslmode; write ${tlsModes}`);
  }
}

/**
 * The same for `pg`, with the files read.
 * @param host as it stands in the URL, an address too, which Node.js by itself would take for `localhost`
 * @throws ConfigError for a file that cannot be read, or has no PEM in it
 */
export function tlsOptions(
  { check, authorities, own }: Tls,
  host: string | undefined,
): ConnectionOptions | false {
  if (check === 'off') return false;
  return {
    rejectUnauthorized: check !== 'nothing',
    ...(authorities !== undefined && { ca: readAuthorities(authorities) }),
    ...(own && {
      cert: readPem('sslcert', own.certificate),
      key: readPem('sslkey', own.key),
      ...(own.passphrase !== undefined && { passphrase: own.passphrase }),
    }),
    checkServerIdentity: (name, certificate) =>
      check === 'name' ? checkServerIdentity(host ?? name, certificate) : undefined,
  };
}

function readAuthorities(file: string): string | string[] | undefined {
  if (file !== 'system') return readPem('sslrootcert', file);
  // Node.js 22.15 and later know those of the system; before, `undefined` is the list that Node.js brings.
  const { getCACertificates } = tls as { getCACertificates?: (kind: string) => string[] };
  return getCACertificates && [...getCACertificates('default'), ...getCACertificates('system')];
}

function readPem(parameter: string, file: string): string {
  const text = readText(parameter, file);
  // Without one, Node.js trusts nobody and says only that the server's certificate is not trusted.
  if (text.includes('-----BEGIN ')) return text;
  throw new ConfigError([
    `DATABASE_URL has a ${parameter} that has no PEM in it; write the path of a PEM file`,
  ]);
}

function readText(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `DATABASE_URL has a ${parameter} that cannot be read (${code}); write the path of a PEM file that this user may read`,
    ]);
  }
}
