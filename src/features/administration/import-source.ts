import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UsageError } from '../../platform/command-line/commands.js';
import { maxLineLength, readJsonLine, type SourceRecord } from './import-line.js';

export type ImportFormat = 'jsonl' | 'csv';

/** 2 GiB. */
const maxFileSize = 2 * 1024 ** 3;
/** Accounts of one file: the check keeps the names of all of them in memory, some 300 MB. */
const maxRecords = 1_000_000;
/** Bytes of a line that are kept: those of `maxLineLength` characters, and one more. */
const maxLineBytes = maxLineLength * 4 + 1;

/**
 * The accounts in a file, as a stream. Read it as often as needed.
 * @param format by default that of the name: CSV for `.csv`, else JSON Lines
 * @throws UsageError for what is no file, a file that is too large, and CSV that cannot be read further
 */
export async function* readImportFile(
  file: string,
  format: ImportFormat = file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl',
): AsyncGenerator<SourceRecord> {
  const stream = createReadStream(file);
  try {
    // Opened first, so that a file that is missing is an error of its opening.
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    await refuseLargeFile(file);
    let count = 0;
    for await (const record of format === 'csv' ? readCsv(stream) : readJsonLines(stream)) {
      count += 1;
      if (count > maxRecords) {
        throw new UsageError(`the file has more than ${maxRecords} accounts; split it`);
      }
      yield record;
    }
  } finally {
    stream.destroy();
  }
}

async function refuseLargeFile(file: string): Promise<void> {
  const found = await stat(file);
  if (!found.isFile())
    throw new UsageError('this is no regular file; it is read twice, so write it first');
  if (found.size > maxFileSize) throw new UsageError('the file has more than 2 GiB; split it');
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
