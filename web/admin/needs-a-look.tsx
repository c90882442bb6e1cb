import type { OverviewQuery } from '../generated/admin.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Link, type Changes } from '../ui/location.js';
import { timeWords } from '../ui/time.js';
import { momentText } from './day.js';
import { eventTitle } from './event-words.js';
import { placeWithout } from './place.js';
import { words } from './words.js';

const text = words.overview;

interface Matter {
  readonly key: string;
  readonly icon: string;
  readonly look: 'is-danger' | 'is-warn';
  readonly title: string;
  readonly about: string;
  readonly to: Changes;
}

const place = (page: string, more: Changes = {}): Changes => ({
  ...placeWithout(page, new URLSearchParams()),
  ...more,
});

/** What was given up, what waits, and what looks like an attack. */
function mattersOf({ auditEvents, deliveries, signingKeys }: OverviewQuery): readonly Matter[] {
  const events = auditEvents.edges.map(({ node }) => ({
    key: node.id,
    icon: icons.triangle,
    look: 'is-danger' as const,
    title: eventTitle(node),
    about: text.whose(
      node.user?.username ?? words.events.deleted,
      timeWords(new Date(node.lastAt)),
    ),
    to: place('events', { kind: 'failures' }),
  }));
  const failed = (['MAIL', 'WEBHOOK'] as const).flatMap((kind) => {
    const those = deliveries.edges.filter(({ node }) => node.kind === kind);
    const [first] = those;
    if (first === undefined) return [];
    // Only the first are asked for.
    const count = those.length === 5 ? '5+' : String(those.length);
    return {
      key: kind,
      icon: icons.send,
      look: 'is-danger' as const,
      title: kind === 'MAIL' ? text.givenUpMails(count) : text.givenUpWebhooks(count),
      about: `${words.deliveries.templates[first.node.subject] ?? first.node.subject}, ${first.node.to}`,
      to: place('deliveries', { state: 'FAILED', ...(kind === 'MAIL' ? {} : { kind }) }),
    };
  });
  const waiting = signingKeys.filter(({ state }) => state === 'PENDING');
  const keys = waiting.map(({ kid, activatesAt }) => ({
    key: kid,
    icon: icons.key,
    look: 'is-warn' as const,
    title: text.waitingKey,
    about: text.waitingKeyText(momentText(activatesAt)),
    to: place('keys'),
  }));
  return [...events, ...failed, ...keys];
}

export function NeedsALook(data: OverviewQuery) {
  const matters = mattersOf(data);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.look}</h2>
      </div>
      {matters.length === 0 && <p class="pad soft">{text.noLook}</p>}
      <ul>
        {matters.map(({ key, icon, look, title, about, to }) => (
          <li class="row keep linked" key={key}>
            <Icon shape={icon} class={look} />
            <div>
              <Link to={to}>{title}</Link>
              <p class="row-meta">{about}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
