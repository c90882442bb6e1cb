import { passkeyAdvice } from '../app/passkeys.js';
import { callbackAdvice } from '../app/social.js';
import { readEnvironment, type Environment } from '../platform/config/environment.js';
import { fileVariable } from '../platform/config/secret-files.js';
import { readConfig } from './with-core.js';
import { optionNames, options, type Config, type OptionName } from '../app/options.js';
import { configKey, type Option } from '../platform/config/option.js';
import { print, printJson } from '../platform/command-line/output.js';
import { formatTable } from '../platform/command-line/terminal.js';

export interface ConfigOptions {
  readonly json?: boolean;
}

/** Shows every option, its value and where that comes from; secrets only as far as they may be seen. */
export function showConfig({ json = false }: ConfigOptions): void {
  const environment = readEnvironment();
  const config = readConfig();
  const rows = optionNames.map((name) => ({
    name,
    value: display(name, config),
    source: environment.sourceOf(name) ?? sourceOfFile(name, environment) ?? 'default',
  }));
  if (json) {
    printJson(rows);
  } else {
    const cells = rows.map(({ name, value, source }) => [name, value ?? '(not set)', source]);
    print(formatTable(['OPTION', 'VALUE', 'FROM'], cells));
    for (const advice of [passkeyAdvice(config), ...callbackAdvice(config)]) {
      if (advice !== undefined) print(`\n${advice}`);
    }
  }
}

/** Only of secrets: the configuration would not have been read otherwise. */
function sourceOfFile(name: OptionName, { sourceOf }: Environment): string | undefined {
  const file = fileVariable(name);
  return options[name].secret && sourceOf(file) !== undefined ? file : undefined;
}

function display(name: OptionName, config: Config): string | null {
  const { secret, redact }: Option<unknown> = options[name];
  const value = config[configKey(name)];
  if (value === undefined) return null;
  if (secret) return redact && typeof value === 'string' ? redact(value) : '(hidden)';
  switch (typeof value) {
    case 'boolean':
      return value ? 'on' : 'off';
    case 'object':
      return isList(value) ? value.join(',') || '(none)' : JSON.stringify(value);
    default:
      return String(value);
  }
}

/** `Array.isArray` does not know of arrays that are read-only. */
function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}
