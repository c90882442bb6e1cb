import { printableJson, printableLines } from '../printable.js';

/** What a command was asked for. What a terminal would obey in it is escaped, but for line breaks. */
export function print(text: string): void {
  process.stdout.write(`${printableLines(text)}\n`);
}

/** What goes on, or went wrong: it must not end up in a file that the output is sent to. */
export function printNote(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

/** Whether nobody reads the output any more: what follows an endless list ends then. */
export function isOutputClosed(): boolean {
  return !process.stdout.writable;
}

export function printJson(value: unknown): void {
  print(jsonOf(value, 2));
}

/** JSON for `print`: what is escaped in it stays JSON. @param indent blanks; without it, one line */
export function jsonOf(value: unknown, indent?: number): string {
  return printableJson(JSON.stringify(value, null, indent));
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
