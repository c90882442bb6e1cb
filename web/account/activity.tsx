import { useState } from 'preact/hooks';
import { ActivityDocument, type ActivityQuery } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { agentOf } from '../ui/agent.js';
import { Banner, FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Empty, Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { go, Link, useQuery } from '../ui/location.js';
import { Dots } from '../ui/panel.js';
import { Select } from '../ui/select.js';
import { session } from '../ui/session.js';
import { PageHead } from '../ui/shell.js';
import { fullTime } from '../ui/time.js';
import { eventWords, toneOf } from '../ui/event-words.js';
import { words } from './words.js';

const text = words.activity;

type Page = NonNullable<ActivityQuery['me']>['securityEvents'];
/** Empty for all. */
type Kind = keyof typeof text.kinds | '';
type Event = Page['edges'][number]['node'];

async function readPage(kind: Kind, after: string | null): Promise<Page> {
  const asked = { after, kind: kind === '' ? null : kind };
  const { me } = await session.request(ActivityDocument, asked);
  return me?.securityEvents ?? { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
}

const kinds = Object.entries(text.kinds) as readonly [kind: Kind, name: string][];

/** What happened to the account, the latest first. The kind is in the address. */
export function Activity() {
  const asked = useQuery().get('kind') ?? '';
  const [kind] = kinds.find(([each]) => each === asked) ?? (['', ''] as const);
  const load = useLoad(async () => ({ kind, first: await readPage(kind, null) }), kind);
  return (
    <>
      <PageHead
        title={words.places.activity}
        text={text.text}
        action={
          <Select
            name="kind"
            label={text.kind}
            options={kinds}
            value={kind}
            onValue={(next) => go({ kind: next === '' ? undefined : next })}
          />
        }
      />
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={4} />}
      >
        {(found) => <Days key={found.kind} {...found} />}
      </Loaded>
    </>
  );
}

interface DaysProps {
  readonly kind: Kind;
  readonly first: Page;
}

function Nothing({ kind }: Pick<DaysProps, 'kind'>) {
  return (
    <div class="panel">
      {kind === '' ? (
        <Empty icon={icons.pulse} title={text.none}>
          {text.noneText}
        </Empty>
      ) : (
        <Empty
          icon={icons.search}
          title={text.noneOfKind}
          action={<Button onClick={() => go({ kind: undefined })}>{text.clear}</Button>}
        />
      )}
    </div>
  );
}

function Days({ kind, first }: DaysProps) {
  const [later, setLater] = useState<readonly Page[]>([]);
  const pages = [first, ...later];
  const { hasNextPage, endCursor } = (pages.at(-1) ?? first).pageInfo;
  const more = useAction(
    async () => {
      const next = await readPage(kind, endCursor);
      setLater([...later, next]);
    },
    { retries: true },
  );
  const days = byDay(pages.flatMap(({ edges }) => edges.map(({ node }) => node)));
  if (days.length === 0) return <Nothing kind={kind} />;
  return (
    <div class="stack">
      {days.map(({ day, events }) => (
        <section class="panel" key={day}>
          <h2 class="day">{day}</h2>
          <ol class="trace">
            {events.map((event) => (
              <Happening key={event.id} event={event} />
            ))}
          </ol>
        </section>
      ))}
      <FailureBanner action={more} />
      {hasNextPage && (
        <div class="line-up">
          <ActButton action={more} busyText={words.loadingMore} onClick={() => more.run()}>
            {text.more}
          </ActButton>
        </div>
      )}
      <SlowNote action={more} />
      <Banner
        icon={icons.shield}
        title={text.notYou}
        action={
          <Link class="btn" to={{ page: 'security', kind: undefined }}>
            {text.notYouAct}
          </Link>
        }
      >
        {text.notYouText}
      </Banner>
    </div>
  );
}

const dayOf = new Intl.DateTimeFormat(words.language, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const timeOf = new Intl.DateTimeFormat(words.language, { timeStyle: 'short' });

interface Day {
  readonly day: string;
  readonly events: Event[];
}

/** By the days of the reader's clock. */
function byDay(events: readonly Event[]): readonly Day[] {
  const today = dayOf.format(new Date());
  const days = new Map<string, Event[]>();
  for (const event of events) {
    const date = dayOf.format(new Date(event.lastAt));
    const day = date === today ? text.today : date;
    const those = days.get(day) ?? [];
    days.set(day, those);
    those.push(event);
  }
  return [...days].map(([day, those]) => ({ day, events: those }));
}

function Happening({ event }: { readonly event: Event }) {
  const { lastAt, count, byAdministrator, userAgent, ipAddress } = event;
  return (
    <li class={toneOf(event)}>
      <b>{eventWords(event)}</b>
      <time class="soft num" dateTime={lastAt} title={fullTime(lastAt)}>
        {timeOf.format(new Date(lastAt))}
      </time>
      <div class="row-meta">
        <Dots
          facts={[
            byAdministrator && text.byAdministrator,
            userAgent !== null && agentOf(userAgent).name,
            ipAddress,
            count > 1 && text.times(count),
          ]}
        />
      </div>
    </li>
  );
}
