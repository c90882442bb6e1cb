import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { OAuthChanges } from './facts.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Limit } from '../../platform/rate-limits/rate-limits.js';
import { createMemoryCounter } from '../../platform/rate-limits/memory-counter.js';

/** What a request to the endpoints for services lacks (RFC 6749 §5.2), with its status. */
const statuses = { invalid_request: 400, invalid_client: 401 };
type OAuthErrorCode = keyof typeof statuses;

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    readonly status = statuses[code],
  ) {
    super(message);
  }
}

/**
 * Characters. A secret is made by `authgraph client` from 32 random bytes; what somebody has thought up is
 * shorter, or is guessed from its hash (RFC 6819 §5.1.4.2.2).
 */
export const secretMinLength = 32;

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

export interface ServiceClients {
  /**
   * Authenticates a service (RFC 6749 §2.3.1). Its failures are counted, and once there are too many
   * from its address they are refused; the right secret passes even then, because nobody can guess it and
   * nobody may shut a service out.
   * @throws OAuthError `invalid_client`; AuthError `TOO_MANY_ATTEMPTS`
   */
  authenticate(credentials: Credentials, from: ClientInfo): void;
}

export interface ServiceClientsOptions {
  readonly clients: readonly { readonly id: string; readonly secretHash: string }[];
  /** Failures from one address, in each process. */
  readonly failures: Limit;
  readonly clock: Clock;
  readonly audit: AuditTrail<OAuthChanges>;
}

export function createServiceClients(options: ServiceClientsOptions): ServiceClients {
  const { failures, clock, audit } = options;
  const counter = createMemoryCounter(failures);
  const clients = options.clients.map(({ id, secretHash }) => ({
    id,
    hash: Buffer.from(secretHash, 'hex'),
  }));

  function countFailure({ id }: Credentials, from: ClientInfo): void {
    counter.count(from.ipAddress, clock.now());
    // An unknown name is what the caller has typed, and may be a secret.
    const known = clients.some((client) => client.id === id);
    audit.record({ type: 'client.refused', client: from, ...(known && { detail: { name: id } }) });
  }

  return {
    authenticate(credentials, from) {
      const { id, secret } = credentials;
      const hash = Buffer.from(hashSecret(secret), 'hex');
      // All are compared, for any name, and each in constant time.
      const owners = clients.filter((client) => timingSafeEqual(client.hash, hash));
      const isKnown = owners.some((owner) => owner.id === id);
      if (isKnown && secret.length >= secretMinLength) return;
      countFailure(credentials, from);
      throw new OAuthError('invalid_client', 'The name or the secret of the service is wrong.');
    },
  };
}

/** One round of SHA-256 is enough for what is random: nobody can try 2^256 secrets. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
