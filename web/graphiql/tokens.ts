/** What the page takes from an answer. */
export interface Tokens {
  readonly accessToken: string;
  /** Absent where the document did not ask for it. */
  readonly refreshToken: string | undefined;
}

/** The tokens of an answer, whichever mutation brought them: of the first field that has an access token. */
export function tokensOf(answer: { data?: unknown }): Tokens | undefined {
  for (const field of Object.values(answer.data ?? {}) as unknown[]) {
    const { accessToken, refreshToken } = (field ?? {}) as Record<string, unknown>;
    if (typeof accessToken === 'string') {
      return {
        accessToken,
        refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      };
    }
  }
  return undefined;
}

/**
 * The text of a headers editor with the latest access token.
 * @param issued all tokens of this page, the latest last: only what comes from here is replaced
 */
export function renewHeaders(text: string, issued: readonly Tokens[]): string {
  const credentials = issued.map(({ accessToken }) => `Bearer ${accessToken}`);
  return renew(text, 'Authorization', credentials);
}

/** The text of a variables editor with the latest refresh token, if there is a place for one. */
export function renewVariables(text: string, issued: readonly Tokens[]): string {
  const tokens = issued.flatMap(({ refreshToken }) => refreshToken ?? []);
  return 'refreshToken' in (parseObject(text) ?? {}) ? renew(text, 'refreshToken', tokens) : text;
}

function renew(text: string, member: string, values: readonly string[]): string {
  const latest = values.at(-1);
  const object = parseObject(text);
  if (latest === undefined || object === undefined) return text;
  const { [member]: present = '' } = object;
  const isReaders = present !== '' && !values.includes(present as string);
  return isReaders ? text : JSON.stringify({ ...object, [member]: latest }, undefined, 2);
}

/** `undefined` for what is still being typed. */
function parseObject(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
