/**
 * The best of the available languages for someone who likes `wanted`, the best first: the same tag, or
 * what is left of it without its last parts (RFC 4647 §3.4). `fallback` if there is none.
 */
export function pickLanguage(
  available: Iterable<string>,
  wanted: readonly string[],
  fallback: string,
): string {
  const tags = new Set(available);
  for (const locale of wanted) {
    for (let tag = locale; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      if (tags.has(tag)) return tag;
    }
  }
  return fallback;
}

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** "10 minutes", "1 day": in the largest unit that it is a whole number of. */
export function formatDuration(seconds: number, language: string): string {
  const best = units.find((each) => seconds % each.seconds === 0) ?? units[3];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: best.unit,
    unitDisplay: 'long',
  }).format(seconds / best.seconds);
}
