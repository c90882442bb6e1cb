import { readTlsParameters, tlsModes, type Tls } from './tls.js';

/** What DATABASE_URL says. What it leaves out is `undefined`. */
export interface ConnectionUrl {
  /** A name, an address, or the folder of a socket, which begins with a slash. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly applicationName: string | undefined;
  /** Command line options for the server. */
  readonly options: string | undefined;
  readonly tls: Tls | undefined;
  /** Milliseconds, by the names that `pg` has for them. */
  readonly timeouts: Readonly<Partial<Record<Timeout, number>>>;
}

type Timeout = keyof typeof timeoutUnits;

/** Parameters that are times, each with the milliseconds of its unit and the name that `pg` has for it. */
const timeoutUnits = {
  connectionTimeoutMillis: { parameter: 'connect_timeout', unit: 1000, min: 1 },
  statement_timeout: { parameter: 'statement_timeout', unit: 1, min: 0 },
  query_timeout: { parameter: 'query_timeout', unit: 1, min: 0 },
  lock_timeout: { parameter: 'lock_timeout', unit: 1, min: 0 },
  idle_in_transaction_session_timeout: {
    parameter: 'idle_in_transaction_session_timeout',
    unit: 1,
    min: 0,
  },
} as const;

const known = [
  ...['host', 'port', 'user', 'password', 'dbname', 'application_name', 'options'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation'],
  ...Object.values(timeoutUnits).map(({ parameter }) => parameter),
];

/** What other libraries take in such a URL, and what stands for it here. */
const foreign: ReadonlyMap<string, string> = new Map([
  ['schema', 'DATABASE_SCHEMA=name'],
  ['currentSchema', 'DATABASE_SCHEMA=name'],
  ['search_path', 'DATABASE_SCHEMA=name'],
  ['pgbouncer', 'DATABASE_PREPARED_STATEMENTS=off'],
  ['prepareThreshold', 'DATABASE_PREPARED_STATEMENTS=off'],
  ['connection_limit', 'DATABASE_POOL_SIZE'],
  ['pool_size', 'DATABASE_POOL_SIZE'],
  ['ssl', tlsModes],
  ['sslaccept', tlsModes],
  ['channel_binding', 'sslmode=verify-full, which knows the server by its certificate'],
]);

/** Words of a parameter that change nothing here, and that URLs made for other libraries have. */
const harmless: ReadonlyMap<string, RegExp> = new Map([
  ['client_encoding', /^utf-?8$/i],
  ['uselibpqcompat', /^true$/],
  ['channel_binding', /^(?:disable|prefer)$/],
]);

/** Why a text is no DATABASE_URL, as the rest of a sentence. It never quotes the text, which has a password. */
export class ConnectionUrlFault extends Error {
  override readonly name = 'ConnectionUrlFault';
}

const form =
  /^postgres(?:ql)?:\/\/(?:(?<account>[^/?#]*)@)?(?<place>[^/?#@]*)(?:\/(?<database>[^/?#@]*))?(?:\?(?<query>[^?#@]*))?$/;
const placeForm = /^(?:\[(?<address>[0-9a-f:.]+)\]|(?<name>[^\s:[\]]*))(?::(?<port>\d+))?$/i;

const notSuchUrl =
  'is not a PostgreSQL URL; write postgres://user:password@host:5432/database, with special characters of the password percent-encoded (@ as %40, / as %2F, ? as %3F, # as %23)';

/**
 * Reads a URL of libpq (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS): also one
 * that has its host or user among its parameters, as sockets and Cloud SQL need it. Opens no file.
 * @throws ConnectionUrlFault
 */
export function readConnectionUrl(text: string): ConnectionUrl {
  const { account = '', place = '', database = '', query } = form.exec(text)?.groups ?? fail();
  const { address, name = '', port } = placeForm.exec(place)?.groups ?? fail();
  const parameters = new URLSearchParams(query);
  for (const [parameter, value] of parameters) checkParameter(parameter, value);
  const given = (parameter: string) => parameters.getAll(parameter).at(-1) || undefined;

  const [user = '', ...password] = account.split(':');
  const host = given('host') ?? (address || decoded(name));
  if (host?.includes(',')) throw new ConnectionUrlFault(severalHosts);
  return {
    host,
    port: portOf(given('port') ?? port),
    user: given('user') ?? decoded(user),
    password: given('password') ?? decoded(password.join(':')),
    database: given('dbname') ?? decoded(database),
    applicationName: given('application_name'),
    options: given('options'),
    tls: host?.startsWith('/') ? { check: 'off' } : readTlsParameters(given, fail),
    timeouts: timeoutsOf(given),
  };
}

const severalHosts =
  'names several hosts; write one address that always leads to the primary, such as a managed endpoint or a virtual IP';

function checkParameter(name: string, value: string): void {
  if (known.includes(name) || harmless.get(name)?.test(value)) return;
  const instead = foreign.get(name);
  // An unknown name can be a part of a password, and is not repeated.
  throw new ConnectionUrlFault(
    instead === undefined
      ? `has a parameter that is not known; take it away, or write one of ${known.join(', ')}`
      : `has the parameter ${name}, which other libraries know; write ${instead} instead`,
  );
}

function timeoutsOf(given: (name: string) => string | undefined): ConnectionUrl['timeouts'] {
  const timeouts: Partial<Record<Timeout, number>> = {};
  for (const name of Object.keys(timeoutUnits) as Timeout[]) {
    const { parameter, unit, min } = timeoutUnits[name];
    const text = given(parameter);
    if (text === undefined) continue;
    const units = unit === 1 ? 'milliseconds' : 'seconds';
    if (!/^\d{1,9}$/.test(text) || Number(text) < min) {
      fail(`has a ${parameter} that is no time; write whole ${units}, such as ${5000 / unit}`);
    }
    timeouts[name] = Number(text) * unit;
  }
  return timeouts;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) fail();
  return port;
}

/** `undefined` for nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    return fail();
  }
}

function fail(problem = notSuchUrl): never {
  throw new ConnectionUrlFault(problem);
}

/** Whether a man in the middle of the encrypted connection is believed to be the server. */
export function trustsAnyServer(url: string): boolean {
  return readConnectionUrl(url).tls?.check === 'nothing';
}

/** The URL without its password and parameters; of those a socket stays. For any text, also one that is refused. */
export function redactConnectionUrl(text: string): string {
  const [, scheme = '', rest = ''] = /^(\w*:\/\/)?(.*)$/s.exec(text) ?? [];
  const at = rest.lastIndexOf('@');
  // An account without a colon may be a password whose user is missing.
  const [, user = '', hidden = ''] = /^([^:]*:)?(.*@)?/s.exec(rest.slice(0, at + 1)) ?? [];
  const [place = '', query = ''] = rest.slice(at + 1).split(/[?#]/);
  const socket = new URLSearchParams(query).get('host') ?? '';
  const shown = socket.startsWith('/') ? `?host=${socket}` : '';
  return `${scheme}${user}${hidden === '' ? '' : '***@'}${place}${shown}`;
}
