/** What a browser can write in the header `Origin` (RFC 6454 §7), and lists of it. */

/** Their pages have the origin `null`, or are none. */
const schemesWithoutOrigin = [
  ...['about', 'blob', 'data', 'file', 'ftp', 'javascript', 'mailto', 'sms', 'tel', 'urn'],
  ...['view-source', 'ws', 'wss'],
  // `localhost:3000`, written wrongly.
  'localhost',
];

/** `https://*.example.org`: one label in front of at least two, or of `localhost`. */
const wildcard = /^https?:\/\/\*\.(?:[^*.]+(?:\.[^*.]+)+|localhost(?::\d+)?)$/;

/** Domains whose subdomains belong to several owners: `co.uk` and the like, and hosts of everyone's pages. */
const ofSeveralOwners = /^(?:co|com|org|net|ac|gov|edu)\.[^.]+$/;
const hostsOfPages = [
  ...['github.io', 'gitlab.io', 'vercel.app', 'netlify.app', 'pages.dev', 'web.app'],
  ...['firebaseapp.com', 'herokuapp.com', 'workers.dev', 'azurewebsites.net'],
  ...['cloudfront.net', 'amazonaws.com'],
];

/**
 * A page of an application: `capacitor://localhost`, `chrome-extension://…`. Its host keeps upper case, as Safari's
 * extensions have it. A misspelt `https` and `http+unix` are not taken for such a scheme.
 */
const ofApplication =
  /^(?!h+t*p*s*[:+])(?<scheme>[a-z][a-z0-9+.-]*):\/\/[\w-]+(?:\.[\w-]+)*(?::(?<port>\d{1,5}))?$/;
const maxPort = 65_535;

/** Stands for a `*` where a URL can have none. */
const standIn = 'any-label';

/** A host may have a `*` for URLs, and for nobody else. */
function isWebOrigin(text: string): boolean {
  if (!/^https?:[^*]+$/.test(text) || !URL.canParse(text)) return false;
  const { origin, hostname } = new URL(text);
  return origin === text && !/^\.|\.\./.test(hostname);
}

function isApplicationOrigin(text: string): boolean {
  const { scheme, port = '0' } = ofApplication.exec(text)?.groups ?? {};
  return scheme !== undefined && !schemesWithoutOrigin.includes(scheme) && Number(port) <= maxPort;
}

/** Whether it stands for every page whose host has one more label, so for some that are not known. */
export function isWildcardOrigin(text: string): boolean {
  return wildcard.test(text) && isWebOrigin(text.replace('*', 'a')) && !sharedDomain(text);
}

/** The domain of a wildcard, if its subdomains belong to several owners. */
function sharedDomain(text: string): string | undefined {
  const [domain = ''] = /(?<=^https?:\/\/\*\.)[^:/]+/.exec(text) ?? [];
  return ofSeveralOwners.test(domain) || hostsOfPages.includes(domain) ? domain : undefined;
}

/** Why no browser sends such an origin, as the rest of a sentence; `undefined` if one can. */
export function originFault(text: string): string | undefined {
  if (isWebOrigin(text) || isApplicationOrigin(text) || isWildcardOrigin(text)) return undefined;
  const domain = sharedDomain(text);
  if (domain !== undefined) {
    return `has a wildcard below ${domain}, where others have pages too; write each origin, such as https://app.${domain}`;
  }
  const advice = 'write scheme, host and port only';
  const likely = likelyOrigin(text);
  if (text.includes('*') && likely === undefined) {
    return `has a * where it can never match; ${advice}, with * for the first label only, such as https://*.example.org, or * alone`;
  }
  return `has an origin that no browser sends; ${advice}, such as ${likely ?? 'https://app.example.com,http://localhost:3000'}`;
}

/** What was meant by a URL, or a host alone, or one with `*` for its first label. */
function likelyOrigin(text: string): string | undefined {
  const [plain, firstLabel] = [text.replace(/(?<=^|\/\/)\*\./, `${standIn}.`), `://${standIn}.`];
  for (const url of [plain, `https://${plain}`]) {
    if (!URL.canParse(url)) continue;
    const { origin, hostname } = new URL(url);
    const meant = plain === text ? origin : origin.replace(firstLabel, '://*.');
    if (hostname.includes('.') && (isWebOrigin(meant) || isWildcardOrigin(meant))) return meant;
  }
  return undefined;
}

/** For `cors`, which compares texts and tries expressions. */
export function originPattern(origin: string): string | RegExp {
  if (!isWildcardOrigin(origin)) return origin;
  const [before = '', after = ''] = origin.split('*').map((part) => part.replace(/[.]/g, '\\.'));
  return new RegExp(`^${before}[a-z0-9_-]{1,63}${after}$`);
}
