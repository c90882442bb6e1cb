/** The link that leads to `pattern`, where `{token}` stands for the token. */
export function linkOf(pattern: string, token: string): string {
  return pattern.replace('{token}', () => encodeURIComponent(token));
}
