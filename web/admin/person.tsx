import { useState } from 'preact/hooks';
import { PersonDocument, type PersonQuery } from '../generated/admin.js';
import { Banner, FailureBanner } from '../ui/banner.js';
import { Empty, Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { Link } from '../ui/location.js';
import { Avatar } from '../ui/panel.js';
import { LoadingHead, PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { momentText } from './day.js';
import { nameOf, Roles, Status } from './people-table.js';
import { PersonActions } from './person-actions.js';
import { PersonDialog, type Asked } from './person-dialogs.js';
import { Details, LatestEvents, Metadata, Sessions, WaysIn } from './person-parts.js';
import { placeWithout } from './place.js';
import { words } from './words.js';

const text = words.person;

export type Person = NonNullable<PersonQuery['user']>;

/** One person whole. */
export function PersonPage({ id }: { readonly id: string }) {
  const load = useLoad(() => asUser(PersonDocument, { id }));
  return (
    <>
      {load.data === undefined && <LoadingHead title={words.places.people} />}
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={5} />}
      >
        {({ user, auditEvents }) =>
          user === null ? (
            <Gone />
          ) : (
            <Whole
              person={user}
              events={auditEvents.edges.map(({ node }) => node)}
              reload={load.again}
            />
          )
        }
      </Loaded>
    </>
  );
}

const toPeople = () => placeWithout('people', new URLSearchParams(location.search));

function Gone() {
  return (
    <>
      <PageHead title={words.places.people} />
      <div class="panel">
        <Empty
          icon={icons.person}
          title={text.gone}
          action={
            <Link class="btn" to={toPeople()}>
              {text.all}
            </Link>
          }
        >
          {text.goneText}
        </Empty>
      </div>
    </>
  );
}

interface WholeProps {
  readonly person: Person;
  readonly events: Parameters<typeof LatestEvents>[0]['events'];
  readonly reload: () => void;
}

function Whole({ person, events, reload }: WholeProps) {
  const [asked, setAsked] = useState<Asked>();
  const name = nameOf(person);
  return (
    <>
      <nav class="crumbs" aria-label={words.back}>
        <Link to={toPeople()}>{words.places.people}</Link>
        <Icon shape={icons.arrow} small />
        <span>{name}</span>
      </nav>
      <PageHead
        title={name}
        picture={<Avatar name={name} large />}
        text={
          <span class="line-up">
            <span>{person.displayName === null ? words.people.noName : person.username}</span>
            {person.roles.length > 0 && <Roles roles={person.roles} />}
            {(person.disabledAt ?? person.invitedAt) !== null && <Status person={person} />}
          </span>
        }
        action={<PersonActions person={person} ask={setAsked} />}
      />
      <div class="stack-6">
        <Notices person={person} />
        <div class="cols">
          <div class="stack-6">
            <WaysIn person={person} />
            <Sessions person={person} end={() => setAsked('end')} />
            <LatestEvents person={person} events={events} />
          </div>
          <div class="stack-6">
            <Details person={person} />
            <Metadata
              title={text.publicMetadata}
              note={text.publicNote}
              of={person.publicMetadata}
            />
            <Metadata
              title={text.privateMetadata}
              note={text.privateNote}
              of={person.privateMetadata}
            />
          </div>
        </div>
      </div>
      {asked !== undefined && (
        <PersonDialog
          key={asked}
          asked={asked}
          person={person}
          close={() => setAsked(undefined)}
          reload={reload}
        />
      )}
    </>
  );
}

/** What is not as usual, above all the rest. */
function Notices({ person }: { readonly person: Person }) {
  const { disabledAt, factorResetAt, accountRecovery } = person;
  return (
    <>
      {disabledAt !== null && (
        <Banner tone="warn" icon={icons.blocked} title={text.disabledTitle}>
          {text.disabledText(momentText(disabledAt))}
        </Banner>
      )}
      {factorResetAt !== null && (
        <Banner tone="warn" icon={icons.shield} title={text.resetTitle}>
          {text.resetText(momentText(factorResetAt))}
        </Banner>
      )}
      {accountRecovery !== null && (
        <Banner tone="warn" icon={icons.key} title={text.recoveryTitle}>
          {text.recoveryText(momentText(accountRecovery.opensAt))}
        </Banner>
      )}
    </>
  );
}
