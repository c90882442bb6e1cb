import { z } from 'zod';

/**
 * Whether a URL means what its writer meant by it. A bare `/`, `?` or `#` in a password ends the part of the URL
 * that the password is in (RFC 3986 §3.2): `postgres://svc:2024/Winter@db/auth` is the host `svc` at port 2024.
 * What gives it away is the `@` behind.
 */
function isEncoded(url: string): boolean {
  const [, authority = '', rest = ''] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  if (rest.includes('@')) return false;
  try {
    decodeURIComponent(authority);
    return true;
  } catch {
    return false;
  }
}

/** A URL with a password in it, that `isGood` accepts. Neither fault repeats it. */
export function secretUrl(isGood: (text: string) => boolean, fault: string) {
  return z
    .string()
    .refine(isGood, { error: fault, abort: true })
    .refine(
      isEncoded,
      'has a character in its password that ends it, or an @ after its host; write %2F for /, %3F for ?, %23 for #, %25 for % and %40 for @',
    );
}

/**
 * A URL without its password and parameters. Cut at the last `@` of the text, not by the parts that a parser finds:
 * where those are wrong, the password is in one of them.
 */
export function withoutPassword(url: string): string {
  const { scheme = '', user } =
    /^(?<scheme>[^:]+:\/\/)(?:(?<user>[^:@/?#]*):)?/.exec(url)?.groups ?? {};
  const at = url.lastIndexOf('@');
  const [place = ''] = url.slice(at < 0 ? scheme.length : at + 1).split(/[?#]/);
  if (at < 0) return scheme + place;
  return `${scheme}${user === undefined ? '' : `${user}:`}***@${place}`;
}

/** A wrong value as a fault may repeat it: without what is between a colon and the last `@`, a password perhaps. */
export function withoutUserInfo(text: string): string {
  return text.replace(/:.*@/s, ':***@');
}
