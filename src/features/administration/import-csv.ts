import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UsageError } from '../../platform/command-line/commands.js';
import { maxLineLength } from './import-line.js';
import type { SourceRecord } from './import-line.js';

/** What the text of a column is; the others are texts. A problem never quotes it. */
const readers: ReadonlyMap<string, (text: string) => unknown> = new Map([
  ['emailVerified', readFlag],
  ['disabled', readFlag],
  ['roles', (text: string) => text.split(/[\s,;]+/).filter((role) => role !== '')],
  ['publicMetadata', readJson],
  ['privateMetadata', readJson],
]);

/** What is not written so is left to the check of its type. */
function readFlag(text: string): unknown {
  if (/^(?:true|t|1|yes)$/i.test(text)) return true;
  return /^(?:false|f|0|no)$/i.test(text) ? false : text;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * CSV (RFC 4180) with the names of the fields in its first row. An empty cell is absent. `line` is that on which a row
 * ends.
 * @throws UsageError for quotes that are wrong, after which no row can be trusted, and for a row that is too long
 */
export async function* readCsvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord> {
  const options = {
    info: true,
    max_record_size: maxLineLength,
    relax_column_count: true,
    skip_empty_lines: true,
  } as const;
  // What goes wrong ends the rows, and is thrown where they are read.
  const rows = pipeline(Readable.from(decode(chunks)), parse(options), () => undefined);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of rows as AsyncIterable<CsvRow>) {
      if (names === undefined) names = checkedNames(record);
      else yield { line: info.lines, ...toRecord(names, record) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(problemOf(error));
  } finally {
    rows.destroy();
  }
}

/** As text, with the line breaks of Unix: inside of quotes the parser counts CR and LF as two lines. */
async function* decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  try {
    for await (const chunk of chunks) {
      const text = held + decoder.decode(chunk, { stream: true });
      held = text.endsWith('\r') ? '\r' : '';
      yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
    }
    yield held + decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new UsageError('the file is not UTF-8') : error;
  }
}

function checkedNames(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  const isNaming = names.includes('username') || names.includes('email');
  if (!isNaming || new Set(names).size < names.length) {
    throw new UsageError(
      'the first row of the CSV file must have the names of the fields, each once, such as id,username,passwordHash,email',
    );
  }
  return names;
}

function toRecord(
  names: readonly string[],
  record: readonly string[],
): { value: unknown } | { problem: string } {
  if (record.length !== names.length) {
    return { problem: `${record.length} cells, but the first row has ${names.length}` };
  }
  const cells = names.map((name, index) => [name, record[index] ?? ''] as const);
  const given = cells.filter(([, text]) => text !== '');
  const read = (name: string, text: string) => readers.get(name)?.(text) ?? text;
  return { value: Object.fromEntries(given.map(([name, text]) => [name, read(name, text)])) };
}

/** The parser's own message quotes the file. */
function problemOf({ code, lines }: CsvError & { lines?: number }): string {
  const where = lines === undefined ? '' : `line ${lines}: `;
  if (code === 'CSV_MAX_RECORD_SIZE') return `${where}longer than ${maxLineLength} characters`;
  return `${where}this is not CSV as RFC 4180 has it: quotes are wrong (${code})`;
}
