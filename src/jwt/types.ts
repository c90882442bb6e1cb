/**
 * The `typ` header of each kind of token (RFC 8725 §3.11, RFC 9068 §2.1). A token is refused at every
 * door but its own.
 */
export const tokenTypes = { access: 'at+jwt', refresh: 'rt+jwt' } as const;

export type TokenType = (typeof tokenTypes)[keyof typeof tokenTypes];
