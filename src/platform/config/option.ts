import type { z } from 'zod';

/** What a default may depend on: options of the table that stand before it. */
export interface Settled {
  readonly production: boolean;
  readonly port: number;
  readonly basePath: string;
  readonly publicUrl: string;
  readonly jwtSecretKey: string | undefined;
}

/** One row of the table: how a variable is read, and everything that docs/configuration.md says of it. */
export interface Option<T> {
  /** From the variable's text to the value. A refusal reads as the rest of a sentence: "is …; write …". */
  readonly schema: z.ZodType<T, string>;
  /** Of a variable that is not set. */
  readonly fallback: (settled: Settled) => T;
  /** The default in words, unless it is a plain value. */
  readonly defaultText: string;
  /** What the value counts or names: seconds, characters, URL, … */
  readonly unit: string;
  /** One sentence. */
  readonly description: string;
  /** Which values are taken, and why those. */
  readonly bounds: string;
  /** What goes wrong with a bad value. */
  readonly danger: string;
  /** Its value is never shown: not in a fault, not by `authgraph config`, not in a log. */
  readonly secret: boolean;
  /** The part of a secret that may be shown. */
  readonly redact?: (value: string) => string;
}

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;

type OptionValue<O> = O extends Option<infer T> ? T : never;

/** What options are read as: `jwtAccessTokenExpires` for JWT_ACCESS_TOKEN_EXPIRES. */
export type ConfigOf<Options> = {
  readonly [Name in keyof Options & string as CamelCase<Name>]: OptionValue<Options[Name]>;
};

/** The key of an option in the configuration. */
export function configKey<Name extends string>(name: Name): CamelCase<Name> {
  return name
    .toLowerCase()
    .replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
}

/** A rule over several options. It runs only if each of them is valid alone. */
export interface CrossCheck<Options> {
  readonly between: readonly (keyof Options)[];
  /** The fault, or `false` when all is well. */
  readonly find: (
    config: ConfigOf<Options> & Pick<Settled, 'production'>,
    isSet: (name: keyof Options) => boolean,
  ) => string | false;
}

interface Row<T> {
  schema: z.ZodType<T, string>;
  unit: string;
  description: string;
  bounds: string;
  danger: string;
  secret?: true;
  redact?: (value: string) => string;
}

/** An option with a default: a plain value, or, with words for it, anything else. */
export function option<T>(
  row: Row<T> &
    (
      | { default: T & (string | number) }
      | { default: T | ((settled: Settled) => T); defaultText: string }
    ),
): Option<T> {
  const { default: fallback, secret, ...rest } = row;
  return {
    defaultText: typeof fallback === 'object' ? '' : `\`${String(fallback)}\``,
    ...rest,
    fallback: isFunction(fallback) ? fallback : () => fallback,
    secret: secret ?? false,
  };
}

/** An option that may stay unset. */
export function optional<T>(row: Row<T> & { defaultText: string }): Option<T | undefined> {
  return { ...row, fallback: () => undefined, secret: row.secret ?? false };
}

function isFunction<T>(value: T | ((settled: Settled) => T)): value is (settled: Settled) => T {
  return typeof value === 'function';
}

/** What operators may call a receiver or a service in the configuration. */
export const entryName = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  /** The end of "a name has …". */
  form: '1 to 64 letters, digits, ".", "_" or "-"',
} as const;
