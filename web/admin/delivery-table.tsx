import {
  RetryDeliveryDocument,
  type DeliveriesQuery,
  type DeliveryKind,
  type DeliveryState,
} from '../generated/admin.js';
import { ActButton } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Badge } from '../ui/panel.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { useChange } from './change.js';
import { ChangeFailure } from './confirm.js';
import { words } from './words.js';

const text = words.deliveries;

type Delivery = DeliveriesQuery['deliveries']['edges'][number]['node'];

interface TableProps {
  readonly kind: DeliveryKind;
  readonly deliveries: readonly Delivery[];
  readonly reload: () => void;
}

export function DeliveryTable({ kind, deliveries, reload }: TableProps) {
  const { columns, state } = text;
  return (
    <table class="table deliveries">
      <caption class="vh">{text.captions[kind]}</caption>
      <thead>
        <tr>
          <th scope="col">{columns[kind]}</th>
          <th scope="col">{state}</th>
          <th scope="col" class="w-hide">
            {columns.attempts}
          </th>
          <th scope="col" class="w-hide">
            {columns.error}
          </th>
          <th scope="col" class="s-hide">
            {columns.when}
          </th>
          <th scope="col" class="s-hide end">
            <span class="vh">{columns.action}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((each) => (
          <DeliveryRow key={each.id} delivery={each} reload={reload} />
        ))}
      </tbody>
    </table>
  );
}

const looks: Readonly<
  Record<DeliveryState, { readonly tone: 'warn' | 'ok' | 'danger'; readonly icon: string }>
> = {
  WAITING: { tone: 'warn', icon: icons.clock },
  DELIVERED: { tone: 'ok', icon: icons.check },
  FAILED: { tone: 'danger', icon: icons.cross },
};

interface RowProps {
  readonly delivery: Delivery;
  readonly reload: () => void;
}

function DeliveryRow({ delivery, reload }: RowProps) {
  const { subject, to, state, attempts, createdAt, nextAttemptAt, lastError } = delivery;
  const retry = state === 'FAILED' && <Retry delivery={delivery} reload={reload} />;
  return (
    <tr>
      <td>
        <b>{text.templates[subject] ?? subject}</b>
        <p class="soft">{to}</p>
        {lastError !== null && <p class="w-only soft">{lastError}</p>}
        {retry !== false && <div class="m-only">{retry}</div>}
      </td>
      <td class="tight">
        <Badge {...looks[state]}>{text.states[state]}</Badge>
      </td>
      <td class="w-hide tight num">{attempts}</td>
      <td class="w-hide">{lastError ?? <span class="soft">–</span>}</td>
      <td class="s-hide tight num">
        {nextAttemptAt === null || attempts === 0 ? (
          <Time at={createdAt} />
        ) : (
          <>
            {text.nextAt[0]}
            <Time at={nextAttemptAt} />
            {text.nextAt[1]}
          </>
        )}
      </td>
      <td class="tight end s-hide">{retry}</td>
    </tr>
  );
}

function Retry({ delivery, reload }: RowProps) {
  const { id } = delivery;
  const retry = useChange(
    RetryDeliveryDocument,
    { id },
    {
      event: { type: 'delivery.retried', detail: { delivery: id } },
      reload,
      done() {
        toast(text.retried);
        reload();
      },
    },
  );
  return (
    <div class="stack-2">
      <ActButton action={retry} busyText={words.busy} onClick={() => retry.run()}>
        {text.retry}
        <span class="vh">
          : {text.templates[delivery.subject] ?? delivery.subject}, {delivery.to}
        </span>
      </ActButton>
      <ChangeFailure action={retry} />
    </div>
  );
}
