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

/** `NAME=value` as `util.parseEnv` reads it: between quotes, a value may have several lines. */
const assignment =
  /[^\S\n]*(?:export[^\S\n]+)?[A-Za-z_][\w.-]*[^\S\n]*=(?<value>[^\S\n]*(?:(?<quoted>(["'`])(?:(?!\3)[^])*\3))?[^\n]*)(?:\n|$)/y;
const otherLine = /(?:[^\S\n]*(?<name>[A-Za-z_]\w*)[^\S\n]*:)?[^\n]*(?:\n|$)/y;

/** A later line of a quoted value that is a variable of its own. The last line of base64 may be `AB==`. */
const assignmentInQuotes = /\n\s*(?:export\s+)?[A-Z_][A-Z0-9_]*\s*=(?!=?["'`]?\s*(?:\n|$))/;

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
 * @throws ConfigError when the file is there, but cannot be read or understood
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
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError([
      `.env is there, but cannot be read (${code ?? 'unknown error'}); let this user read it, or remove it`,
    ]);
  }
  return parseEnvFile(content);
}

/**
 * The variables of a `.env` file. `util.parseEnv` takes what is neither a comment nor `NAME=value`, and the line
 * after it, for one long name, cuts values at a `#`, and says nothing.
 * @throws ConfigError for such lines, and for another encoding than UTF-8. It repeats none: they may hold secrets
 */
function parseEnvFile(bytes: Buffer): Variables {
  const text = decode(bytes);
  const faults: string[] = [];
  let assignments = '';
  let line = 1;
  for (let at = 0; at < text.length;) {
    const found = matchAt(assignment, text, at);
    const match = found ?? matchAt(otherLine, text, at);
    const [whole = ''] = match ?? [];
    if (found) assignments += whole.trimStart();
    const isEmpty = /^\s*(?:#|$)/.test(whole);
    const fault = found ? valueFault(found) : isEmpty ? undefined : adviceFor(match);
    if (fault !== undefined) faults.push(`line ${line} of .env ${fault}`);
    at += whole.length;
    line += whole.split('\n').length - 1;
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return parseEnv(assignments);
}

/** PowerShell 5 writes UTF-16. A byte order mark of UTF-8 would become part of the first name: the decoder drops it. */
function decode(bytes: Buffer): string {
  const isUtf16 =
    bytes.includes(0) || /^(?:\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2));
  try {
    if (!isUtf16) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // As below: its encoding is not known.
  }
  const found = isUtf16 ? 'in UTF-16' : 'not in UTF-8';
  throw new ConfigError([`.env is ${found}; save it in the encoding UTF-8`]);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** What makes the value another one than was meant, as the rest of a sentence. */
function valueFault({ groups }: RegExpExecArray): string | undefined {
  const { value = '', quoted } = groups ?? {};
  if (quoted === undefined) {
    const hasHash = /^(?!\s*["'`])(?:[^#]*[^#\s])?#/.test(value);
    return hasHash
      ? 'has a # inside its value, where a comment would begin; put the value in quotes, or write %23 in the password of a URL'
      : undefined;
  }
  if (assignmentInQuotes.test(value)) return 'begins a quote that does not end on its line';
  const rest = value.trimStart().slice(quoted.length);
  if (/^\s*(?:#|$)/.test(rest)) return undefined;
  return 'has more after the quote that ends its value; put the whole value in quotes of another kind';
}

function adviceFor(match: RegExpExecArray | undefined): string {
  const name = match?.groups?.['name'];
  return name === undefined
    ? 'is not NAME=value; write that, or begin it with # for a comment'
    : `has ${name}: in the way of YAML; write ${name}=value`;
}
