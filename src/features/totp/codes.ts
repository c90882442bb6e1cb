import { Secret, TOTP } from 'otpauth';

/** RFC 6238 §4, as far as authenticator apps support it. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after the present one whose codes are taken (RFC 6238 §5.2). */
const window = 1;
/** RFC 4226 §4: 160 bits. */
export const secretBytes = 20;

/** The URI that authenticator apps read from a QR code. */
export function otpauthUri(secret: Buffer, { issuer, label }: { issuer: string; label: string }) {
  return new TOTP({ ...parameters, issuer, label, secret: secretOf(secret) }).toString();
}

/** The secret as people type it: RFC 4648 §6. */
export function base32Of(secret: Buffer): string {
  return secretOf(secret).base32;
}

/**
 * The step whose code this is: the present one, or one beside it. `undefined` for every other text. Digits are ASCII,
 * in one group or two.
 * @param now milliseconds since the Unix epoch
 */
export function stepOf(secret: Buffer, code: string, now: number): number | undefined {
  if (!/^[0-9]{3}[ -]?[0-9]{3}$/.test(code)) return undefined;
  const token = code.replace(/[ -]/, '');
  const totp = new TOTP({ ...parameters, secret: secretOf(secret) });
  const delta = totp.validate({ token, timestamp: now, window });
  return delta === null ? undefined : Math.floor(now / 1000 / parameters.period) + delta;
}

/** A copy of the bytes: the library keeps the whole buffer behind a view. */
function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
