import { useState } from 'preact/hooks';
import type { HappenedFragment } from '../generated/admin.js';
import { agentOf } from '../ui/agent.js';
import { visibleJson } from '../ui/foreign-text.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { language } from '../ui/page.js';
import { Badge, Dots } from '../ui/panel.js';
import { exactTime } from '../ui/time.js';
import { eventTitle, markOf } from './event-words.js';
import { personPlace } from './place.js';
import { words } from './words.js';

const text = words.events;

const dayOf = new Intl.DateTimeFormat(language, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const timeOf = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });

interface EventsProps {
  readonly events: readonly HappenedFragment[];
}

/** By the days of the reader's clock. */
export function EventDays({ events }: EventsProps) {
  const days = new Map<string, HappenedFragment[]>();
  for (const event of events) {
    const day = dayOf.format(new Date(event.lastAt));
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return (
    <>
      {[...days].map(([day, those]) => (
        <section class="panel" key={day}>
          <h2 class="day">{day}</h2>
          {those.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </section>
      ))}
    </>
  );
}

interface EventProps {
  readonly event: HappenedFragment;
}

function EventRow({ event }: EventProps) {
  const [isOpen, setOpen] = useState(false);
  const { type, userId, user, actor, lastAt, count } = event;
  const whose = user?.username ?? (userId === null ? undefined : text.deleted);
  return (
    <details class="event" onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>
        <time class="soft num" dateTime={lastAt}>
          {timeOf.format(new Date(lastAt))}
        </time>
        <div>
          <div class="row-title">
            <span>{eventTitle(event)}</span>
            <MarkBadge event={event} />
          </div>
          <div class="row-meta">
            <Dots
              facts={[
                <span key="type" class="mono">
                  {type}
                </span>,
                whose,
                actor !== null && text.actor(actor.username),
                count > 1 && text.times(count),
              ]}
            />
          </div>
        </div>
        <Icon shape={icons.arrow} small />
      </summary>
      {isOpen && <More event={event} />}
    </details>
  );
}

function MarkBadge({ event }: EventProps) {
  const mark = markOf(event);
  if (mark === undefined) return null;
  if (mark === 'slowed') {
    return (
      <Badge tone="warn" icon={icons.clock}>
        {text.slowed}
      </Badge>
    );
  }
  return (
    <Badge tone="danger" icon={mark === 'failure' ? icons.cross : icons.triangle}>
      {mark === 'failure' ? text.failure : text.check}
    </Badge>
  );
}

/** All that is known of an event. */
function More({ event }: EventProps) {
  const { id, at, lastAt, count, user, actor, sessionId, userAgent, ipAddress, detail } = event;
  const { facts } = text;
  return (
    <div class="event-more">
      <dl class="facts">
        <dt>{facts.at}</dt>
        <dd>{exactTime(at)}</dd>
        {count > 1 && (
          <>
            <dt>{facts.last}</dt>
            <dd>{exactTime(lastAt)}</dd>
          </>
        )}
        <PersonFact label={facts.account} person={user} />
        <PersonFact label={facts.actor} person={actor} />
        <Fact label={facts.address} value={ipAddress} />
        {userAgent !== null && (
          <>
            <dt>{facts.client}</dt>
            <dd>
              {agentOf(userAgent).name}
              <br />
              <span class="soft small">{userAgent}</span>
            </dd>
          </>
        )}
        <Fact label={facts.session} value={sessionId} />
        <Fact label={facts.event} value={id} />
        <Fact label={facts.detail} value={detailOf(detail)} />
      </dl>
    </div>
  );
}

function detailOf(detail: unknown): string | null {
  const written = visibleJson(detail, 1);
  return written === '{}' || written === 'null' ? null : written;
}

interface FactProps {
  readonly label: string;
  readonly value: string | null;
}

function Fact({ label, value }: FactProps) {
  if (value === null) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd class="mono">{value}</dd>
    </>
  );
}

interface PersonFactProps {
  readonly label: string;
  readonly person: HappenedFragment['user'];
}

function PersonFact({ label, person }: PersonFactProps) {
  if (person === null) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Link to={personPlace(person.id)}>{person.username}</Link>
      </dd>
    </>
  );
}
