import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

/** The configuration cannot be used. Carries every fault, so that one reading mends them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param faults One sentence each: the variable, what is wrong, what to write. Never a secret. */
  constructor(readonly faults: readonly string[]) {
    const heading =
      faults.length === 1
        ? 'The configuration has a fault:'
        : `The configuration has ${faults.length} faults:`;
    super([heading, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}

/** Variables by name. One that is not set, or set to nothing, is `undefined` or the empty string. */
export type Variables = Readonly<Record<string, string | undefined>>;

type Source = 'environment' | '.env';

export interface Environment {
  readonly variables: Variables;
  /** Where a variable was set; `undefined`: nowhere. */
  readonly sourceOf: (name: string) => Source | undefined;
}

/**
 * The process's environment, and for what is not set there, the file `.env` of the working folder.
 * @throws ConfigError when the file is there, but cannot be read
 */
export function readEnvironment(
  processVariables: Variables = process.env,
  folder = process.cwd(),
): Environment {
  const fileVariables = readEnvFile(resolve(folder, '.env'));
  const isSet = (variables: Variables, name: string) => (variables[name] ?? '') !== '';
  const variables: Record<string, string | undefined> = { ...fileVariables };
  for (const name of Object.keys(processVariables)) {
    if (isSet(processVariables, name)) variables[name] = processVariables[name];
  }
  return {
    variables,
    sourceOf(name) {
      if (isSet(processVariables, name)) return 'environment';
      return isSet(fileVariables, name) ? '.env' : undefined;
    },
  };
}

function readEnvFile(path: string): Variables {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError([
      `.env is there, but cannot be read (${code ?? 'unknown error'}); let this user read it, or remove it`,
    ]);
  }
  // A byte order mark would become part of the first name.
  return parseEnv(content.replace(/^\uFEFF/, ''));
}
