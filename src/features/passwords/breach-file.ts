import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ConfigError } from '../../platform/config/environment.js';

/** Where breached passwords are looked up. */
export interface BreachSource {
  /** @param sha1 40 hexadecimal digits, upper case */
  has(sha1: string, signal: AbortSignal): Promise<boolean>;
  close?(): Promise<void>;
}

/** Bytes. A line has 40 digits, a colon, a count and its end. */
const maxLine = 64;
/** Bytes that a search reads line by line at its end. */
const smallBlock = 4096;
/** Bytes at each end of the file that are checked when it is opened. */
const checkedBlock = 65_536;
/** Lines in between that are checked too. */
const samples = 64;

interface Line {
  /** Upper case. */
  readonly hash: string;
  readonly count: number;
  /** Bytes before the line, and before the next one. */
  readonly start: number;
  readonly end: number;
}

/**
 * A sorted file of `SHA1HEX:count` lines, as the official downloader makes it. It has about 40 GB: a search reads some
 * 25 pieces of it. Lines end with CRLF or LF, and digits are of either case.
 * @throws ConfigError for a file that is missing, foreign or not sorted, as far as its ends and 64 lines show
 */
export async function openBreachFile(path: string): Promise<BreachSource> {
  const file = await openList(path);
  try {
    await refuseUnsorted(file, path);
  } catch (error) {
    await file.handle.close();
    throw error;
  }
  return { has: (sha1) => search(file, sha1), close: () => file.handle.close() };
}

interface List {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

function faultOf(path: string, problem: string): ConfigError {
  return new ConfigError([`BREACHED_PASSWORDS=${JSON.stringify(path)} ${problem}`]);
}

const advice =
  'write the path of a sorted list (docs/guides/sign-up-defences.md says how to get one), online or off';

async function openList(path: string): Promise<List> {
  let handle: FileHandle;
  try {
    // Not blocking, for a pipe without a writer.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw faultOf(path, `${problem}; ${advice}`);
  }
  const stats = await handle.stat();
  if (stats.isFile() && stats.size > 0) return { handle, size: stats.size };
  await handle.close();
  throw faultOf(path, `${stats.isFile() ? 'is empty' : 'is not a file'}; ${advice}`);
}

/** @throws ConfigError */
async function refuseUnsorted(file: List, path: string): Promise<void> {
  const parts = await Promise.all([
    linesFrom(file, 0),
    sampledLines(file),
    linesFrom(file, Math.max(0, file.size - checkedBlock)),
  ]).catch((error: unknown) => {
    if (!(error instanceof ForeignLine)) throw error;
    throw faultOf(path, `has lines that are not SHA1:COUNT; ${advice}`);
  });
  const isSorted = parts.every((lines) =>
    lines.every(({ hash }, at) => hash >= (lines[at - 1]?.hash ?? '')),
  );
  if (isSorted) return;
  throw faultOf(path, 'is not sorted by hash; run LC_ALL=C sort -o FILE FILE');
}

/** The lines that start in the block behind `position`. */
async function linesFrom(file: List, position: number): Promise<Line[]> {
  const first = await nextLine(file, position);
  if (first === undefined) return [];
  const text = await readText(file, first.start, checkedBlock + maxLine);
  const lines: Line[] = [];
  for (let at = 0; at < Math.min(text.length, checkedBlock);) {
    const line = lineIn(text, at, first.start);
    lines.push(line);
    at = line.end - first.start;
  }
  return lines;
}

async function sampledLines(file: List): Promise<Line[]> {
  const lines: Line[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const line = await nextLine(file, Math.floor((file.size * sample) / samples));
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

/** @param sha1 upper case */
async function search(file: List, sha1: string): Promise<boolean> {
  // The line of the hash, if there is one, starts in [low, high). A line starts at low.
  let [low, high] = [0, file.size];
  while (high - low > smallBlock) {
    const middle = Math.floor((low + high) / 2);
    const line = await nextLine(file, middle);
    if (line?.hash === sha1) return line.count > 0;
    if (line === undefined || line.start >= high || line.hash > sha1) high = middle;
    else low = line.end;
  }
  const text = await readText(file, low, high - low + maxLine);
  const at = text.toUpperCase().indexOf(`${sha1}:`);
  return at !== -1 && lineIn(text, at, low).count > 0;
}

/** The first line that starts at `position` or behind it; `undefined` if none does. */
async function nextLine(file: List, position: number): Promise<Line | undefined> {
  // From the byte before, which may end a line.
  const from = Math.max(0, position - 1);
  const text = await readText(file, from, 2 * maxLine);
  const start = position === 0 ? 0 : text.indexOf('\n') + 1;
  const isInLastLine = position > 0 && start === 0 && text.length <= maxLine;
  if (isInLastLine || start >= text.length) return undefined;
  return lineIn(text, start, from);
}

/** Not a list of breached passwords, or one that changed since it was opened. */
class ForeignLine extends Error {
  constructor() {
    super('a line of the file is not SHA1:COUNT');
  }
}

const linePattern = /^(?<hash>[0-9A-Fa-f]{40}):(?<count>\d{1,15})\r?\n?$/;

/** @param offset bytes of the file before the text @throws ForeignLine */
function lineIn(text: string, start: number, offset: number): Line {
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline + 1;
  const { hash, count } = linePattern.exec(text.slice(start, end))?.groups ?? {};
  if (hash === undefined) throw new ForeignLine();
  return {
    hash: hash.toUpperCase(),
    count: Number(count),
    start: offset + start,
    end: offset + end,
  };
}

/** One character for each byte. Shorter at the end of the file. */
async function readText({ handle }: List, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('latin1', 0, bytesRead);
}
