import type { HappenedFragment } from '../generated/admin.js';
import { agentOf } from '../ui/agent.js';
import { Button } from '../ui/button.js';
import { visibleJson } from '../ui/foreign-text.js';
import * as icons from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { language } from '../ui/page.js';
import { Badge, Dots, Row } from '../ui/panel.js';
import { Time } from '../ui/time.js';
import { momentText } from './day.js';
import { eventTitle, toneOf } from './event-words.js';
import { Roles } from './people-table.js';
import type { Person } from './person.js';
import { eventsOf } from './place.js';
import { words } from './words.js';

const text = words.person;

interface PersonProps {
  readonly person: Person;
}

export function WaysIn({ person }: PersonProps) {
  const { hasPassword, passkeys, factors, identities, twoStepSignIn } = person;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.waysIn}</h2>
      </div>
      <ul>
        <Row icon={icons.lock} title={text.password} keep>
          {hasPassword ? text.set : text.notSet}
        </Row>
        {passkeys.length > 0 && (
          <Row icon={icons.passkey} title={text.passkeys(passkeys.length)} keep>
            <Dots facts={passkeys.map(({ label }) => label)} />
          </Row>
        )}
        {factors.map(({ id, label, createdAt }) => (
          <Row key={id} icon={icons.phone} title={text.app} keep>
            <Dots facts={[label, <Time key="at" at={createdAt} />]} />
          </Row>
        ))}
        {identities.map(({ id, provider, email }) => (
          <Row key={id} icon={icons.link} title={provider} keep>
            <Dots facts={[email]} />
          </Row>
        ))}
        <Row icon={icons.shield} title={text.twoStep} keep>
          {twoStepSignIn ? text.on : text.off}
        </Row>
      </ul>
    </section>
  );
}

/** The device of a session; that of an administrator who acts as the user is not shown as the user's. */
export function deviceOf(session: Pick<Person['sessions'][number], 'userAgent' | 'impersonated'>) {
  return session.impersonated
    ? { name: text.impersonated, icon: icons.impersonate }
    : agentOf(session.userAgent);
}

export function Sessions({ person, end }: PersonProps & { readonly end: () => void }) {
  const { sessions } = person;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.sessions}</h2>
        {sessions.length > 0 && (
          <Button look="danger-quiet" onClick={end}>
            {text.endAll}
          </Button>
        )}
      </div>
      {sessions.length === 0 && <p class="pad soft">{text.noSessions}</p>}
      <ul>
        {sessions.map((session) => {
          const { name, icon } = deviceOf(session);
          return (
            <Row
              key={session.id}
              icon={icon}
              title={name}
              keep
              badges={session.current && <Badge tone="accent">{text.thisOne}</Badge>}
            >
              <Dots
                facts={[
                  <Time key="used" at={session.lastUsedAt} />,
                  session.ipAddress,
                  <span key="since">
                    {text.signedIn[0]}
                    <Time at={session.createdAt} />
                    {text.signedIn[1]}
                  </span>,
                ]}
              />
            </Row>
          );
        })}
      </ul>
    </section>
  );
}

type EventsProps = PersonProps & { readonly events: readonly HappenedFragment[] };

export function LatestEvents({ person, events }: EventsProps) {
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.events}</h2>
        <Link class="tap" to={eventsOf(person.id)}>
          {text.allEvents}
        </Link>
      </div>
      {events.length === 0 && <p class="pad soft">{text.noEvents}</p>}
      <ol class="trace">
        {events.map((event) => (
          <li key={event.id} class={toneOf(event)}>
            <b>{eventTitle(event)}</b>
            <span class="soft num">
              <Time at={event.lastAt} />
            </span>
            <div class="row-meta">
              <Dots
                facts={[
                  event.userAgent !== null && agentOf(event.userAgent).name,
                  event.ipAddress,
                  event.actor !== null && words.events.actor(event.actor.username),
                  event.count > 1 && words.events.times(event.count),
                ]}
              />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const languages = new Intl.DisplayNames(language, { type: 'language' });

export function Details({ person }: PersonProps) {
  const { email, emailVerified, locale, createdAt, invitedAt, roles, id } = person;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{text.details}</h2>
      </div>
      <dl class="facts">
        <dt>{text.email}</dt>
        <dd class="line-up">
          {email ?? <span class="soft">{text.noEmail}</span>}
          {email !== null && <Confirmed isConfirmed={emailVerified} />}
        </dd>
        <dt>{text.roles}</dt>
        <dd>
          <Roles roles={roles} />
        </dd>
        <dt>{text.language}</dt>
        <dd>{locale === null ? <span class="soft">{text.unknown}</span> : languages.of(locale)}</dd>
        <dt>{text.created}</dt>
        <dd>{momentText(createdAt)}</dd>
        {invitedAt !== null && (
          <>
            <dt>{text.invited}</dt>
            <dd>{momentText(invitedAt)}</dd>
          </>
        )}
        <dt>{text.id}</dt>
        <dd class="mono">{id}</dd>
      </dl>
    </section>
  );
}

function Confirmed({ isConfirmed }: { readonly isConfirmed: boolean }) {
  return isConfirmed ? (
    <Badge tone="ok" icon={icons.check}>
      {words.people.confirmed}
    </Badge>
  ) : (
    <Badge tone="warn" icon={icons.triangle}>
      {words.people.notConfirmed}
    </Badge>
  );
}

interface MetadataProps {
  readonly title: string;
  readonly note: string;
  readonly of: unknown;
}

/** As JSON: text, whatever is in it. */
export function Metadata({ title, note, of }: MetadataProps) {
  return (
    <section class="snippet">
      <div class="snippet-head">
        <h2 class="small">{title}</h2>
        <span class="small">{note}</span>
      </div>
      <pre translate={false}>{visibleJson(of, 2)}</pre>
    </section>
  );
}
