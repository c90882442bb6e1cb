import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCsvRecords } from '../../../src/features/administration/import-csv.js';
import {
  copyInput,
  readImportFile,
  readJsonLines,
} from '../../../src/features/administration/import-source.js';
import type { SourceRecord } from '../../../src/features/administration/import-line.js';
import { chunksOf } from '../../support/chunks.js';

async function all(records: AsyncIterable<SourceRecord>): Promise<SourceRecord[]> {
  const found: SourceRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}
const csv = (text: string, size?: number) => all(readCsvRecords(chunksOf(text, size)));

describe('JSON Lines', () => {
  it.each([1, 2, 3, 7919])('are read from chunks of %d bytes', async (size) => {
    const text = '\ufeff{"a":"é"}\r\n\n  \n{"b":"😀"}\nx';
    expect(await all(readJsonLines(chunksOf(text, size)))).toEqual([
      { line: 1, value: { a: 'é' } },
      { line: 4, value: { b: '😀' } },
      { line: 5, problem: 'not JSON' },
    ]);
  });

  it('that are not UTF-8 are faults, and the next line is read', async () => {
    const bytes = Buffer.concat([Buffer.from('"'), Buffer.of(0xff), Buffer.from('"\n1\n')]);
    expect(await all(readJsonLines(chunksOfBytes(bytes)))).toEqual([
      { line: 1, problem: 'not UTF-8' },
      { line: 2, value: 1 },
    ]);
  });

  it('of 64 MB in one line are a fault without the memory for it', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    async function* endless() {
      const chunk = Buffer.alloc(65_536, 'x');
      for (let count = 0; count < 1024; count += 1) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield await Promise.resolve(chunk);
      }
      yield Buffer.from('\n17');
    }
    expect(await all(readJsonLines(endless()))).toEqual([
      { line: 1, problem: 'longer than 65536 characters' },
      { line: 2, value: 17 },
    ]);
    expect(most).toBeLessThan(8_000_000);
  });
});

async function* chunksOfBytes(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

describe('CSV', () => {
  it.each([1, 2, 7919])('is read as RFC 4180 has it, from chunks of %d bytes', async (size) => {
    const text =
      '\ufeffusername,displayName,email\r\n' +
      'ada,"Ada ""Countess"" Lovelace, née Byron",ada@example.com\r\n' +
      'bob,"two\r\nlines",\r\n' +
      '\r\n' +
      'eve,Ève 😀,eve@example.com';
    expect(await csv(text, size)).toEqual([
      {
        line: 2,
        value: {
          username: 'ada',
          displayName: 'Ada "Countess" Lovelace, née Byron',
          email: 'ada@example.com',
        },
      },
      { line: 4, value: { username: 'bob', displayName: 'two\nlines' } },
      {
        line: 6,
        value: { username: 'eve', displayName: 'Ève 😀', email: 'eve@example.com' },
      },
    ]);
  });

  it('has flags, roles and metadata as text', async () => {
    const text =
      'username,emailVerified,disabled,roles,publicMetadata,privateMetadata\n' +
      'ada,true,FALSE,editor admin;x,"{""plan"":""pro""}",{}\n' +
      'bob,t,0,,,{broken\n';
    expect(await csv(text)).toEqual([
      {
        line: 2,
        value: {
          username: 'ada',
          emailVerified: true,
          disabled: false,
          roles: ['editor', 'admin', 'x'],
          publicMetadata: { plan: 'pro' },
          privateMetadata: {},
        },
      },
      {
        line: 3,
        value: {
          username: 'bob',
          emailVerified: true,
          disabled: false,
          privateMetadata: '{broken',
        },
      },
    ]);
  });

  it('with too many or too few cells in a row has a fault there, and goes on', async () => {
    expect(await csv('username,email\nada\nbob,b@example.com,x\neve,\n')).toEqual([
      { line: 2, problem: '1 cells, but the first row has 2' },
      { line: 3, problem: '3 cells, but the first row has 2' },
      { line: 4, value: { username: 'eve' } },
    ]);
  });

  it.each([
    ['a quote that is not closed', 'username\n"hunter2\n', 'quotes are wrong'],
    ['text after a quote', 'username\n"hunter2"x\n', 'quotes are wrong'],
    ['a quote in a cell', 'username\nhunter2"x"\n', 'quotes are wrong'],
    ['a row that is too long', `username\n${'x'.repeat(70_000)}\n`, 'longer than 65536'],
    ['no names', 'ada,hunter2\n', 'the first row of the CSV file must have the names'],
    ['a name twice', 'username,email,email\n', 'the first row of the CSV file must have the names'],
  ])('with %s stops, and repeats nothing of the file', async (_title, text, problem) => {
    const error = await csv(text).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UsageError' });
    expect(String(error)).toContain(problem);
    expect(String(error)).not.toContain('hunter2');
  });

  it('that is not UTF-8 stops', async () => {
    const bytes = Buffer.concat([Buffer.from('username\nad'), Buffer.of(0xe9)]);
    await expect(all(readCsvRecords(chunksOfBytes(bytes)))).rejects.toThrow('not UTF-8');
  });
});

describe('readImportFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('takes a file for what its name says, unless it is told a format', async () => {
    const [csvFile, other] = [join(folder, 'USERS.CSV'), join(folder, 'users.txt')];
    await writeFile(csvFile, 'username\nada\n');
    await writeFile(other, '{"username":"ada"}\n');
    const ada = { username: 'ada' };
    expect(await all(readImportFile(csvFile))).toEqual([{ line: 2, value: ada }]);
    expect(await all(readImportFile(other))).toEqual([{ line: 1, value: ada }]);
    expect(await all(readImportFile(csvFile, 'jsonl'))).toHaveLength(2);
  });

  it('refuses a file above 2 GiB and what is no file, before it reads', async () => {
    const file = join(folder, 'users.jsonl');
    await writeFile(file, '');
    await truncate(file, 2 * 1024 ** 3 + 1);
    await expect(all(readImportFile(file))).rejects.toThrow('more than 2 GiB');
    await expect(all(readImportFile('/dev/null'))).rejects.toThrow('no regular file');
  });

  it('refuses more than a million accounts', async () => {
    const file = join(folder, 'users.jsonl');
    await writeFile(file, '1\n'.repeat(1_000_001));
    await expect(all(readImportFile(file))).rejects.toThrow('more than 1000000 accounts');
  });
});

describe('standard input', () => {
  it('is refused as soon as it is too long, and is not stored', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authgraph-input-'));
    const file = await open(join(folder, 'users'), 'wx+');
    try {
      async function* endless() {
        for (;;) yield await Promise.resolve(Buffer.alloc(400));
      }
      await expect(copyInput(endless(), file, 1000)).rejects.toThrow('more than 2 GiB; split it');
      expect((await file.stat()).size).toBe(800);
    } finally {
      await file.close();
      await rm(folder, { recursive: true });
    }
  });
});
