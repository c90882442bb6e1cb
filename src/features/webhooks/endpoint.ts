import type { WebhookEventType } from './event.js';

/** Who is told, and of what. */
export interface WebhookEndpoint {
  /** What operators know it by: everything else of it may be secret. */
  readonly name: string;
  readonly url: string;
  /** `whsec_…`; every one of them signs, so that the receiver can go from one to the next. */
  readonly secrets: readonly string[];
  readonly events: readonly WebhookEventType[];
}
