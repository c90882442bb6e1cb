import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import type { Cipher } from '../encryption/cipher.js';
import type { Job, OutboxStore } from '../job.js';

/** Something to be delivered. */
export interface NewJob {
  readonly kind: string;
  /** JSON. It may hold secrets: it is stored encrypted, and wiped once delivered. */
  readonly payload: unknown;
  /** See `OutboxMessage.label`. */
  readonly label: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch; default: never. */
  readonly expiresAt?: number;
  /** When to deliver it (ms since the Unix epoch); default: at once. */
  readonly dueAt?: number;
}

/**
 * The jobs to deliver. A job is written in the transaction of the change that it reports:
 * both are done, or neither.
 */
export interface Outbox {
  /** @param store the one of the transaction */
  enqueue(store: Pick<OutboxStore, 'add'>, job: NewJob): Promise<void>;
  /** The payload of a message. @throws WrongSecretError */
  decrypt(message: Pick<Job, 'id' | 'payload'>): unknown;
}

/** A sealer with this purpose keeps payloads. */
export const payloadPurpose = {
  purpose: 'authgraph outbox v1',
  content: 'the messages in the outbox',
};

export function createOutbox({ cipher, clock }: { cipher: Cipher; clock: Clock }): Outbox {
  let posted = 0;
  return {
    async enqueue(store, { kind, payload, label, expiresAt, dueAt }) {
      const now = clock.now();
      // Within one millisecond the sequence keeps the order (RFC 9562 §6.2, method 1).
      const id = uuidv7({ msecs: now, seq: (posted += 1) });
      await store.add({
        id,
        kind,
        label,
        payload: cipher.encrypt(Buffer.from(JSON.stringify(payload)), id),
        status: 'waiting',
        attempts: 0,
        createdAt: now,
        dueAt: dueAt ?? now,
        expiresAt: expiresAt ?? null,
        finishedAt: null,
        lastError: null,
      });
    },
    decrypt: ({ id, payload }) =>
      JSON.parse(cipher.decrypt(payload ?? '', id).toString()) as unknown,
  };
}
