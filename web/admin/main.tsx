import './style.css';
import { render, type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { AdministratorDocument } from '../generated/admin.js';
import { Loaded, SkeletonRows } from '../ui/empty.js';
import { isRefusal } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { followEvents } from '../ui/live.js';
import { useLoad } from '../ui/load.js';
import { useQuery } from '../ui/location.js';
import { addressOf, hasAccountPage } from '../ui/page.js';
import { resume, useSession } from '../ui/session.js';
import { LoadingHead, Shell } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { Deliveries } from './deliveries.js';
import { Events } from './events.js';
import { comeBack, leaveForLogin } from './gate.js';
import { Keys } from './keys.js';
import { NoRole } from './no-role.js';
import { Overview } from './overview.js';
import { People } from './people.js';
import { PersonPage } from './person.js';
import { placeWithout } from './place.js';
import { sayWhatHappened } from './view-as.js';
import { ViewerContext, type Viewer } from './viewer.js';
import { words } from './words.js';

const places = ['overview', 'people', 'events', 'keys', 'deliveries'] as const;
type Place = (typeof places)[number];

const shapes: Readonly<Record<Place, string>> = {
  overview: icons.chart,
  people: icons.people,
  events: icons.pulse,
  keys: icons.key,
  deliveries: icons.send,
};

/** `/admin`: without a session it leads to `/login`, and from there back to the same place. */
function App() {
  const looked = useLoad(resume);
  const state = useSession();
  useEffect(() => {
    if (state.status === 'signedOut') leaveForLogin(state.reason);
  }, [state.status]);
  useEffect(comeBack, []);
  if (state.status === 'signedIn') {
    const { id, username, roles } = state.user;
    return <SignedIn key={id} name={username} roles={roles.join()} />;
  }
  return (
    <Frame name="">
      <PlaceHead />
      {state.status !== 'signedOut' && (
        <Loaded
          load={{ ...looked, data: undefined }}
          failed={words.failed}
          loading={words.loading}
          skeleton={<SkeletonRows count={3} />}
        >
          {() => null}
        </Loaded>
      )}
    </Frame>
  );
}

/** The service says who is an administrator: by the first question that only they may ask. */
async function readViewer(): Promise<Viewer> {
  const { me: user, serverInfo: service } = await asUser(AdministratorDocument, {});
  if (user === null) throw new Error('nobody is signed in');
  return { user, service };
}

interface SignedInProps {
  readonly name: string;
  /** With others, the service is asked again. */
  readonly roles: string;
}

function SignedIn({ name, roles }: SignedInProps) {
  const load = useLoad(readViewer, roles);
  const needsSecondStep = isRefusal(load.failure, 'MFA_ENROLLMENT_REQUIRED');
  if (needsSecondStep || isRefusal(load.failure, 'ROLE_REQUIRED')) {
    return <NoRole {...{ name, needsSecondStep }} />;
  }
  return (
    <Frame name={load.data?.user.displayName ?? name}>
      {load.data === undefined && <PlaceHead />}
      <Loaded
        load={load}
        failed={words.failed}
        loading={words.loading}
        skeleton={<SkeletonRows count={4} />}
      >
        {(viewer) => (
          <ViewerContext.Provider value={viewer}>
            <Part />
          </ViewerContext.Provider>
        )}
      </Loaded>
    </Frame>
  );
}

const placeOf = (query: URLSearchParams): Place =>
  places.find((place) => place === query.get('page')) ?? 'overview';

function PlaceHead() {
  const place = placeOf(useQuery());
  return <LoadingHead title={place === 'keys' ? words.keys.title : words.places[place]} />;
}

interface FrameProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

function Frame({ name, children }: FrameProps) {
  const query = useQuery();
  const place = placeOf(query);
  const signOut = () => location.assign(addressOf('logout'));
  const account = () => location.assign(addressOf('account'));
  return (
    <Shell
      label={words.administration}
      where={words.administration}
      name={name}
      places={places.map((each) => ({
        icon: shapes[each],
        label: words.places[each],
        to: placeWithout(each, query),
        isCurrent: each === place,
      }))}
      menu={[
        ...(hasAccountPage ? [{ icon: icons.person, label: words.ownAccount, act: account }] : []),
        { icon: icons.leave, label: words.signOut, act: signOut },
      ]}
    >
      {children}
    </Shell>
  );
}

function Part() {
  const query = useQuery();
  const place = placeOf(query);
  const id = query.get('id');
  useEffect(sayWhatHappened, []);
  if (place === 'people') return id === null ? <People /> : <PersonPage key={id} id={id} />;
  if (place === 'events') return <Events />;
  if (place === 'keys') return <Keys />;
  if (place === 'deliveries') return <Deliveries />;
  return <Overview />;
}

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
// Without it, the page is what it was before.
followEvents().catch(() => undefined);
