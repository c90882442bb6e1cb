import { createPbkdf2Format } from './pbkdf2.js';

/** A salt is any printable ASCII but "$" (Django makes 12 to 22 letters and digits). */
const notation =
  /^pbkdf2_(sha1|sha256)\$([1-9]\d{0,9})\$([!-#%-~]{1,128})\$([A-Za-z0-9+/]{27,43}=)$/;

/** Django's `PBKDF2PasswordHasher` and `PBKDF2SHA1PasswordHasher`: `pbkdf2_sha256$iterations$salt$base64`. */
export const djangoPbkdf2 = createPbkdf2Format({
  name: 'Django PBKDF2',
  prefix: /^pbkdf2_/,
  parse(encoded) {
    const [, digest, iterations, salt, derived] = notation.exec(encoded) ?? [];
    if (salt === undefined || derived === undefined) return undefined;
    return {
      digest: digest === 'sha1' ? 'sha1' : 'sha256',
      iterations: Number(iterations),
      salt,
      derived: Buffer.from(derived, 'base64'),
    };
  },
});
