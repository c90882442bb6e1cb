/** What a command was asked for. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What goes on, or went wrong: it must not end up in a file that the output is sent to. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
