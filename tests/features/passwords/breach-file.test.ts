import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBreachFile } from '../../../src/features/passwords/breach-file.js';
import { ConfigError } from '../../../src/index.js';
import { runs } from '../../fuzz/runs.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

let files = 0;
async function fileOf(text: string): Promise<string> {
  const path = join(folder, `list-${(files += 1)}.txt`);
  await writeFile(path, text);
  return path;
}

/** `how many` hashes in their order, each with its count. */
const sorted = (howMany: number) =>
  Array.from({ length: howMany }, (_unused, index) => sha1(`password ${index}`)).sort();

describe('a list of breached passwords', () => {
  const shape = fc.record({
    howMany: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1000, max: 5000 })),
    end: fc.constantFrom('\n', '\r\n'),
    isLower: fc.boolean(),
    endsWithLine: fc.boolean(),
    maxCount: fc.constantFrom(9, 99_999, 99_999_999),
    asked: fc.array(fc.nat(), { minLength: 5, maxLength: 20 }),
  });

  test('has what is in it, and nothing else, whatever its size and its form', async () => {
    const property = fc.asyncProperty(shape, async (given) => {
      const hashes = sorted(given.howMany);
      const lines = hashes.map((hash, index) => {
        const written = given.isLower ? hash.toLowerCase() : hash;
        return `${written}:${1 + ((index * 7919) % given.maxCount)}`;
      });
      const text = lines.join(given.end) + (given.endsWithLine ? given.end : '');
      const list = await openBreachFile(await fileOf(text));
      const positions = [0, hashes.length - 1, ...given.asked.map((at) => at % hashes.length)];
      for (const at of positions) {
        const hash = hashes[at] ?? '';
        expect(await list.has(hash, signal)).toBe(true);
        expect(await list.has(sha1(hash), signal)).toBe(false);
      }
      for (const digit of ['0', 'F']) {
        expect(await list.has(digit.repeat(40), signal)).toBe(false);
      }
      await list.close?.();
    });
    await fc.assert(property, runs(150));
  });

  test('does not have a password that was seen 0 times', async () => {
    const [first = '', second = ''] = sorted(2);
    const list = await openBreachFile(await fileOf(`${first}:0\n${second}:1\n`));
    expect(await list.has(first, signal)).toBe(false);
    expect(await list.has(second, signal)).toBe(true);
    await list.close?.();
  });

  test('that is cut or replaced while it is open has nothing, or fails', async () => {
    const hashes = sorted(5000);
    const path = await fileOf(hashes.map((hash) => `${hash}:1\n`).join(''));
    const list = await openBreachFile(path);
    await writeFile(path, 'x'.repeat(300_000));
    await expect(list.has(hashes[2500] ?? '', signal)).rejects.toThrow('not SHA1:COUNT');
    await list.close?.();
  });
});

describe('a file is refused at the start, with what to do, that', () => {
  const lines = sorted(5000).map((hash) => `${hash}:1\n`);
  const faultOf = async (path: string) => {
    const error = await openBreachFile(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).faults.join();
  };

  test('does not exist', async () => {
    const fault = await faultOf(join(folder, 'missing.txt'));
    expect(fault).toMatch(/^BREACHED_PASSWORDS=".*missing.txt" does not exist; .*online or off$/);
  });

  test('is a folder', async () => {
    expect(await faultOf(folder)).toContain('is not a file; write the path of a sorted list');
  });

  test.each([
    ['is empty', '', 'is empty'],
    ['is a list of NTLM hashes', `${'0'.repeat(32)}:1\n`, 'lines that are not SHA1:COUNT'],
    ['has no counts', lines.join('').replaceAll(':1', ''), 'lines that are not SHA1:COUNT'],
    ['has one long line', 'A'.repeat(100_000), 'lines that are not SHA1:COUNT'],
    ['is a page', `<!doctype html>\n${'<p>'.repeat(50)}\n`, 'lines that are not SHA1:COUNT'],
    ['ends with garbage', `${lines.join('')}garbage`, 'lines that are not SHA1:COUNT'],
    ['is sorted by count', [...lines].sort(byTail).join(''), 'is not sorted by hash; run LC_ALL=C'],
    ['has two lines in the wrong order', `${lines[1]}${lines[0]}`, 'is not sorted by hash'],
  ])('%s', async (_what, text, problem) => {
    expect(await faultOf(await fileOf(text))).toContain(problem);
  });
});

/** An order that has nothing to do with that of the hashes. */
function byTail(one: string, other: string): number {
  return one.slice(20) < other.slice(20) ? -1 : 1;
}
