import { maxTokenLength } from '../jwt/verify.js';

/** What the `Authorization` header holds. */
export type Bearer =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'malformed' };

const none: Bearer = { kind: 'none' };
const malformed: Bearer = { kind: 'malformed' };

/**
 * `Bearer`, in any case (RFC 9110 §11.1), one or more spaces, and one token of the characters that
 * RFC 6750 §2.1 allows. Anchored and without nested repetition: linear in the header's length.
 */
const bearerForm = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;
/** Bytes: the longest token, the scheme, and some spaces. */
const maxHeaderLength = maxTokenLength + 64;

/**
 * Reads the header. Several headers, other schemes, commas and junk are malformed: none of them is
 * guessed at. An empty one is as good as none: clients without a token send it. It never throws.
 */
export function parseAuthorization(header: string | readonly string[] | null | undefined): Bearer {
  const values = typeof header === 'string' ? [header] : (header ?? []);
  const [value = ''] = values;
  if (values.length > 1 || value.length > maxHeaderLength) return malformed;
  if (value === '') return none;
  const token = bearerForm.exec(value)?.[1];
  return token === undefined ? malformed : { kind: 'token', token };
}
