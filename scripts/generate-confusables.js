/**
 * Writes src/features/accounts/confusables.ts from Unicode's confusables.txt (UTS 39 §4), which is at
 * Public/security/latest/confusables.txt of unicode.org and in the sources of ICU:
 *
 *     node scripts/generate-confusables.js confusables.txt LICENSE
 *
 * It keeps what a username can hold: letters, marks, digits, ".", "_" and "-", after NFKC and NFD.
 */
import { readFile, writeFile } from 'node:fs/promises';

const [data, license] = await Promise.all(
  process.argv.slice(2, 4).map((path) => readFile(path, 'utf8')),
);
const inNames = /^[\p{L}\p{M}\p{N}._-]$/u;
const invisible = /\p{Default_Ignorable_Code_Point}/u;

const textOf = (codes) =>
  String.fromCodePoint(
    ...codes
      .trim()
      .split(' ')
      .map((code) => Number.parseInt(code, 16)),
  );
const pairs = Array.from(data.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;/gm), ([, from, to]) => [
  textOf(from),
  textOf(to),
]);
const kept = pairs.filter(
  ([from]) =>
    inNames.test(from) &&
    !invisible.test(from) &&
    from.normalize('NFKC') === from &&
    from.normalize('NFD') === from,
);
// Escaped, since marks would cling to the quotes and half of the letters has no font.
const escaped = (text) =>
  Array.from(text, (character) => {
    const code = character.codePointAt(0);
    return code > 0x20 && code < 0x7f && character !== '\\' && character !== "'"
      ? character
      : `\\u{${code.toString(16)}}`;
  }).join('');
const version = /^# Version: (\S+)/m.exec(data)[1];
const notice = license.slice(0, license.indexOf('SPDX-License-Identifier')).trimEnd();
const perLine = 24;
const entries = kept.map(([from, to]) => escaped(from + to));
const lines = Array.from({ length: Math.ceil(entries.length / perLine) }, (_unused, line) => {
  return `  '${entries.slice(line * perLine, (line + 1) * perLine).join(' ')}',`;
});

await writeFile(
  new URL('../src/features/accounts/confusables.ts', import.meta.url),
  `/*
 * Made by scripts/generate-confusables.js from confusables.txt of Unicode ${version}, and reduced. Its license:
 *
${notice
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */

/** Characters that a username can hold, and after each what it looks like (UTS 39 §4, the prototype). */
export const confusables: readonly string[] = [
${lines.join('\n')}
].flatMap((line) => line.split(' '));
`,
);
