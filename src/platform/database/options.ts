import { z } from 'zod';
import { option, optional } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';
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
    description: 'The PostgreSQL database. The default is an embedded SQLite database in DATA_DIR.',
    bounds:
      '`postgres://` or `postgresql://`, with parameters as libpq means them; one that is not known is refused. `sslmode` is `disable`, `require`, `verify-ca` or `verify-full`; `host` may be the folder of a socket.',
    danger:
      'Another database has none of the users and sessions. Several machines need PostgreSQL.',
    secret: true,
    redact: redactConnectionUrl,
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
