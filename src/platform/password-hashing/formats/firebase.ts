import { decodeBase64 } from './format.js';
import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { createScryptFormat } from './scrypt.js';

const notation =
  /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})(?:,ss=([A-Za-z0-9+/=]{0,64}))?,sk=([A-Za-z0-9+/=]{4,172})\$([A-Za-z0-9+/=]{4,128})\$([A-Za-z0-9+/=]{4,172})$/;

/**
 * Firebase Authentication's scrypt, in the notation of Supabase Auth, which holds the parameters of the project:
 * `$fbscrypt$v=1,n=<mem_cost>,r=<rounds>,p=1,ss=<salt_separator>,sk=<signer_key>$<salt>$<hash>`. What is stored is
 * the key of the project, encrypted with what scrypt derives (AES-256-CTR from a counter of zero).
 */
export const firebaseScrypt = createScryptFormat({
  name: 'Firebase scrypt',
  prefix: /^\$fbscrypt\$/,
  parse(encoded) {
    const [, n, r, p, ...texts] = notation.exec(encoded) ?? [];
    const [separator, signerKey, salt, hash] = texts.map((text: string | undefined) =>
      decodeBase64(text ?? ''),
    );
    if (!separator || !signerKey || !salt || hash?.length !== signerKey.length) return undefined;
    return {
      costs: { N: 2 ** Number(n), r: Number(r), p: Number(p) },
      salt: Buffer.concat([salt, separator]),
      length: 32,
      isOf(key) {
        const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
        return timingSafeEqual(cipher.update(signerKey), hash);
      },
    };
  },
});
