import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCommandServer } from './command-server.js';
import type { ServiceVariables } from './server-process.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The file names of all guides. */
export const guides = readdirSync(`${root}docs/guides`).sort();

export function readGuide(name: string): string {
  return readFileSync(`${root}docs/guides/${name}`, 'utf8');
}

/** The code blocks of a language, in their order. */
export function blocksOf(document: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...document.matchAll(fence)].map(([, code = '']) => code);
}

/**
 * The blocks of shell that call the command line, or make a secret for it; but for those that serve, which do
 * not end.
 */
export function commandsOf(document: string): string[] {
  const runs = /\b(?:npx authgraph (?!serve\b)|openssl rand )/;
  return blocksOf(document, 'sh').filter((code) => runs.test(code));
}

export interface FollowedGuide {
  /** Where the commands ran. */
  readonly folder: string;
  /** The variables that lead to their database: SQLite, new. */
  readonly env: ServiceVariables;
  remove(): Promise<void>;
}

/**
 * Does what a guide says, as its reader does: saves its scripts (blocks that begin with the name of a file),
 * and runs its commands in one shell, in their order. Rejects at the first that fails.
 * @param files what the reader has before, by name
 */
export async function followGuide(
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<FollowedGuide> {
  const document = readGuide(name);
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-guide-'));
  const remove = () => rm(folder, { recursive: true });
  const scripts = blocksOf(document, 'js').flatMap((code) => {
    const file = /^\/\/ (\S+\.mjs)\n/.exec(code)?.[1];
    return file === undefined ? [] : [[file, code] as const];
  });
  for (const [file, content] of [...scripts, ...Object.entries(files)]) {
    await writeFile(join(folder, file), content);
  }
  const commands = await startCommandServer();
  await writeFile(join(folder, 'npx'), commands.npx, { mode: 0o755 });
  const env = { DATA_DIR: join(folder, 'data') };
  const path = [folder, process.env['PATH']].join(delimiter);
  const script = commandsOf(document).join('\n');
  try {
    const shell = run('bash', ['--norc', '-euxo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { PATH: path, ...env },
    });
    shell.child.stdin?.end();
    await shell;
    return { folder, env, remove };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await commands.close();
  }
}
