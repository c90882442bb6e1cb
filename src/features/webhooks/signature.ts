import { createHmac } from 'node:crypto';

/** Bytes of key that the specification asks for. */
const keyBounds = { min: 24, max: 64 };
const written = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** One attempt, as its receiver gets it. */
export interface SignedContent {
  /** The same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, of the attempt: an old one that is sent again is refused. */
  readonly at: number;
  readonly body: string;
}

/** Whether a text is a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  const [, key = ''] = written.exec(text) ?? [];
  const bytes = Buffer.from(key, 'base64');
  return (
    bytes.toString('base64') === key &&
    bytes.length >= keyBounds.min &&
    bytes.length <= keyBounds.max
  );
}

/**
 * The headers of Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp` in seconds, and
 * `webhook-signature` with one HMAC-SHA-256 for each secret.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  { id, at, body }: SignedContent,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const content = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
