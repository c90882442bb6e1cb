import { option, optional } from '../config/option.js';
import { textWhere, wholeNumber } from '../config/schemas.js';

/** A database URL without its password and parameters. */
function redactDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname } = new URL(text);
  return `${protocol}//${username === '' ? '' : `${username}:***@`}${host}${pathname}`;
}

export const databaseOptions = {
  DATABASE_URL: optional({
    schema: textWhere(
      (text) => /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text),
      'is not a PostgreSQL URL; write postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
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
};
