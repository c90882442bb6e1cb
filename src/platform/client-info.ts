/** The client's device, as far as the request shows it. */
export interface ClientInfo {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

/** The headers of a request by their names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The client of a request. It knows the request's headers, for hooks; they are private, so that no copy of the client
 * that is stored, logged or sent on has them.
 */
class RequestClient implements ClientInfo {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly #headers: RequestHeaders;

  constructor({ userAgent, ipAddress }: ClientInfo, headers: RequestHeaders) {
    this.userAgent = userAgent;
    this.ipAddress = ipAddress;
    this.#headers = headers;
  }

  static headersOf(client: ClientInfo): RequestHeaders {
    return #headers in client ? client.#headers : {};
  }
}

/** The same client, with the headers of its request. */
export function clientOfRequest(client: ClientInfo, headers: RequestHeaders): ClientInfo {
  return new RequestClient(client, headers);
}

/** The headers of the request that a client came with; none of one that came otherwise. */
export function headersOf(client: ClientInfo): RequestHeaders {
  return RequestClient.headersOf(client);
}

/** Characters (UTF-16 code units) kept of a user agent: real ones are shorter, and it is shown in lists. */
export const userAgentMaxLength = 256;

/** Characters kept of an address: IPv6 takes 45, a zone behind it a few more. */
const addressMaxLength = 64;

/**
 * The client as it may be stored, logged and sent on. HTTP lets a user agent have 15 kB, and an embedding
 * application may give any text.
 */
export function boundedClient({ userAgent, ipAddress }: ClientInfo): ClientInfo {
  return {
    userAgent: boundedText(userAgent, userAgentMaxLength),
    ipAddress: boundedText(ipAddress, addressMaxLength),
  };
}

/** What no database stores exactly: NUL, and halves of surrogate pairs. */
const unstorable = /[\0\p{Surrogate}]/u;

/** The first `max` characters. A surrogate pair is never split, and what cannot be stored becomes U+FFFD. */
function boundedText(text: string | null, max: number): string | null {
  if (text === null) return null;
  const cut = text.length > max ? text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '') : text;
  return unstorable.test(cut) ? cut.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') : cut;
}

/** Characters of a BCP 47 tag (RFC 5646 §4.4.1). */
export const localeMaxLength = 35;

/** The one spelling of a BCP 47 tag, such as `en-US`; `undefined` for text that is none. */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > localeMaxLength) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
