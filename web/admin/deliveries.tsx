import {
  DeliveriesDocument,
  type DeliveriesQuery,
  type DeliveryKind,
  type DeliveryState,
} from '../generated/admin.js';
import { FailureBanner } from '../ui/banner.js';
import { Button, onSubmit } from '../ui/button.js';
import { Empty, Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { go, Link, useQuery } from '../ui/location.js';
import { Select } from '../ui/select.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { DeliveryTable } from './delivery-table.js';
import { Pager } from './paging.js';
import { words } from './words.js';

const text = words.deliveries;
const pageSize = 25;
const states = ['WAITING', 'DELIVERED', 'FAILED'] as const satisfies readonly DeliveryState[];

/** The cursors of the pages before this one, and its own: the service leads forwards only. */
const cursorsIn = (query: URLSearchParams) =>
  query.getAll('after').join(' ').split(' ').filter(Boolean);

const toCursors = (cursors: readonly string[]) =>
  go({ after: cursors.length === 0 ? undefined : cursors.join(' ') });

/** What was sent, and what became of it. */
export function Deliveries() {
  const query = useQuery();
  const kind: DeliveryKind = query.get('kind') === 'WEBHOOK' ? 'WEBHOOK' : 'MAIL';
  const state = states.find((each) => each === query.get('state'));
  const after = cursorsIn(query).at(-1) ?? null;
  const filter = { kind, ...(state === undefined ? {} : { state }) };
  const load = useLoad(
    async () => ({
      kind,
      ...(await asUser(DeliveriesDocument, { first: pageSize, after, filter })),
    }),
    query.toString(),
  );
  return (
    <>
      <PageHead title={words.places.deliveries} text={text.text} />
      <Tabs kind={kind} />
      <search>
        <form class="toolbar" onSubmit={onSubmit(() => undefined)}>
          <Select
            name="state"
            label={text.state}
            value={state ?? ''}
            options={[['', text.any], ...states.map((each) => [each, text.states[each]] as const)]}
            onValue={(value) => go({ state: value === '' ? undefined : value, after: undefined })}
          />
        </form>
      </search>
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={5} />}
      >
        {({ kind: of, deliveries }) => (
          <Page
            kind={of}
            deliveries={deliveries}
            cursors={cursorsIn(query)}
            isNarrowed={state !== undefined}
            reload={load.again}
          />
        )}
      </Loaded>
    </>
  );
}

function Tabs({ kind }: { readonly kind: DeliveryKind }) {
  const of = (each: DeliveryKind) => ({
    kind: each === 'MAIL' ? undefined : each,
    after: undefined,
  });
  return (
    <nav class="tabs" aria-label={words.places.deliveries}>
      <Link to={of('MAIL')} current={kind === 'MAIL'}>
        <Icon shape={icons.envelope} />
        {text.mails}
      </Link>
      <Link to={of('WEBHOOK')} current={kind === 'WEBHOOK'}>
        <Icon shape={icons.link} />
        {text.webhooks}
      </Link>
    </nav>
  );
}

interface PageProps extends Pick<DeliveriesQuery, 'deliveries'> {
  readonly kind: DeliveryKind;
  readonly cursors: readonly string[];
  readonly isNarrowed: boolean;
  readonly reload: () => void;
}

function Page({ kind, deliveries, cursors, isNarrowed, reload }: PageProps) {
  const { edges, pageInfo } = deliveries;
  const { endCursor, hasNextPage } = pageInfo;
  if (edges.length === 0) return <Nothing isNarrowed={isNarrowed} />;
  const next = () => toCursors([...cursors, ...(endCursor === null ? [] : [endCursor])]);
  return (
    <div class="panel">
      <DeliveryTable kind={kind} deliveries={edges.map(({ node }) => node)} reload={reload} />
      <Pager
        previous={cursors.length > 0 ? () => toCursors(cursors.slice(0, -1)) : undefined}
        next={hasNextPage ? next : undefined}
      />
    </div>
  );
}

function Nothing({ isNarrowed }: Pick<PageProps, 'isNarrowed'>) {
  const clear = () => go({ state: undefined, after: undefined });
  return (
    <div class="panel">
      <Empty
        icon={icons.send}
        title={isNarrowed ? text.notFound : text.none}
        action={isNarrowed && <Button onClick={clear}>{words.clear}</Button>}
      >
        {isNarrowed ? text.notFoundText : text.noneText}
      </Empty>
    </div>
  );
}
