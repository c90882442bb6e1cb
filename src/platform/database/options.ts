import { option, optional } from '../config/option.js';
import { textWhere, wholeNumber } from '../config/schemas.js';
import { strongSecret } from '../config/secret-strength.js';

/** A database URL without its password and parameters. */
function redactDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname } = new URL(text);
  return `${protocol}//${username === '' ? '' : `${username}:***@`}${host}${pathname}`;
}

export const storageOptions = {
  DATABASE_URL: optional({
    schema: textWhere(
      (text) => /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text),
      'is no PostgreSQL URL; write postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
    ),
    defaultText: 'not set: SQLite in DATA_DIR',
    unit: 'URL',
    description: 'The PostgreSQL database. The default is an embedded SQLite database in DATA_DIR.',
    bounds: '`postgres://` or `postgresql://`.',
    danger:
      'Another database has none of the users and sessions. Several machines need PostgreSQL.',
    secret: true,
    redact: redactDatabaseUrl,
  }),
  DATABASE_POOL_SIZE: option({
    ...wholeNumber({
      unit: 'connections',
      min: 1,
      max: 500,
      default: 10,
      because: 'PostgreSQL takes 100 in all unless its `max_connections` says otherwise.',
    }),
    description: 'The most connections to PostgreSQL that one process opens.',
    danger: 'Times the number of processes it must stay below `max_connections`, or requests fail.',
  }),
  DATA_DIR: option({
    schema: textWhere(
      (text) => !text.includes('\0'),
      'is no path; write the path of a folder, such as ./data',
    ),
    default: './data',
    unit: 'path',
    description:
      'The folder of the SQLite database and of the generated secret, relative to the working folder. It is created if missing.',
    bounds: 'a folder on a local disk: SQLite’s locks do not hold on network file systems.',
    danger: 'In a container without a volume at this path, every restart loses all users.',
  }),
  AUTHGRAPH_SECRET: optional({
    schema: strongSecret,
    defaultText: 'generated once into `DATA_DIR/secret`; required with NODE_ENV=production',
    unit: 'text',
    description:
      'The secret for encryption at rest: of the signing keys, queued mails and mailed codes.',
    bounds:
      'at least 32 bytes in UTF-8, none of the secrets that manuals print, and not made of words, keyboard rows or repetition: an estimate of at least 88 bits.',
    danger:
      'If it is lost or changed, the stored signing keys and queued mails cannot be decrypted. If it leaks together with the database, tokens can be forged.',
    secret: true,
  }),
  AUDIT_RETENTION: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 315_360_000,
      default: 7_776_000,
      because: '90 days by default, ten years at most; 0 keeps events for ever.',
    }),
    description: 'How long security events are kept in the database.',
    danger:
      'Too short: a break-in is noticed after its traces are gone. Too long: addresses of users are kept without need.',
  }),
};
