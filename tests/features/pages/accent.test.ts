import { describe, expect, test } from 'vitest';
import { accentSheet, deriveAccent } from '../../../src/features/pages/accent.js';

/** WCAG 2.2: relative luminance and contrast, written down a second time. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (bright + 0.05) / (dim + 0.05);
}

const grounds = {
  light: ['#f7f7f8', '#ffffff', '#f2f2f4'],
  dark: ['#0f0f11', '#17171a', '#202024'],
} as const;

const steps = ['00', '33', '66', '99', 'cc', 'ff'];
const accents = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test('whatever the operator chose can be read: text on it, and it on everything', () => {
    for (const colour of [...accents, '#8a2f6b']) {
      const accent = deriveAccent(colour, theme);
      const worst = Math.min(...grounds[theme].map((ground) => contrast(accent.accent, ground)));
      expect(worst, colour).toBeGreaterThanOrEqual(3);
      for (const below of [accent.accent, accent['accent-hover']]) {
        expect(contrast(accent['on-accent'], below), colour).toBeGreaterThanOrEqual(4.5);
      }
      for (const ground of [...grounds[theme], accent['accent-soft']]) {
        expect(contrast(accent['accent-text'], ground), colour).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

test('a colour that can be read stays as it is, with its shades around it', () => {
  expect(deriveAccent('#8a2f6b', 'light')).toEqual({
    accent: '#8a2f6b',
    'accent-hover': '#7f2461',
    'on-accent': '#ffffff',
    'accent-text': '#8a2f6b',
    'accent-soft': '#f6eef3',
    'accent-line': '#d0acc4',
  });
  expect(deriveAccent('#8a2f6b', 'dark').accent).toBe('#a74a86');
});

test('the sheet sets the six colours, and again in the dark', () => {
  const [light = '', dark = ''] = accentSheet('#8a2f6b').split(
    '@media (prefers-color-scheme:dark)',
  );
  expect(light).toContain('--accent:#8a2f6b;');
  expect(dark).toContain('--accent:#a74a86;');
  expect(light.match(/--/g)).toHaveLength(6);
});
