import { domainToASCII, domainToUnicode } from 'node:url';
import { maxLengths } from './maxima.js';

/** Whom mails come from. */
export interface Sender {
  /** `''` for none. */
  readonly name: string;
  readonly address: string;
}

/**
 * Domains of one label that are taken beside full ones: none, `localhost` (development), or any, as in the sender of a
 * service on a network of its own.
 */
export type SingleLabel = 'none' | 'localhost' | 'any';

/** RFC 5321 §4.5.3.1.3: a path of 256 octets less its angle brackets. */
const maxLength = 254;
/** RFC 5321 §4.5.3.1.1. */
const maxLocalLength = 64;

/** RFC 5322 §3.2.3: a dot-atom. Quoted local parts are written by nobody, and read differently by every program. */
const localPart = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** RFC 2047 §2: some programs decode it where it stands, into an address of another domain. */
const encodedWord = /=\?.*\?=/;
/** RFC 5890 §2.3.2.1. */
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
/** No top-level domain has one letter, and one of digits would be an IP address. */
const topLevel = /^(?=.*[a-z]).{2,}$/i;

/**
 * An address in the one form in which it is stored and mailed to: ASCII, an internationalised domain as its A-labels
 * (RFC 5890), everything else as it was written. `undefined` for what no mail server takes. It does not ask whether the
 * domain exists, and takes no local part beyond ASCII (RFC 6531).
 */
export function canonicalAddress(
  input: string,
  singleLabel: SingleLabel = 'none',
): string | undefined {
  // Before anything reads it: mapping a domain takes time.
  if (input.length > maxLengths.email) return undefined;
  const text = input.trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const isLocalPart =
    local.length <= maxLocalLength && localPart.test(local) && !encodedWord.test(local);
  const domain = isLocalPart ? asciiDomain(text.slice(at + 1)) : undefined;
  if (domain === undefined || !isDomain(domain, singleLabel)) return undefined;
  const address = `${local}@${domain}`;
  return address.length <= maxLength ? address : undefined;
}

/** What makes two addresses the same, whether or not they are valid. At most as long as `maxLengths.email` allows. */
export function addressKey(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = at === -1 ? undefined : asciiDomain(text.slice(at + 1));
  return (domain === undefined ? text : `${text.slice(0, at)}@${domain}`).toLowerCase();
}

/** ASCII that is in no domain. A URL would read some of it in its own way: `%41`, `/`, `:`. */
const foreign = /[^-.\da-z\u0080-\u{10ffff}]/iu;

/** A domain in ASCII. One that is ASCII already stays as it was written, but for A-labels, which are checked. */
function asciiDomain(domain: string): string | undefined {
  if (foreign.test(domain)) return undefined;
  if (/^[-.\da-z]*$/i.test(domain) && !/xn--/i.test(domain)) return domain;
  const ascii = domainToASCII(domain);
  // Punycode hides the hyphens at the ends of a label.
  return ascii === '' || hyphenAtEnd.test(domainToUnicode(ascii)) ? undefined : ascii;
}

const hyphenAtEnd = /(?:^|\.)-|-(?:\.|$)/;

function isDomain(domain: string, singleLabel: SingleLabel): boolean {
  const labels = domain.split('.');
  if (!labels.every((each) => label.test(each))) return false;
  if (labels.length > 1) return topLevel.test(labels.at(-1) ?? '');
  return singleLabel === 'any' || (singleLabel === 'localhost' && /^localhost$/i.test(domain));
}

/** Characters of a sender. */
const maxSenderLength = 500;
/** RFC 5322 §3.4: a name, plain or as a quoted string, and the address in angle brackets; or the address alone. */
const mailbox =
  /^(?:(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^<>@"]*[^<>@"\s]))\s*<(?<named>[^<>]+)>|(?<bare>[^<>]+))$/u;
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Reads `name@example.com`, `Example <name@example.com>` or `"Example, Inc." <name@example.com>`; `undefined` for
 * anything else. The name has no line break, so that it cannot begin a header.
 */
export function parseSender(input: string): Sender | undefined {
  const text = input.trim();
  if (text.length > maxSenderLength || unprintable.test(text)) return undefined;
  const { quoted, plain = '', named, bare } = mailbox.exec(text)?.groups ?? {};
  const name = quoted === undefined ? plain : quoted.replace(/\\(.)/gu, '$1').trim();
  const address = canonicalAddress(named ?? bare ?? '', 'any');
  return address === undefined ? undefined : { name, address };
}
