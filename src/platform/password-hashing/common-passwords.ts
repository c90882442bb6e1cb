import { createRequire } from 'node:module';
import type { dictionary } from '@zxcvbn-ts/language-common';

const require = createRequire(import.meta.url);

let passwords: ReadonlySet<string> | undefined;

/**
 * Whether a password, in lower case, is one of the 49,000 most used ones. They are loaded at the first
 * question (20 ms, 15 MB): a process in which nobody chooses a password never needs them.
 */
export function isCommonPassword(lowerCase: string): boolean {
  passwords ??= new Set(loadDictionary()['passwords-common']);
  return passwords.has(lowerCase);
}

function loadDictionary(): typeof dictionary {
  const language = require('@zxcvbn-ts/language-common') as { dictionary: typeof dictionary };
  return language.dictionary;
}
