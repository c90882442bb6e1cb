import { option, optional, type CrossCheck } from './option.js';
import { oneOf, textWhere } from './schemas.js';
import { strongSecret } from './secret-strength.js';

export const environmentOptions = {
  NODE_ENV: option({
    schema: oneOf(['development', 'production', 'test']),
    default: 'development',
    unit: 'word',
    description: '`production` closes what development leaves open.',
    bounds: '`development`, `production` or `test`.',
    danger: 'Without `production`, a public service shows its schema and generates its secret.',
  }),
};

export const logOptions = {
  LOG_LEVEL: option({
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    unit: 'word',
    description: 'The lowest severity that is logged.',
    bounds: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    danger: 'Above `info`, sign-ins and revocations leave no line.',
  }),
};

/** What a process keeps outside of the database. */
export const secretOptions = {
  DATA_DIR: option({
    schema: textWhere(
      (text) => !text.includes('\0'),
      'is no path; write the path of a folder, such as ./data',
    ),
    default: './data',
    unit: 'path',
    description: 'The folder of the SQLite database and the generated secret.',
    bounds: 'on a local disk, for SQLite’s locks.',
    danger: 'Without a volume, every restart of a container loses all users.',
  }),
  AUTHGRAPH_SECRET: optional({
    schema: strongSecret,
    defaultText: 'generated once into `DATA_DIR/secret`; required with NODE_ENV=production',
    unit: 'text',
    description: 'It encrypts the signing keys, queued mails and mailed codes.',
    bounds: 'as JWT_SECRET_KEY.',
    danger:
      'Lost or changed: stored keys and queued mails cannot be decrypted. Leaked with the database: tokens can be forged.',
    secret: true,
  }),
};

export const secretChecks: readonly CrossCheck<typeof environmentOptions & typeof secretOptions>[] =
  [
    {
      between: ['NODE_ENV', 'AUTHGRAPH_SECRET'],
      find: ({ production }, isSet) =>
        production &&
        !isSet('AUTHGRAPH_SECRET') &&
        'AUTHGRAPH_SECRET is not set, and NODE_ENV=production generates none; write the output of: openssl rand -base64 48',
    },
  ];
