import './style.css';
import { render, type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Brand } from '../ui/brand.js';
import { Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { followEvents, useLive } from '../ui/live.js';
import { useLoad } from '../ui/load.js';
import { go, useQuery } from '../ui/location.js';
import { addressOf } from '../ui/page.js';
import { resume, useSession } from '../ui/session.js';
import { LoadingHead, PageHead, Shell } from '../ui/shell.js';
import { goBack } from '../ui/view.js';
import { nameOf, useAccount, type PartProps } from './account.js';
import { Activity } from './activity.js';
import { DataPage, type LeaveProps } from './data.js';
import { Devices } from './devices.js';
import { comeBack, leaveForLogin } from './gate.js';
import { isOfProof } from './linking.js';
import { viewedUser } from './only-user.js';
import { Profile } from './profile.js';
import { Security } from './security.js';
import { words } from './words.js';

const places = ['profile', 'security', 'devices', 'activity', 'data'] as const;
type Place = (typeof places)[number];

const shapes: Readonly<Record<Place, string>> = {
  profile: icons.person,
  security: icons.shield,
  devices: icons.laptop,
  activity: icons.pulse,
  data: icons.box,
};

/** `/account`: without a session it leads to `/login`, and from there back to the same place. */
function App() {
  const looked = useLoad(resume);
  const state = useSession();
  const place = placeOf(useQuery());
  const [farewell, setFarewell] = useState<Goodbye>();
  const isLeaving = useRef(false);
  const lastUser = useRef<string | undefined>(undefined);
  if (state.status === 'signedIn') lastUser.current = state.user.id;
  // The news that the session has ended may come before the answer to what has ended it.
  const isAnswerAwaited = state.status === 'signedOut' && isLeaving.current;
  const isShown = state.status === 'signedIn' || isAnswerAwaited;
  useEffect(() => {
    if (state.status !== 'signedOut' || farewell !== undefined) return;
    const perhaps = { title: words.data.perhaps, text: words.data.perhapsText };
    void leaveForLogin(state.reason, isLeaving.current ? () => setFarewell(perhaps) : undefined);
  }, [state.status, farewell]);
  const leaving: LeaveProps = {
    leave: (title) => setFarewell({ title, text: words.data.farewell }),
    setLeaving: (is) => (isLeaving.current = is),
  };
  useEffect(comeBack, []);
  if (farewell !== undefined) return <Farewell {...farewell} />;
  if (isShown) return <SignedIn key={lastUser.current} {...leaving} />;
  return (
    <Frame name="" place={place}>
      <LoadingHead title={words.places[place]} />
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

function placeOf(query: URLSearchParams): Place {
  return places.find((place) => place === query.get('page')) ?? 'profile';
}

interface FrameProps {
  readonly name: string;
  readonly place: Place;
  readonly children: ComponentChildren;
}

/** The bar of an administrator who looks at the account. */
let Bar: (() => ComponentChildren) | undefined;

/** What came of a proof at a provider. */
let Notice: (() => ComponentChildren) | undefined;

function Frame({ name, place, children }: FrameProps) {
  const signOut = () => location.assign(addressOf('logout'));
  return (
    <Shell
      label={words.account}
      name={name}
      bar={Bar !== undefined && <Bar />}
      places={places.map((each) => ({
        icon: shapes[each],
        label: words.places[each],
        to: { page: each, step: undefined, kind: undefined },
        isCurrent: each === place,
      }))}
      menu={[
        {
          icon: icons.shield,
          label: words.places.security,
          act: () => go({ page: 'security', step: undefined }),
        },
        // That would be the administrator's own session.
        ...(Bar === undefined ? [{ icon: icons.leave, label: words.signOut, act: signOut }] : []),
      ]}
    >
      {children}
    </Shell>
  );
}

function SignedIn(leaving: LeaveProps) {
  const query = useQuery();
  const account = useAccount();
  useLive(['CredentialsChanged', 'RolesChanged'], account.renew);
  const place = placeOf(query);
  const { data } = account;
  const name = data === undefined ? '' : (data.user.displayName ?? nameOf(data));
  return (
    <Frame name={name} place={place}>
      {Notice !== undefined && <Notice />}
      {data === undefined && <LoadingHead title={words.places[place]} />}
      <Loaded
        load={account}
        failed={words.failed}
        loading={words.loading}
        skeleton={<SkeletonRows count={3} />}
      >
        {(found) => <Part {...leaving} place={place} account={found} reload={account.again} />}
      </Loaded>
    </Frame>
  );
}

function Part({ place, ...part }: PartProps & LeaveProps & { readonly place: Place }) {
  if (place === 'security') return <Security {...part} />;
  if (place === 'devices') return <Devices />;
  if (place === 'activity') return <Activity />;
  if (place === 'data') return <DataPage {...part} />;
  return <Profile {...part} />;
}

interface Goodbye {
  readonly title: string;
  readonly text: string;
}

function Farewell({ title, text }: Goodbye) {
  return (
    <main class="auth-main">
      <Brand />
      <section class="auth-card" role="status">
        <PageHead title={title} text={text} />
      </section>
    </main>
  );
}

function start(): void {
  const root = document.getElementById('app');
  if (root !== null) render(<App />, root);
}

/** Nothing is asked before it is clear as whom. */
async function startView(userId: string): Promise<void> {
  try {
    const { beginView } = await import('./viewed.js');
    Bar = beginView(userId);
  } catch {
    goBack(userId, 'over');
  }
  if (Bar !== undefined) start();
}

async function startAfterProof(): Promise<void> {
  Notice = (await import('./proof-return.js')).ProofReturn;
  start();
}

if (isOfProof) void startAfterProof().catch(start);
else if (viewedUser === null) start();
else void startView(viewedUser);
// Without them, the page is what it was before.
if (viewedUser === null) followEvents().catch(() => undefined);
