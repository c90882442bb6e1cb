/** Hands a text to the browser as a file. */
export function saveFile(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it up by then; Safari needs a moment.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
