import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { addressOf, application, hasAccountPage, isDirect } from '../ui/page.js';
import { session, useSession } from '../ui/session.js';
import { Card } from './card.js';
import { nameOf, type Service } from './service.js';
import { linkWords } from './link-words.js';
import { words } from './words.js';

/** Where to go afterwards: an address that the service has looked at. */
const onward =
  application === undefined ? null : new URLSearchParams(location.search).get('redirect_uri');

/** `/logout`: it acts on a button, so that no link of a stranger signs anyone out; our own pages need none. */
export function Logout({ service }: { readonly service: Service }) {
  const state = useSession();
  const [isDone, setDone] = useState(false);
  const leave = useAction(
    async () => {
      await session.logout();
      setDone(true);
      if (onward !== null) location.assign(onward);
    },
    { retries: true },
  );
  useEffect(() => {
    if (isDirect && session.state().status === 'signedIn') leave.run();
  }, []);
  if (isDone || state.status === 'signedOut') return <Done wasSignedIn={isDone} />;
  const text = 'user' in state ? linkWords.logout.text(nameOf(state.user, service)) : undefined;
  return (
    <Card key="ask" title={linkWords.logout.title} text={text}>
      <FailureBanner action={leave} />
      <form class="auth-form" onSubmit={onSubmit(() => leave.run())}>
        <ActButton type="submit" action={leave} busyText={words.busy.leave} look="primary" wide>
          {words.signOut}
        </ActButton>
        <SlowNote action={leave} />
        <a class="btn quiet wide" href={addressOf(hasAccountPage ? 'account' : 'login')}>
          {linkWords.logout.stay}
        </a>
      </form>
    </Card>
  );
}

function Done({ wasSignedIn }: { readonly wasSignedIn: boolean }) {
  const { done, doneText, nobody, back } = linkWords.logout;
  return (
    <Card
      key="done"
      title={done}
      icon={icons.check}
      tone="ok"
      text={wasSignedIn ? doneText : nobody}
      isStatus
      aside={<a href={addressOf('login')}>{words.signIn}</a>}
    >
      {onward !== null && application !== undefined && (
        <div class="auth-form">
          <a class="btn primary wide" href={onward}>
            {back(application)}
          </a>
        </div>
      )}
    </Card>
  );
}
