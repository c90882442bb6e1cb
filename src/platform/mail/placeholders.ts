const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The names in `{{…}}`, each once. */
export function placeholdersOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(placeholder), ([, name = '']) => name));
}

/**
 * Puts values in place of their names. There is nothing else to a template: no condition, no code, no way
 * around `encode`. A name without a value stays as it is; templates are checked for that when they are read.
 */
export function fill(
  text: string,
  values: Readonly<Record<string, string>>,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replace(placeholder, (written, name: string) =>
    Object.hasOwn(values, name) ? encode(values[name] ?? '') : written,
  );
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
