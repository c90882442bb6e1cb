import { z } from 'zod';

const generate = 'write the output of: openssl rand -base64 48';

/**
 * Words of the secrets that manuals, tutorials and templates print: jwt.io, Flask, Express, Django,
 * Laravel and others. Whoever copied one shares it with everyone who can read. Compared without case
 * and punctuation; no random secret holds one by chance.
 */
const wordsOfExamples = [
  'changeme',
  'changethis',
  'replaceme',
  'replacethis',
  'your256bitsecret',
  'your384bitsecret',
  'your512bitsecret',
  'astringsecretatleast',
  'avalidstringsecret',
  'yoursecret',
  'yourjwtsecret',
  'mysecret',
  'supersecret',
  'topsecret',
  'verysecret',
  'secretkey',
  'shhhhh',
  'keyboardcat',
  'djangoinsecure',
  'donotuse',
  'placeholder',
  'example',
  'password',
  '12345678',
  'abcdefgh',
  'qwertyui',
];

/** The shortest piece that `text`, repeated, is made of: 4 for `testtesttest`, the length if none is. */
function period(text: string): number {
  return (text + text).indexOf(text, 1);
}

/**
 * A secret for HMAC or for key derivation: at least 32 bytes in UTF-8, as RFC 7518 §3.2 demands for
 * HS256, and not one that can be guessed. This cannot tell a random secret from an invented one.
 */
export const strongSecret = z
  .string()
  .refine((text) => Buffer.byteLength(text, 'utf8') >= 32, {
    error: `is shorter than 32 bytes; ${generate}`,
    abort: true,
  })
  .refine((text) => new Set(text).size >= 8 && period(text) >= 16, {
    error: `repeats a few characters; ${generate}`,
    abort: true,
  })
  .refine((text) => {
    const letters = text.toLowerCase().replace(/[^a-z0-9]/g, '');
    return !wordsOfExamples.some((word) => letters.includes(word));
  }, `is, or holds, a secret from a manual, which everyone can look up; ${generate}`);
