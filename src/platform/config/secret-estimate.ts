import { createRequire } from 'node:module';
import type { dictionary } from '@zxcvbn-ts/language-common';
import { wordsOfSecrets } from './published-secrets.js';

const require = createRequire(import.meta.url);

/** Characters that are looked at: what makes a secret strong need not come later. */
const readLength = 512;
/** Bits that say which kind of a piece comes next. */
const kindCost = 3;
const shortestPiece = 3;
const shortestRun = 4;
const longestRun = 64;
const longestWord = 24;
const separator = /[-_ .]/;
const separatorCost = 2;

const rows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!@#$%^&*()',
  // Not a keyboard: what allkeysgenerator.com, of many tutorials, goes along and makes its "random" keys of.
  '!a%d*g-kapdsgvkyp3s6v9y$b&e)h@mcqftjwnzq4t7w!z%c*f-jandrgukxp2s5v8y/b?e(h+mbqethwmzq4t7w9z$c&f)j@ncrfujxn2r5u8x/a?d(g+kbpeshvkyp3s6v9y$b&e)h@mcqftjwnzr4u7x!a%d*g-kapdsgukxp2s5v8y/b?e(h+mbqethwmyq3t6w9z$c&f)j@ncrfujxn2r4u7x!a%d*g-kapdrgukxp2s5v8y/a?d(g+kbpeshvmyq3t6w9z$c&f)j@mcqftjwnzr4u7x!a%d*g-jandrgukxp2s5v8y/a?d(g+kbpeshvmyp3s6v9y$b&e)h@mcqftjwnzr4u7w!z%c*f-jandrgukxn2r5u8x/a?d(g+kbpeshvmyq3s6v9y$b&e)h@mcqftjwmzq4t7w!z%c*f-j',
];
const keyboard = rows.flatMap((row) => [row, Array.from(row).reverse().join('')]);
const leet = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }),
);

/**
 * How many bits it takes to say which secret this is, in the cheapest of the ways that people invent them: words,
 * rows of a keyboard, counting, repetition, any of it also in hexadecimal or base64. What is none of that costs a
 * character of its alphabet each. Each way is priced as a code would, so a random text of n bits comes out k bits
 * too cheap in about one of 2^k cases.
 */
export function estimateBits(secret: string): number {
  const text = secret.slice(0, readLength);
  return Math.min(cheapest(text), ...decodings(text).map(cheapest));
}

/** The bytes that a text stands for, as a text with a character for each. */
export function decodings(text: string): string[] {
  const found: string[] = [];
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) found.push(Buffer.from(text, 'hex').toString('latin1'));
  if (/^[\w+/-]+={0,2}$/.test(text)) found.push(Buffer.from(text, 'base64').toString('latin1'));
  return found;
}

function cheapest(text: string): number {
  return costOf(text, isMadeOfWords(text) ? loadWords() : own);
}

/** The cheapest way to cut the text into pieces, from its beginning on. */
function costOf(text: string, words: Words): number {
  const literal = Math.log2(alphabetOf(text));
  const spelt = Array.from(text, (character) => leet.get(character) ?? character).join('');
  const costs = new Array<number>(text.length + 1).fill(Infinity);
  costs[0] = 0;
  for (let start = 0; start < text.length; start += 1) {
    const offer = (length: number, cost: number) => {
      const total = (costs[start] ?? 0) + cost;
      costs[start + length] = Math.min(costs[start + length] ?? Infinity, total);
    };
    offer(1, separator.test(text[start] ?? '') ? separatorCost : literal);
    for (const written of spelt === text ? [text] : [text, spelt]) {
      offerWords(written, start, words, offer);
    }
    if (beginsRun(text, start)) offerRuns(text, start, literal, offer);
  }
  return costs[text.length] ?? 0;
}

type Offer = (length: number, cost: number) => void;

function offerWords(text: string, start: number, words: Words, offer: Offer): void {
  if (!words.beginnings.has(text.slice(start, start + shortestPiece).toLowerCase())) return;
  const longest = Math.min(longestWord, text.length - start);
  for (let length = shortestPiece; length <= longest; length += 1) {
    const piece = text.slice(start, start + length);
    const rank = words.ranks.get(piece.toLowerCase());
    if (rank === undefined) continue;
    const isPlain = /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)$/.test(piece);
    offer(length, Math.log2(rank + 2) + kindCost + (isPlain ? 1 : length));
  }
}

/** What goes on as it began: a row of the keyboard, counting, or a copy of what stands before. */
function offerRuns(text: string, start: number, literal: number, offer: Offer): void {
  const longest = Math.min(longestRun, text.length - start);
  for (let length = shortestRun; length <= longest; length += 1) {
    const piece = text.slice(start, start + length);
    const tail = kindCost + Math.log2(length);
    if (isOnKeyboard(piece)) offer(length, tail + 7);
    else if (isCounting(piece)) offer(length, tail + 2 * literal);
    else if (text.indexOf(piece) < start) offer(length, tail + Math.log2(start));
    else return;
  }
}

function beginsRun(text: string, start: number): boolean {
  const piece = text.slice(start, start + shortestRun);
  return isOnKeyboard(piece) || isCounting(piece) || text.indexOf(piece) < start;
}

function isOnKeyboard(piece: string): boolean {
  const keys = piece.toLowerCase();
  return keyboard.some((row) => row.includes(keys));
}

/** `abcd`, `9876`, `0000`, or bytes with the same step between them. */
function isCounting(piece: string): boolean {
  const step = piece.charCodeAt(1) - piece.charCodeAt(0);
  for (let index = 2; index < piece.length; index += 1) {
    if (piece.charCodeAt(index) - piece.charCodeAt(index - 1) !== step) return false;
  }
  return true;
}

const classes: readonly (readonly [RegExp, number])[] = [
  [/\d/, 10],
  [/[a-f]/, 6],
  [/[g-z]/, 20],
  [/[A-F]/, 6],
  [/[G-Z]/, 20],
  [/[-_+/=. ]/, 2],
  [/[^\w+/=. -]/, 30],
  [/[^\x20-\x7e]/, 160],
];

function alphabetOf(text: string): number {
  const size = classes.reduce((sum, [pattern, count]) => sum + (pattern.test(text) ? count : 0), 0);
  return Math.max(2, size);
}

interface Words {
  /** How likely a word is: 0 is the likeliest. */
  readonly ranks: ReadonlyMap<string, number>;
  /** The first letters of the words, so that most places need no further look. */
  readonly beginnings: ReadonlySet<string>;
}

function wordsOf(ranks: ReadonlyMap<string, number>): Words {
  const beginnings = new Set(Array.from(ranks.keys(), (word) => word.slice(0, shortestPiece)));
  return { ranks, beginnings };
}

const ownWords = wordsOfSecrets.map((word, rank) => [word, rank] as const);
const own = wordsOf(new Map(ownWords));
/** Shorter ones of the dictionary stand in random texts by chance. */
const shortestDictionaryWord = 4;
let loaded: Words | undefined;

/** Leaked passwords, and the words of pass phrases: 20 ms and 15 MB, for secrets that look like words only. */
function loadWords(): Words {
  if (loaded !== undefined) return loaded;
  const language = require('@zxcvbn-ts/language-common') as { dictionary: typeof dictionary };
  const { 'passwords-common': passwords, 'diceware-common': phrases } = language.dictionary;
  // The words of pass phrases are in no order that makes one likelier than another.
  const ranks = new Map(phrases.map((word) => [word, phrases.length]));
  passwords.forEach((word, rank) => {
    const isLong = word.length >= shortestDictionaryWord;
    if (isLong) ranks.set(word, Math.min(rank, ranks.get(word) ?? rank));
  });
  for (const [word, rank] of ownWords) ranks.set(word, rank);
  loaded = wordsOf(ranks);
  return loaded;
}

/**
 * Bits. What is no word and has as many makes a secret strong whatever its words are, but for remarks about secrets,
 * which are judged by their length.
 */
const enoughBesidesWords = 96;

/**
 * Whether the dictionary can change what a text is worth. Words stand in it in one case; in a random one, what is left
 * without them is worth enough.
 */
function isMadeOfWords(text: string): boolean {
  const runs = (text.match(/[A-Z]?[a-z0-9@$]{4,}|[A-Z0-9@$]{4,}/g) ?? []).filter(
    (run) => !/^[0-9a-f]+$/i.test(run),
  );
  if (runs.join('').length <= text.length * 0.4) return false;
  if (speaksOfSecrets(text)) return true;
  const rest = runs.reduce((left, run) => left.replace(run, ''), text);
  return costOf(rest, own) < enoughBesidesWords;
}

const aboutSecrets = new Set(wordsOfSecrets.slice(0, wordsOfSecrets.indexOf('string') + 1));

/** Whether a text reads like a remark about secrets, which a pass phrase of any length does not. */
export function speaksOfSecrets(secret: string): boolean {
  const words = secret
    .slice(0, readLength)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]{3,}/g);
  return new Set(words?.filter((word) => aboutSecrets.has(word))).size >= 3;
}
