/** What a delivery is told besides the payload. */
export interface Delivery {
  /** The message's id: the same at every attempt. */
  readonly id: string;
  /** Aborts when the attempt takes too long, or the service stops. */
  readonly signal: AbortSignal;
}

/**
 * Delivers the messages of one kind. What it throws is written down where operators read it, so it must
 * not tell secrets; after `UndeliverableError` there is no further attempt, and after `NotYetError` none
 * before its time.
 */
export type Courier = (payload: unknown, delivery: Delivery) => Promise<void>;

/** The couriers by the kind of message. */
export type Couriers = Readonly<Record<string, Courier>>;

/** The receiver is there, and asks for some time before the next attempt. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';

  /** @param wait milliseconds */
  constructor(
    message: string,
    readonly wait: number,
  ) {
    super(message);
  }
}

/** No further attempt can succeed. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
