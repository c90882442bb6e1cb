import { useEffect } from 'preact/hooks';
import { createSession, type Session } from '../../src/client/index.js';
import { AuthgraphError, dataOf } from '../../src/client/result.js';
import { createTransport } from '../../src/client/transport.js';
import { LogoutDocument } from '../../src/generated/client-operations.js';
import { useAction } from '../ui/action.js';
import { ActButton } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { actAs, pageOptions } from '../ui/session.js';
import { clockTime, useCountdown } from '../ui/time.js';
import { goBack, takeOver, type View, type ViewEnd } from '../ui/view.js';
import { viewedWords as text } from './viewed-words.js';
import { words } from './words.js';

/** Without the cookie: nothing here reads, renews or ends the session of the administrator. */
const options = {
  ...pageOptions,
  cookies: false,
  fetch: ((input, init) =>
    pageOptions.fetch(input, { ...init, credentials: 'omit' })) satisfies typeof fetch,
};

const send = createTransport(options);

/**
 * Shows the account of another user in this page, and never that of the administrator: its session is replaced before
 * anything is asked. @returns the bar of the view; `undefined` if there is none, and `/admin` comes instead
 */
export function beginView(userId: string) {
  const view = takeOver(userId);
  if (view === undefined) {
    goBack(userId, 'over');
    return undefined;
  }
  const { leave, end } = endsOf(view);
  actAs(sessionOf(view, () => leave('over')));
  return () => <ViewBar {...{ view, leave, end }} />;
}

/** @param onRefused the service has ended the view: it was too long, or somebody did it */
function sessionOf({ userId, username, accessToken: token }: View, onRefused: () => void): Session {
  const user = { id: userId, username, email: null, emailVerified: false, roles: [] };
  const state = { status: 'signedIn', user } as const;
  const request: Session['request'] = async (document, variables) => {
    try {
      return dataOf(await send(document, variables, { token }));
    } catch (error) {
      if (error instanceof AuthgraphError && error.code === 'UNAUTHENTICATED') onRefused();
      throw error;
    }
  };
  return {
    // Everything else is done as nobody, which the service refuses.
    ...createSession(options),
    state: () => state,
    subscribe: () => () => undefined,
    resume: () => Promise.resolve(state),
    request,
    requestTokens: request,
  };
}

interface Ends {
  /** Leaves the page. */
  readonly leave: (how: ViewEnd) => void;
  /** Ends the session of the view, and leaves. */
  readonly end: () => Promise<void>;
}

function endsOf({ userId, accessToken: token }: View): Ends {
  let isOver = false;
  const leave = (how: ViewEnd) => {
    isOver = true;
    goBack(userId, how);
  };
  // The page is closed, loaded again, or left by a link.
  addEventListener('pagehide', () => {
    if (isOver) return;
    isOver = true;
    send(LogoutDocument, {}, { token, keepalive: true }).catch(() => undefined);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) leave('over');
  });
  const end = async () => {
    dataOf(await send(LogoutDocument, {}, { token }));
    leave('ended');
  };
  return { leave, end };
}

const clock = new Intl.DateTimeFormat(words.language, { timeStyle: 'short' });

/** On top of every place: who acts, as whom, until when and why. It goes with the view. */
function ViewBar({ view, leave, end }: Ends & { readonly view: View }) {
  const { username, by, until, reason } = view;
  const left = useCountdown(until);
  const isOver = left === 0 && Date.now() >= until;
  const ending = useAction(async () => {
    try {
      await end();
    } catch (error) {
      const isGone = error instanceof AuthgraphError && error.code === 'UNAUTHENTICATED';
      if (!isGone) throw error;
      leave('over');
    }
  });
  useEffect(() => {
    if (isOver) leave('over');
  }, [isOver]);
  return (
    <div class="imp" role="region" aria-label={text.label}>
      <Icon shape={icons.impersonate} />
      <p>
        <b>{text.sees(by, username)}</b>{' '}
        <span class="num">{text.until(clock.format(until), clockTime(left))}</span> {text.limits}{' '}
        {text.reason(reason)}
      </p>
      <ActButton action={ending} busyText={text.busy} onClick={() => ending.run()}>
        {text.end}
      </ActButton>
    </div>
  );
}
