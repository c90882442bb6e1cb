import * as icons from './icons.js';
import { language } from './page.js';

const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|HeadlessChrome|CriOS)\//],
  ['Safari', /\bSafari\//],
];

const systems: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

const phones: readonly (string | undefined)[] = ['iPhone', 'iPad', 'Android'];

const longest = 64;

export interface Agent {
  /** "Chrome on macOS"; the text itself where it is no browser's that is known. */
  readonly name: string;
  readonly icon: string;
}

/** What people call the device that a `User-Agent` comes from. It is what the device says, and proves nothing. */
export function agentOf(userAgent: string | null): Agent {
  const text = userAgent ?? '';
  const find = (list: typeof browsers) => list.find(([, pattern]) => pattern.test(text))?.[0];
  const browser = find(browsers);
  const system = find(systems);
  if (browser === undefined) return { name: programIn(text), icon: icons.terminal };
  const icon = phones.includes(system) ? icons.phone : icons.laptop;
  if (system === undefined) return { name: browser, icon };
  return { name: language === 'ko' ? `${system}의 ${browser}` : `${browser} on ${system}`, icon };
}

function programIn(text: string): string {
  if (text === '') return language === 'ko' ? '알 수 없는 기기' : 'Unknown device';
  const name = text.replaceAll('/', ' ');
  return name.length > longest ? `${name.slice(0, longest)}…` : name;
}
