import type {
  Delivery,
  DeliveryFilter,
  DeliveryKind,
  DeliveryState,
  InputMaybe,
} from '../../generated/resolver-types.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail, EventStores } from '../../platform/events/trail.js';
import { readPage, type Order, type Page, type PageRequest } from '../../platform/graphql/page.js';
import type { Job, MessageStatus, OutboxStore } from '../../platform/job.js';
import { serviceStateReasons, type ServiceStateChanges } from './facts.js';
import type { Origin } from './keys.js';

/** What the service sends, for administrators: what became of it, and never its content. */
export interface Deliveries {
  /** The latest first. @throws AuthError `PAGE_INVALID`, `CURSOR_INVALID` */
  list(
    request: Pick<PageRequest, 'first' | 'after'>,
    filter: InputMaybe<DeliveryFilter> | undefined,
  ): Promise<Page<Delivery>>;
  /** @throws AuthError `DELIVERY_NOT_FOUND` for one that was not given up */
  retry(id: string, origin: Origin): Promise<Delivery>;
}

export interface DeliveriesOptions {
  readonly store: Pick<OutboxStore, 'list'>;
  readonly transact: Transact<EventStores & { readonly outbox: OutboxStore }>;
  readonly clock: Clock;
  readonly audit: AuditTrail<ServiceStateChanges>;
  /** The kinds of messages in the outbox, by what they are to administrators. */
  readonly kinds: Readonly<Record<DeliveryKind, readonly string[]>>;
}

const states = {
  waiting: 'WAITING',
  delivered: 'DELIVERED',
  failed: 'FAILED',
} as const satisfies Record<MessageStatus, DeliveryState>;
const statuses = {
  WAITING: 'waiting',
  DELIVERED: 'delivered',
  FAILED: 'failed',
} as const satisfies Record<DeliveryState, MessageStatus>;

const order: Order<Delivery> = { name: 'delivery', keyOf: ({ id }) => id };

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { store, transact, clock, audit, kinds } = options;
  const everyKind = [...kinds.MAIL, ...kinds.WEBHOOK];
  const kindOf = (job: Job): DeliveryKind => (kinds.MAIL.includes(job.kind) ? 'MAIL' : 'WEBHOOK');

  return {
    list(request, filter) {
      const { kind, state } = filter ?? {};
      const conditions = {
        kinds: kind ? kinds[kind] : everyKind,
        ...(state && { status: statuses[state] }),
      };
      return readPage(request, order, async ({ after, limit }) => {
        const jobs = await store.list({ ...conditions, limit, ...(after && { before: after }) });
        return jobs.map((job) => shown(job, kindOf(job)));
      });
    },

    retry: (id, origin) =>
      transact(async (stores) => {
        const retried = await stores.outbox.retry(id, clock.now(), everyKind);
        const job = retried ? await stores.outbox.find(id) : undefined;
        if (job === undefined) throw new AuthError(serviceStateReasons.DELIVERY_NOT_FOUND);
        const detail = { delivery: id, kind: job.kind };
        await audit.recordIn(stores, { type: 'delivery.retried', ...origin, detail });
        return shown(job, kindOf(job));
      }),
  };
}

function shown(job: Job, kind: DeliveryKind): Delivery {
  const { id, label, status, attempts, createdAt, dueAt, lastError } = job;
  return {
    id,
    kind,
    subject: label['mail'] ?? label['event'] ?? '',
    to: label['to'] ?? label['endpoint'] ?? '',
    state: states[status],
    attempts,
    createdAt: new Date(createdAt),
    nextAttemptAt: status === 'waiting' ? new Date(dueAt) : null,
    lastError,
  };
}
