import { useEffect, useLayoutEffect } from 'preact/hooks';
import { CreateHandoffDocument } from '../generated/sign-in.js';
import { useAction, type Action } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { addressOf, application, hasAccountPage, hasAdminPage } from '../ui/page.js';
import { ask, session } from '../ui/session.js';
import { Card } from './card.js';
import { words } from './words.js';

const query = new URLSearchParams(location.search);

/** Whether an application has sent someone here with an address that the service does not know. */
export const isRedirectUnknown = query.has('redirect_uri') && application === undefined;

/** The page of the service that has asked for the sign-in, or else the user's account. */
const ownPage =
  hasAdminPage && query.get('to') === 'admin' ? 'admin' : hasAccountPage ? 'account' : undefined;

interface OnwardProps {
  readonly name: string;
  /** Whether the user has signed in on this page, just now: that was the click. */
  readonly isNew: boolean;
}

/** Where a sign-in ends: at the application or the page that asked for it, at the user's account, or, without it, here. */
export function Onward(props: OnwardProps) {
  if (application !== undefined) return <ToApplication {...props} application={application} />;
  return ownPage === undefined ? <Here {...props} /> : <ToPage page={ownPage} />;
}

function ToPage({ page }: { readonly page: string }) {
  useLayoutEffect(() => location.replace(addressOf(page)), []);
  return <section class="auth-card" />;
}

function Here({ name }: Pick<OnwardProps, 'name'>) {
  return (
    <Card
      title={words.done.title}
      icon={icons.check}
      tone="ok"
      text={words.done.text(name)}
      isStatus
    >
      <div class="auth-form">
        <a class="btn wide" href={addressOf('logout')}>
          {words.signOut}
        </a>
      </div>
    </Card>
  );
}

interface ToApplicationProps extends OnwardProps {
  readonly application: string;
}

/** Someone who was signed in before has to agree: otherwise any site could sign users in without their knowledge. */
function ToApplication({ name, isNew, application: to }: ToApplicationProps) {
  const hand = useAction(
    async () => {
      const { createHandoff } = await ask(CreateHandoffDocument, {
        redirectUri: query.get('redirect_uri') ?? '',
        codeChallenge: query.get('code_challenge') ?? '',
        state: query.get('state'),
      });
      location.assign(createHandoff.redirectUrl);
      // Until the page is left, the button stays busy.
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    },
    { retries: true },
  );
  useEffect(() => {
    if (isNew) hand.run();
  }, [isNew]);
  return <Agree {...{ name, to, hand }} />;
}

interface AgreeProps {
  readonly name: string;
  readonly to: string;
  readonly hand: Action<void>;
}

function Agree({ name, to, hand }: AgreeProps) {
  const leave = useAction(() => session.logout());
  return (
    <Card title={words.onward.title(name)} text={words.onward.text(to)}>
      <FailureBanner action={hand} />
      <form class="auth-form" onSubmit={onSubmit(() => hand.run())}>
        <ActButton type="submit" action={hand} busyText={words.busy.go} look="primary" wide>
          {words.goOn}
        </ActButton>
        <SlowNote action={hand} />
        <ActButton
          action={leave}
          busyText={words.busy.leave}
          look="quiet"
          wide
          disabled={hand.isBusy}
          onClick={() => leave.run()}
        >
          {words.onward.other}
        </ActButton>
      </form>
    </Card>
  );
}
