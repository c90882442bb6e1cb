import { printable } from '../platform/printable.js';

/** Rows under their headings, in columns two blanks apart. No cell can break its line, or the terminal. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [headings, ...rows].map((line) => line.map(printable));
  const widths = headings.map((_heading, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A time for people: UTC, to the second. */
export function formatTime(milliseconds: number | null): string {
  if (milliseconds === null) return '-';
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
}

/** A time for programs: ISO 8601. */
export function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
