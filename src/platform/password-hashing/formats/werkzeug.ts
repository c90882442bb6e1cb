import { createPbkdf2Format } from './pbkdf2.js';
import type { Pbkdf2Hash } from './pbkdf2.js';

const pbkdf2Notation =
  /^pbkdf2:(sha1|sha256|sha512):([1-9]\d{0,9})\$([!-#%-~]{1,128})\$((?:[0-9a-f]{2}){20,64})$/;

/** Werkzeug's `pbkdf2:sha256:iterations$salt$hex` (its default up to 2.2), also of SHA-1 and SHA-512. */
export const werkzeugPbkdf2 = createPbkdf2Format({
  name: 'Werkzeug PBKDF2',
  prefix: /^pbkdf2:/,
  parse(encoded) {
    const [, digest, iterations, salt, derived] = pbkdf2Notation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    return {
      digest: digest as Pbkdf2Hash['digest'],
      iterations: Number(iterations),
      salt,
      derived: Buffer.from(derived, 'hex'),
    };
  },
});
