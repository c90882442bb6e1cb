import { readFileSync, statSync } from 'node:fs';
import type { Variables } from './environment.js';

/** Bytes of a file with a secret: the longest of ours are lists of webhooks. */
const maxFileSize = 65_536;

/** The variable that holds the path of a file instead of the secret itself, as of Docker and Kubernetes. */
export function fileVariable<Name extends string>(name: Name): `${Name}_FILE` {
  return `${name}_FILE`;
}

/**
 * The value of a secret: of its variable, or of the file that NAME_FILE names, less one line break at its end.
 * `fault` is called with what is wrong, and never with a path: a secret may stand in its place by mistake.
 */
export function secretText(
  name: string,
  variables: Variables,
  fault: (problem: string) => void,
): string {
  const file = fileVariable(name);
  const text = variables[name] ?? '';
  const path = variables[file] ?? '';
  if (path === '') return text;
  if (text !== '') {
    fault(`${name} and ${file} are both set; remove one of them`);
    return text;
  }
  try {
    const found = readText(path).replace(/\r?\n$/, '');
    if (found === '') fault(`${file} names an empty file; write the secret into it`);
    return found;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    fault(
      `${file} names a file that ${code === undefined ? message : `cannot be read (${code}); write the path of one that this user can read`}`,
    );
    return '';
  }
}

/** The text of a plain file of at most 64 kB, in UTF-8. @throws Error that says what to do; nothing of the path */
export function readText(path: string): string {
  const stats = statSync(path);
  // A pipe or a device might never end.
  if (!stats.isFile())
    throw new Error('is a folder, a pipe or a device; write the path of a plain file');
  if (stats.size > maxFileSize) {
    throw new Error(
      `has more than ${maxFileSize} bytes; write the path of one that has only the secret`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error('is not in UTF-8; save it in that encoding', { cause: error });
  }
}
