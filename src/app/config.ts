import { ConfigError, readEnvironment, type Variables } from '../platform/config/environment.js';
import { crossChecks, optionNames, options, type Config, type OptionName } from './options.js';
import { misspeltNames } from '../platform/config/misspelt.js';
import { fileVariable, secretText } from '../platform/config/secret-files.js';
import { withoutUserInfo } from '../platform/config/secret-url.js';
import { configKey, type Option, type Settled } from '../platform/config/option.js';

export { ConfigError, readEnvironment };
export type { Config };
export { resolveSecret } from '../platform/config/secret.js';

/** Characters of a wrong value that a fault repeats. */
const shownLength = 60;

/** A secret may be in a file that `NAME_FILE` names. */
const secretNames = optionNames.filter((name) => options[name].secret);
const variableNames: readonly string[] = [...optionNames, ...secretNames.map(fileVariable)];

type VariableName = OptionName | `${OptionName}_FILE`;

/** Of an object literal, only names of options; of a record by any name, such as `process.env`, all. */
type OnlyOptions<Given> = {
  readonly [Name in Exclude<keyof Given, VariableName | number>]: string extends Name
    ? Given[Name]
    : never;
};

/**
 * The configuration from exactly these variables, and the files that they name with `NAME_FILE`; without an
 * argument, from the process's environment and `.env`. Reads nothing else and writes nothing: the generated secret
 * is `resolveSecret`'s.
 * @throws ConfigError with every fault at once
 */
export function loadConfig(): Config;
export function loadConfig<Given extends Variables>(variables: Given & OnlyOptions<Given>): Config;
export function loadConfig(given: Variables = readEnvironment().variables): Config {
  const faults = new Map<OptionName, string>();
  const variables = withSecretFiles(given, faults);
  const settled: Record<string, unknown> = {};
  for (const name of optionNames) {
    settled[configKey(name)] = settle(name, variables[name] ?? '', settled, faults);
    settled.production ??= settled.nodeEnv === 'production';
  }
  const config = Object.freeze(settled) as unknown as Config;
  const isSet = (name: OptionName) => (variables[name] ?? '') !== '';
  const all = [...faults.values(), ...failedCrossChecks(config, isSet, faults)];
  if (all.length > 0) throw new ConfigError([...all, ...doubtsAbout(given)]);
  return config;
}

/** Set variables that are no option and look like one, a sentence for each. */
export function doubtsAbout(variables: Variables): string[] {
  const names = Object.keys(variables).filter((name) => (variables[name] ?? '') !== '');
  return misspeltNames(names, variableNames).map(({ name, meant }) => {
    if (meant === undefined) return `${name} is not an option`;
    return name.toUpperCase() === fileVariable(meant)
      ? `${name} is not an option; only secrets can be in files; set ${meant}`
      : `${name} is not an option; did you mean ${meant}?`;
  });
}

function withSecretFiles(given: Variables, faults: Map<OptionName, string>): Variables {
  const texts = secretNames.map((name) => {
    return [name, secretText(name, given, (problem) => faults.set(name, problem))] as const;
  });
  return { ...given, ...Object.fromEntries(texts) };
}

/** The value of one option. A faulty one gets its default, so that the others can be checked too. */
function settle(
  name: OptionName,
  text: string,
  settled: Record<string, unknown>,
  faults: Map<OptionName, string>,
): unknown {
  const option: Option<unknown> = options[name];
  // The order of the table sees to it that what a default asks for is there.
  const fallback = () => option.fallback(settled as unknown as Settled);
  if (text === '') return fallback();
  const parsed = option.schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]?.message ?? 'is not valid';
  faults.set(name, `${name}${option.secret ? '' : `=${shown(text)}`} ${problem}`);
  return fallback();
}

/** The beginning of a value. Behind a line break may be other lines of a file: a quote was not closed. */
function shown(value: string): string {
  const text = withoutUserInfo(value);
  const start = text.slice(0, shownLength).replace(/[\r\n][^]*/, '');
  return JSON.stringify(start === text ? text : `${start}…`);
}

function* failedCrossChecks(
  config: Config,
  isSet: (name: OptionName) => boolean,
  faults: ReadonlyMap<OptionName, string>,
): Generator<string> {
  for (const { between, find } of crossChecks) {
    if (between.some((name) => faults.has(name))) continue;
    const fault = find(config, isSet);
    if (fault !== false) yield fault;
  }
}

/** The longest that any token lives, in seconds: until then the key that signed it has to verify. */
export function maxTokenLifetime(
  config: Pick<
    Config,
    'jwtAccessTokenMaxExpires' | 'jwtRefreshTokenExpires' | 'impersonationExpires'
  >,
): number {
  const { jwtAccessTokenMaxExpires, jwtRefreshTokenExpires, impersonationExpires } = config;
  return Math.max(jwtAccessTokenMaxExpires, jwtRefreshTokenExpires, impersonationExpires);
}
