/** Red, green and blue, 0 to 1, as sRGB has them. */
type Rgb = readonly [number, number, number];

/** Lightness and chroma of 0 to 1, and the hue in radians. */
interface Oklch {
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

interface Theme {
  readonly canvas: string;
  readonly surface: string;
  readonly sunken: string;
  /** Which way the accent moves until it can be read. */
  readonly step: number;
  /** How much of the accent is in its soft colour, and in that of its lines. */
  readonly soft: number;
  readonly line: number;
}

const light: Theme = {
  ...{ canvas: '#f7f7f8', surface: '#ffffff', sunken: '#f2f2f4' },
  ...{ step: -0.01, soft: 0.08, line: 0.4 },
};
const dark: Theme = {
  ...{ canvas: '#0f0f11', surface: '#17171a', sunken: '#202024' },
  ...{ step: 0.01, soft: 0.14, line: 0.45 },
};

const white = '#ffffff';
const ink = '#1a1a1e';
/** WCAG 2.2 §1.4.3 for text, §1.4.11 for what is no text. */
const textContrast = 4.5;
const markContrast = 3;
const hoverStep = 0.035;

/** The six colours of a theme, by the names of `web/ui/css/tokens.css`. */
export type Accent = Readonly<
  Record<
    'accent' | 'accent-hover' | 'on-accent' | 'accent-text' | 'accent-soft' | 'accent-line',
    string
  >
>;

/**
 * What an operator's colour is in a theme: its hue stays, and its lightness moves until everything on it, and it on
 * everything, can be read.
 */
export function deriveAccent(colour: string, name: 'light' | 'dark'): Accent {
  const theme = name === 'light' ? light : dark;
  const grounds = [theme.canvas, theme.surface, theme.sunken];
  const given = oklchOf(colour);
  const accent = move(given, theme.step, (shade) => {
    const isSeen = grounds.every((ground) => contrast(shade, ground) >= markContrast);
    return isSeen && textOn(shade) !== undefined;
  });
  const shade = hexOf(accent);
  const onAccent = textOn(shade) ?? white;
  const soft = mix(shade, theme.surface, theme.soft);
  const text = move(accent, theme.step, (candidate) =>
    [...grounds, soft].every((ground) => contrast(candidate, ground) >= textContrast),
  );
  const hover = { ...accent, l: accent.l + (onAccent === white ? -hoverStep : hoverStep) };
  return {
    accent: shade,
    'accent-hover': hexOf(hover),
    'on-accent': onAccent,
    'accent-text': hexOf(text),
    'accent-soft': soft,
    'accent-line': mix(shade, theme.surface, theme.line),
  };
}

/** The style sheet that comes after that of the pages. */
export function accentSheet(colour: string): string {
  const rule = (accent: Accent) =>
    `:root{${Object.entries(accent)
      .map(([name, value]) => `--${name}:${value}`)
      .join(';')}}`;
  return `${rule(deriveAccent(colour, 'light'))}
@media (prefers-color-scheme:dark){${rule(deriveAccent(colour, 'dark'))}}
`;
}

/** White, if it can be read on a colour; else ink, if that can. */
function textOn(shade: string): string | undefined {
  return [white, ink].find((text) => contrast(text, shade) >= textContrast);
}

/** The first shade that will do; at the end of the scale, that. */
function move(from: Oklch, step: number, isGood: (shade: string) => boolean): Oklch {
  let now = from;
  while (!isGood(hexOf(now)) && now.l + step >= 0 && now.l + step <= 1) {
    now = { ...now, l: now.l + step };
  }
  return now;
}

function contrast(one: string, other: string): number {
  const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = linearOf(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param part of `colour` in `ground` */
function mix(colour: string, ground: string, part: number): string {
  const [own, other] = [rgbOf(colour), rgbOf(ground)];
  return hexOfRgb(own.map((value, at) => value * part + (other[at] ?? 0) * (1 - part)));
}

function rgbOf(colour: string): Rgb {
  const at = (index: number) => parseInt(colour.slice(index, index + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

function hexOfRgb(rgb: readonly number[]): string {
  const digits = rgb.map((value) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}

function linearOf(colour: string): Rgb {
  const linear = (value: number) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const [r, g, b] = rgbOf(colour);
  return [linear(r), linear(g), linear(b)];
}

/** By Björn Ottosson's matrices (https://bottosson.github.io/posts/oklab/), which CSS Color 4 has too. */
function oklchOf(colour: string): Oklch {
  const [r, g, b] = linearOf(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(a, bb),
    h: Math.atan2(bb, a),
  };
}

/** In sRGB: what is out of its gamut loses chroma, and keeps lightness and hue. */
function hexOf({ l, c, h }: Oklch): string {
  let chroma = c;
  let rgb = rgbFrom({ l, c: chroma, h });
  while (!rgb.every(isInGamut) && chroma > 0) {
    chroma = Math.max(0, chroma - 0.002);
    rgb = rgbFrom({ l, c: chroma, h });
  }
  return hexOfRgb(rgb.map((value) => Math.min(1, Math.max(0, value))));
}

const isInGamut = (value: number) => value >= -0.0005 && value <= 1.0005;

function rgbFrom({ l, c, h }: Oklch): Rgb {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (value: number) =>
    value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return [
    encode(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    encode(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    encode(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}
