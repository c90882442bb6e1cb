/** What the outbox knows of every message without opening it. Times are milliseconds since the Unix epoch. */
export interface OutboxMessage {
  /** UUID version 7. The same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  /** Who delivers it: `mail`, … */
  readonly kind: string;
  /** What an operator may see of it. Never a secret; addresses masked. */
  readonly label: Readonly<Record<string, string>>;
  /** Sealed; `null` once it has been delivered. */
  readonly payload: string | null;
  readonly status: MessageStatus;
  /** Attempts that have begun. */
  readonly attempts: number;
  readonly createdAt: number;
  /** When it may be attempted (again): while a process has it, when that one's lease ends. */
  readonly dueAt: number;
  /** From then on it is of no use to its receiver; `null` if it always is. */
  readonly expiresAt: number | null;
  /** When it was delivered or given up. */
  readonly finishedAt: number | null;
  /** Why the latest attempt failed. */
  readonly lastError: string | null;
}

export const messageStatuses = ['waiting', 'delivered', 'failed'] as const;

export type MessageStatus = (typeof messageStatuses)[number];
