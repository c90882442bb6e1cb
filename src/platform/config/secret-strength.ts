import { z } from 'zod';
import { isHashOfWord, isPublished } from './published-secrets.js';
import { decodings, estimateBits, speaksOfSecrets } from './secret-estimate.js';

const generate = 'write the output of: openssl rand -base64 48';

/**
 * Bits. Generators make more of 32 characters (hexadecimal 128, letters 150), which leaves room for what looks
 * invented by chance. Seven random words of a list of 7,776 have 90.
 */
const fewestBits = 88;
/** Bits; English prose has fewer, hexadecimal digits 4. */
const fewestBitsOfCharacter = 3;

/** The shortest piece that `text`, repeated, is made of: 4 for `testtesttest`, the length if none is. */
function period(text: string): number {
  return (text + text).indexOf(text, 1);
}

/** What is wrong with a secret that others can guess, as the rest of a sentence; `undefined` if nothing is. */
export function guessableBecause(text: string): string | undefined {
  if (new Set(text).size < 8 || period(text) < 16) return 'repeats a few characters';
  const decoded = decodings(text);
  if ([text, ...decoded].some(isPublished)) {
    return 'is, or holds, a secret from a manual, which everyone can look up';
  }
  if (decoded.some((bytes) => isHashOfWord(Buffer.from(bytes, 'latin1')))) {
    return 'is the hash of a word, which everyone can look up';
  }
  const bits = estimateBits(text);
  const isRemark = speaksOfSecrets(text) && bits < text.length * fewestBitsOfCharacter;
  return bits < fewestBits || isRemark
    ? 'is made of words, rows of a keyboard or repetition, and can be guessed'
    : undefined;
}

/**
 * A secret for HMAC or for key derivation: at least 32 bytes in UTF-8, as RFC 7518 §3.2 demands for
 * HS256, and not one that can be guessed, as far as that shows.
 */
export const strongSecret = z
  .string()
  .refine((text) => Buffer.byteLength(text, 'utf8') >= 32, {
    error: `is shorter than 32 bytes; ${generate}`,
    abort: true,
  })
  .superRefine((text, context) => {
    const why = guessableBecause(text);
    if (why !== undefined) context.addIssue({ code: 'custom', message: `${why}; ${generate}` });
  });
