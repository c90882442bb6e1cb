import { useState } from 'preact/hooks';
import { EventsDocument, type EventsQuery } from '../generated/admin.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Empty, Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { go, useQuery } from '../ui/location.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { EventFilters, filterOf, isFiltered, noFilter } from './event-filters.js';
import { EventDays } from './event-list.js';
import { useViewer } from './viewer.js';
import { words } from './words.js';

const text = words.events;
const pageSize = 50;

type Page = EventsQuery['auditEvents'];

/** What happened to accounts, sessions and keys, the latest first. */
export function Events() {
  const query = useQuery();
  const { user } = useViewer();
  const filter = filterOf(query, user.id);
  const read = async (after: string | null): Promise<Page> => {
    const { auditEvents } = await asUser(EventsDocument, { first: pageSize, after, filter });
    return auditEvents;
  };
  const key = query.toString();
  const load = useLoad(async () => ({ key, page: await read(null) }), key);
  const first = load.data?.page.edges[0]?.node;
  return (
    <>
      <PageHead title={words.places.events} text={text.text} />
      <EventFilters query={query} person={first?.user?.username} />
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={6} />}
      >
        {({ key: of, page }) =>
          page.edges.length === 0 ? (
            <NoEvents isNarrowed={isFiltered(query)} />
          ) : (
            <Pages key={of} first={page} read={read} />
          )
        }
      </Loaded>
    </>
  );
}

function NoEvents({ isNarrowed }: { readonly isNarrowed: boolean }) {
  return (
    <div class="panel">
      {isNarrowed ? (
        <Empty
          icon={icons.search}
          title={text.notFound}
          action={<Button onClick={() => go(noFilter)}>{words.clear}</Button>}
        >
          {text.notFoundText}
        </Empty>
      ) : (
        <Empty icon={icons.pulse} title={text.none}>
          {text.noneText}
        </Empty>
      )}
    </div>
  );
}

interface PagesProps {
  readonly first: Page;
  readonly read: (after: string | null) => Promise<Page>;
}

function Pages({ first, read }: PagesProps) {
  const [later, setLater] = useState<readonly Page[]>([]);
  const pages = [first, ...later];
  const { hasNextPage, endCursor } = (pages.at(-1) ?? first).pageInfo;
  const more = useAction(
    async () => {
      const next = await read(endCursor);
      setLater([...later, next]);
    },
    { retries: true },
  );
  return (
    <div class="stack">
      <EventDays events={pages.flatMap(({ edges }) => edges.map(({ node }) => node))} />
      <FailureBanner action={more} />
      {hasNextPage && (
        <div class="line-up">
          <ActButton action={more} busyText={text.moreBusy} onClick={() => more.run()}>
            {text.more}
          </ActButton>
        </div>
      )}
      <SlowNote action={more} />
    </div>
  );
}
