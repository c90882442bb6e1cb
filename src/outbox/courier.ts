/** What a delivery is told besides the payload. */
export interface Delivery {
  /** The message's id: the same at every attempt. */
  readonly id: string;
  /** Aborts when the attempt takes too long, or the service stops. */
  readonly signal: AbortSignal;
}

/**
 * Delivers the messages of one kind. What it throws is written down where operators read it, so it must
 * not tell secrets; after `UndeliverableError` there is no further attempt.
 */
export type Courier = (payload: unknown, delivery: Delivery) => Promise<void>;

/** The couriers by the kind of message. */
export type Couriers = Readonly<Record<string, Courier>>;

/** No further attempt can succeed. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
