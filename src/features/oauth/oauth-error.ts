/** What a request to the endpoints for services lacks (RFC 6749 §5.2). */
export type OAuthErrorCode = 'invalid_request' | 'invalid_client';

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly code: OAuthErrorCode,
    message: string,
  ) {
    super(message);
  }
}
