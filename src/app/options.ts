import { accountOptions } from '../features/accounts/options.js';
import { clientOptions } from '../features/oauth/options.js';
import { federationOptions } from '../features/federation/options.js';
import { limitOptions } from '../platform/rate-limits/options.js';
import { mailOptions } from '../platform/mail/options.js';
import { passwordOptions } from '../platform/password-hashing/options.js';
import { serviceOptions } from '../platform/http/options.js';
import { storageOptions } from '../platform/database/options.js';
import { telemetryOptions } from '../platform/telemetry/options.js';
import { tokenOptions } from '../features/sessions/options.js';
import { webhookOptions } from '../features/webhooks/options.js';
import type { Option } from '../platform/config/option.js';
import { connectionOptions } from '../platform/http/server.js';

/** The chapters of docs/configuration.md. */
export const optionGroups = [
  { title: 'Service', options: serviceOptions },
  { title: 'Connections', options: connectionOptions },
  { title: 'Tokens and sessions', options: tokenOptions },
  { title: 'Other services', options: clientOptions },
  { title: 'Accounts', options: accountOptions },
  { title: 'Passwords', options: passwordOptions },
  { title: 'Mail', options: mailOptions },
  { title: 'Webhooks', options: webhookOptions },
  { title: 'Limits', options: limitOptions },
  { title: 'Storage', options: storageOptions },
  { title: 'Federation', options: federationOptions },
  { title: 'Metrics and tracing', options: telemetryOptions },
] as const;

/** The one table of everything that can be configured, by the name of its environment variable. */
export const options = {
  ...serviceOptions,
  ...connectionOptions,
  ...tokenOptions,
  ...clientOptions,
  ...accountOptions,
  ...passwordOptions,
  ...mailOptions,
  ...webhookOptions,
  ...limitOptions,
  ...storageOptions,
  ...federationOptions,
  ...telemetryOptions,
};

export type OptionName = keyof typeof options;

/** The names, in the order of the documentation, which is the order in which defaults are settled. */
export const optionNames = Object.keys(options) as OptionName[];

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;

type OptionValue<O> = O extends Option<infer T> ? T : never;

/** The settings, as the program uses them. Frozen. */
export type Config = {
  readonly [Name in OptionName as CamelCase<Name>]: OptionValue<(typeof options)[Name]>;
} & {
  /** Whether NODE_ENV is `production`. */
  readonly production: boolean;
};

/** The key of an option in `Config`: `jwtAccessTokenExpires` for JWT_ACCESS_TOKEN_EXPIRES. */
export function configKey(name: OptionName): keyof Config {
  return name
    .toLowerCase()
    .replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()) as keyof Config;
}
