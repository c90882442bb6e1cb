import { localeMaxLength, userAgentMaxLength } from './client-info.js';
import { platformReasons, type Reason } from './errors/reasons.js';

/**
 * How much is read of what a caller sends. A maximum is compared with a length that is known already, before
 * anything walks through the value: some work grows with the square of a text (NFKC of combining marks).
 */
export interface Maximum {
  /** UTF-16 code units of a text as it is sent, items of a list, or bytes of a JSON value in UTF-8. */
  readonly unit: 'CHARACTERS' | 'ITEMS' | 'BYTES';
  readonly most: number;
  /** Why more is refused. */
  readonly reason: Reason;
  /** Of each item of a list. */
  readonly item?: Maximum;
}

/** By schema coordinate, such as `Mutation.login(username:)` or `UserFilter.search`. */
export type InputMaxima = Readonly<Record<string, Maximum>>;

/** UTF-16 code units, as JavaScript counts the length of a text. */
export const maxLengths = {
  /** 64 characters after NFKC, which makes one of four code units at most (U+1F82 decomposed). */
  username: 256,
  /** 254 characters, and blanks around them. */
  email: 320,
  /** 100 characters of two code units each, and blanks around them. */
  displayName: 256,
  /** 200 characters of two code units each, and blanks around them. */
  reason: 512,
  locale: localeMaxLength,
  role: 64,
  /** A UUID has 36. */
  id: 64,
  /** 256 bits in base64url. */
  idempotencyKey: 43,
  /** What a link of a mail holds has 43. */
  mailToken: 64,
  /** Eight digits, and what people put between them. */
  mailCode: 64,
  /** Holds a username in lower case, in base64url. */
  cursor: 1024,
  /** A part of an address, a username or a display name. */
  search: 256,
  eventType: 64,
} as const;

/** Of the parts of a GraphQL request. Characters are UTF-16 code units. */
export const requestMaxima = {
  /** Characters. Also of every name in a document, and of the name of a variable. */
  name: 256,
  /** Characters of a number in a document: a 64-bit float needs 24. */
  number: 64,
  /** Characters of any text in a document or its variables; METADATA_MAX_SIZE allows no more. */
  text: 16_384,
  /** Values in the variables, lists and objects included. */
  variables: 1_000,
  /** Characters of all names and texts in `extensions`. */
  extensions: 4_096,
} as const;

/** Characters and lines of a document that may have so many tokens. */
export function documentMaxima(tokens: number) {
  return { length: tokens * 20, lines: tokens * 2 };
}

/**
 * Bytes of the headers that are read. Node takes 16,384 for all of them together. A longer User-Agent is cut, a
 * longer Accept-Language is ignored, and a longer Authorization is a malformed one; the others are answered 431
 * (RFC 6585 §5).
 */
export const headerMaxima = {
  'user-agent': userAgentMaxLength,
  'accept-language': 1_000,
  authorization: 8_256,
  accept: 1_024,
  'accept-encoding': 1_024,
  'access-control-request-headers': 1_024,
  'apollo-require-preflight': 256,
  'content-type': 256,
  // Browsers send all cookies of the host. Only one of them is read.
  cookie: 16_384,
  'if-none-match': 1_024,
  origin: 512,
  'sec-fetch-site': 64,
  traceparent: 256,
  tracestate: 1_024,
  'x-apollo-operation-name': 256,
  // Tokens of Turnstile have up to 2,048, those of hCaptcha a few more.
  'x-authgraph-captcha': 8_192,
  'x-authgraph-cookies': 64,
  'x-authgraph-device': 64,
  'x-forwarded-for': 8_192,
} as const;

export type LimitedHeader = keyof typeof headerMaxima;

/** What the configuration says of inputs. */
export interface InputBounds {
  /** Characters of a new password. */
  readonly passwordMaxLength: number;
  /** Bytes of JSON. */
  readonly metadataMaxSize: number;
}

const tooLong = platformReasons.INPUT_TOO_LONG;

export function text(most: number, reason: Reason = tooLong): Maximum {
  return { unit: 'CHARACTERS', most, reason };
}

export function list(most: number, item: Maximum, reason: Reason = tooLong): Maximum {
  return { unit: 'ITEMS', most, reason, item };
}

export function json(most: number, reason: Reason = tooLong): Maximum {
  return { unit: 'BYTES', most, reason };
}
