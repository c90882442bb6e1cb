import { open, type FileHandle } from 'node:fs/promises';
import { UsageError } from '../../platform/command-line/commands.js';
import { maxLineLength, readJsonLine, type SourceRecord } from './import-line.js';

export type ImportFormat = 'jsonl' | 'csv';

/** 2 GiB. */
const maxFileSize = 2 * 1024 ** 3;
/** Bytes that are read at once. */
const chunkSize = 65_536;
/** Accounts of one file: the check keeps the names of all of them in memory, some 300 MB. */
const maxRecords = 1_000_000;
/** Bytes of a line that are kept: those of `maxLineLength` characters, and one more. */
const maxLineBytes = maxLineLength * 4 + 1;

/**
 * The accounts in a file, as a stream. Read it as often as needed.
 * @param source a path, or a file that is open and stays so
 * @param format by default that of the name: CSV for `.csv`, else JSON Lines
 * @throws UsageError for what is no file, a file that is too large, and CSV that cannot be read further
 */
export async function* readImportFile(
  source: string | FileHandle,
  format: ImportFormat = isCsv(source) ? 'csv' : 'jsonl',
): AsyncGenerator<SourceRecord> {
  const file = typeof source === 'string' ? await open(source) : source;
  try {
    await refuseLargeFile(file);
    const chunks = chunksOf(file);
    let count = 0;
    for await (const record of format === 'csv' ? readCsv(chunks) : readJsonLines(chunks)) {
      count += 1;
      if (count > maxRecords) {
        throw new UsageError(`the file has more than ${maxRecords} accounts; split it`);
      }
      yield record;
    }
  } finally {
    if (file !== source) await file.close();
  }
}

/**
 * Copies what can be read only once.
 * @param limit bytes
 * @throws UsageError once more has come, which is not written
 */
export async function copyInput(
  input: AsyncIterable<Uint8Array>,
  file: FileHandle,
  limit = maxFileSize,
): Promise<void> {
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > limit) throw new UsageError(tooLarge);
    await file.writeFile(chunk);
  }
}

function isCsv(source: string | FileHandle): boolean {
  return typeof source === 'string' && source.toLowerCase().endsWith('.csv');
}

const tooLarge = 'the file has more than 2 GiB; split it';

async function refuseLargeFile(file: FileHandle): Promise<void> {
  const found = await file.stat();
  if (!found.isFile())
    throw new UsageError('this is no regular file; it is read twice, so write it first');
  if (found.size > maxFileSize) throw new UsageError(tooLarge);
}

/** From the beginning, wherever an earlier reader stopped. A stream of Node.js would close the file at its end. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  let position = 0;
  for (;;) {
    const buffer = Buffer.allocUnsafe(chunkSize);
    const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readCsv(stream: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord> {
  const { readCsvRecords } = await import('./import-csv.js');
  yield* readCsvRecords(stream);
}

/** JSON Lines: blank lines are ignored, and lines are counted from 1. */
export async function* readJsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for await (const bytes of splitLines(chunks)) {
    line += 1;
    let text: string;
    try {
      // Programs on Windows begin a UTF-8 file with a byte order mark; the decoder takes it away.
      text = decoder.decode(bytes);
    } catch {
      yield { line, problem: 'not UTF-8' };
      continue;
    }
    if (text.trim() !== '') yield { line, ...readJsonLine(text) };
  }
}

/** The lines without their ends. Of one that is far too long only the beginning is kept. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer) => {
    const kept = part.subarray(0, Math.max(0, maxLineBytes - length));
    if (kept.length > 0) begun.push(kept);
    length += kept.length;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      yield Buffer.concat(begun);
      begun = [];
      length = 0;
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield Buffer.concat(begun);
}
