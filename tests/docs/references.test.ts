import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { optionNames } from '../../src/app/options.js';
import { reasons } from '../../src/app/facts.js';
import type { ClientReason } from '../../src/client/result.js';
import { guides, readGuide } from '../support/guide.js';
import { foreignNames } from './foreign-names.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** The anchors of a document, as GitHub makes them of its headings. */
function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The relative links of a document that lead nowhere. */
function brokenLinks(file: string, text: string): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const there = path === '' ? file : join(dirname(file), path);
    if (!existsSync(root + there)) return true;
    if (anchor === undefined) return false;
    const text = readFileSync(root + there, 'utf8');
    const line = /^L(\d+)$/.exec(anchor)?.[1];
    if (line !== undefined && !there.endsWith('.md')) return Number(line) > text.split('\n').length;
    return !anchorsOf(text).includes(anchor);
  });
}

/** Names of options and variables: with an underscore, or given a value. */
function variablesOf(text: string): string[] {
  const found = [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z]{3,}(?==)/g)];
  return [...new Set(found.map(([name]) => name))];
}

const ours = new Set<string>([
  ...optionNames,
  ...Object.entries(reasons).flatMap(([reason, { code }]) => [reason, code]),
  ...([
    'UPDATE_REQUIRED',
    'LOGIN_UNKNOWN',
    'LOGIN_CANCELLED',
    'LOGIN_REFUSED',
    'PASSKEY_CANCELLED',
    'PASSKEYS_UNSUPPORTED',
    'PASSKEY_DOMAIN',
    'PASSKEY_FAILED',
  ] satisfies ClientReason[]),
]);

describe('links', () => {
  test.each(documents)('of %s lead to what is there', (file) => {
    expect(brokenLinks(file, readFileSync(root + file, 'utf8'))).toEqual([]);
  });

  test.each([
    ['to a missing file', '[x](guides/nothing.md)'],
    ['to a missing heading', '[x](configuration.md#nothing)'],
    ['to a missing heading of the same page', '[x](#nothing)'],
  ])('%s are found', (_title, text) => {
    expect(brokenLinks('docs/cli.md', text)).toHaveLength(1);
  });

  test('to what is there, and to other sites, are not', () => {
    const text = '[a](configuration.md#public_url) [b](https://example.com/x.md) [c](../README.md)';
    expect(brokenLinks('docs/cli.md', text)).toEqual([]);
  });
});

describe('names of options', () => {
  test.each(guides)('in %s are ours, or listed as foreign', (name) => {
    const unknown = variablesOf(readGuide(name)).filter(
      (variable) => !ours.has(variable) && !foreignNames.has(variable),
    );
    expect(unknown).toEqual([]);
  });

  test('that are foreign are not ours, and are used', () => {
    const used = new Set(guides.flatMap((name) => variablesOf(readGuide(name))));
    expect([...foreignNames].filter((name) => ours.has(name) || !used.has(name))).toEqual([]);
  });

  test('are found, wherever they stand', () => {
    expect(variablesOf('Set `KEEP_ALIVE_TIME`, or PORTS=1; NATS does nothing.')).toEqual([
      'KEEP_ALIVE_TIME',
      'PORTS',
    ]);
  });
});
