import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrations } from '../../src/app/storage.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));

interface Block {
  readonly language: string;
  readonly file: string;
  readonly lines: readonly string[];
}

/** The code blocks whose first line is a comment with a file's name, without the indentation of their list. */
function blocksIn(document: string): Block[] {
  const blocks = document.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm);
  return [...blocks].flatMap(([, indent = '', language = '', code = '']) => {
    const [first = '', ...lines] = code
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(indent.length));
    const file = /^(?:\/\/|#) (\S+)$/.exec(first)?.[1];
    return file === undefined ? [] : [{ language, file, lines }];
  });
}

/**
 * The text with the added lines, each after the line above it in the block; those at the beginning of the block come
 * before the line below them. Every line that is not added has to be there, in this order.
 */
function patched(text: string, { file, lines }: Block): string {
  const left = text.split('\n');
  const done: string[] = [];
  let leading: string[] | undefined = [];
  for (const line of lines) {
    const content = line.slice(1);
    if (line.startsWith('+')) {
      (leading ?? done).push(content);
      continue;
    }
    const at = left.indexOf(content);
    if (at === -1) throw new Error(`${file} has no line "${content}" where it should be`);
    done.push(...left.splice(0, at), ...(leading ?? []), ...left.splice(0, 1));
    leading = undefined;
  }
  return [...done, ...left].join('\n');
}

/** A reader takes the number that is next, and so does the test: the example need not change with each migration. */
function withNextNumber(text: string): string {
  const next = String(Object.keys(migrations).length + 1).padStart(4, '0');
  return text.replace(/'\d{4}_mottos'/, `'${next}_mottos'`);
}

/** What the example makes of the project: the text of each file that is new or changes, by its path. */
export async function filesOfExample(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const block of blocksIn(await readFile(join(root, 'CONTRIBUTING.md'), 'utf8'))) {
    const text =
      block.language === 'diff'
        ? patched(await readFile(join(root, block.file), 'utf8'), block)
        : block.lines.join('\n');
    files.set(block.file, withNextNumber(`${text}\n`));
  }
  return files;
}
