import { z } from 'zod';
import { option, optional, type CrossCheck } from '../config/option.js';
import { onOff, textWhere, wholeNumber } from '../config/schemas.js';
import { ConnectionUrlFault, readConnectionUrl, redactConnectionUrl } from './connection-url.js';

const connectionUrl = z.string().superRefine((text, context) => {
  try {
    readConnectionUrl(text);
  } catch (error) {
    if (!(error instanceof ConnectionUrlFault)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

export const databaseOptions = {
  DATABASE_URL: optional({
    schema: connectionUrl,
    defaultText: 'not set: SQLite in DATA_DIR',
    unit: 'URL',
    description: 'The PostgreSQL database, which several machines need.',
    bounds:
      '`postgres://` or `postgresql://`, with parameters of libpq, such as `sslmode` and `host`.',
    danger: 'Another one has other users and sessions.',
    secret: true,
    redact: redactConnectionUrl,
  }),
  DATABASE_SCHEMA: optional({
    schema: textWhere(
      (text) => /^(?!pg_|information_schema$)[a-z_][a-z0-9_]{0,62}$/.test(text),
      'is no plain name of a schema; write up to 63 of a-z, 0-9 and _, such as authgraph',
    ),
    defaultText: 'not set: the first of the search path, for most roles `public`',
    unit: 'name',
    description: 'The PostgreSQL schema of all tables, made if missing.',
    bounds: 'up to 63 of a–z, 0–9 and `_`, not beginning with `pg_`.',
    danger: 'Another one has other users and sessions.',
  }),
  DATABASE_PREPARED_STATEMENTS: option({
    schema: onOff,
    default: true,
    defaultText: '`on`',
    unit: '`on` or `off`',
    description:
      'Whether statements are prepared: `off` behind a pooler in transaction mode, such as PgBouncer.',
    bounds: '`on` or `off`.',
    danger:
      'On: requests fail behind such a pooler. Off: the database works more, and the role has the time limits.',
  }),
  DATABASE_POOL_SIZE: option({
    ...wholeNumber({
      unit: 'connections',
      min: 1,
      max: 500,
      default: 10,
      because: '`max_connections` of PostgreSQL is 100 by default.',
    }),
    description: 'The most connections of one process to PostgreSQL.',
    danger: 'Too high for all processes together: requests fail.',
  }),
};

export const databaseChecks: readonly CrossCheck<typeof databaseOptions>[] = [
  {
    between: ['DATABASE_SCHEMA', 'DATABASE_URL'],
    find: ({ databaseSchema, databaseUrl }) =>
      databaseSchema !== undefined &&
      databaseUrl === undefined &&
      'DATABASE_SCHEMA is set, and without DATABASE_URL the database is SQLite, which has no schemas; set DATABASE_URL, or leave DATABASE_SCHEMA away',
  },
];
