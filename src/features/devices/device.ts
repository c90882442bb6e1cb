import { createHash } from 'node:crypto';
import { headersOf, type ClientInfo } from '../../platform/client-info.js';

/** A device that an account is used on, as far as its sign-ins show it. */
export interface Device {
  /**
   * SHA-256 of the account and what the device is known by, in base64url: nobody who reads the table finds the devices
   * that two accounts share.
   */
  readonly id: string;
  /** Browser and system without versions, such as `Firefox (Linux)`; `null`: the client does not say. */
  readonly name: string | null;
}

/** Where a client says which device it is on. `authgraph/client` makes 128 random bits, in base64url. */
const deviceHeader = 'x-authgraph-device';
/** Fewer characters may be a word that many devices share, and is none. */
const deviceIdPattern = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * The device that a user signs in on: by the id that the client keeps, or else by the family of its browser. Neither
 * proves anything, for a client sends what it likes: one that sends the id of another device keeps a mail from being
 * written, and gains nothing else.
 */
export function deviceOf(userId: string, client: ClientInfo): Device {
  const name = deviceName(client.userAgent);
  const sent = headersOf(client)[deviceHeader];
  const isId = typeof sent === 'string' && deviceIdPattern.test(sent);
  const known = isId ? ['id', sent] : ['family', name ?? ''];
  const id = createHash('sha256')
    .update(JSON.stringify([userId, ...known]))
    .digest('base64url');
  return { id, name };
}

/** The first that is found counts: most browsers also name those that they descend from. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|OPX|OPiOS|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bWhale\//, 'Whale'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** The first product (RFC 9110 §10.1.5) of a client that is no browser, without its version. */
const product = /^[A-Za-z][\w.-]{0,31}(?=[/ ]|$)/;

/**
 * Browser and system, or the name of another client. An update changes the version, and so makes no new device. The
 * text of a stranger may get into mails: it is short, and of few characters.
 */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const found = (names: typeof browsers) => names.find(([sign]) => sign.test(userAgent))?.[1];
  const browser = found(browsers) ?? product.exec(userAgent)?.[0];
  const system = found(systems);
  if (browser === undefined || system === undefined) return browser ?? system ?? null;
  return `${browser} (${system})`;
}
