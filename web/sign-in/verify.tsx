import { useState } from 'preact/hooks';
import type { SignInChallenge } from '../../src/client/index.js';
import { VerifyEmailDocument } from '../generated/sign-in.js';
import { useAction } from '../ui/action.js';
import { Banner, FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { addressOf, hasAccountPage } from '../ui/page.js';
import { session, useSession } from '../ui/session.js';
import { Card } from './card.js';
import { IdentifierStep } from './identifier.js';
import { PasswordStep } from './password.js';
import { SecondStep } from './second-step.js';
import { forgetToken, nameOf, type Enter, type Service } from './service.js';
import { linkWords } from './link-words.js';
import { words } from './words.js';
import { go, useQuery } from '../ui/location.js';

interface VerifyProps {
  readonly token: string;
  readonly service: Service;
}

const { link } = linkWords;

/** Confirms an address: that takes the mailbox, and the account that asked for the link. */
export function VerifyPage({ token, service }: VerifyProps) {
  const state = useSession();
  const [isDone, setDone] = useState(false);
  const confirm = useAction(
    async () => {
      await session.request(VerifyEmailDocument, { token });
      forgetToken();
      setDone(true);
    },
    { retries: true },
  );
  if (isDone) return <Confirmed />;
  if (state.status !== 'signedIn') return <SignInFirst service={service} />;
  const name = nameOf(state.user, service);
  if (isRefusal(confirm.failure, 'LINK_INVALID')) return <OtherAccount name={name} />;
  return (
    <Card title={link.verify} icon={icons.envelope} text={link.verifyText(name)}>
      <FailureBanner action={confirm} />
      <form class="auth-form" onSubmit={onSubmit(() => confirm.run())}>
        <ActButton type="submit" action={confirm} busyText={words.busy.confirm} look="primary" wide>
          {link.confirm}
        </ActButton>
        <SlowNote action={confirm} />
      </form>
    </Card>
  );
}

function Confirmed() {
  return (
    <Card
      key="done"
      title={link.confirmed}
      icon={icons.check}
      tone="ok"
      text={link.confirmedText}
      isStatus
    >
      {hasAccountPage && (
        <div class="auth-form">
          <a class="btn primary wide" href={addressOf('account')}>
            {words.toAccount}
          </a>
        </div>
      )}
    </Card>
  );
}

/** The link stays good: its token is in the fragment all the while. */
function SignInFirst({ service }: Pick<VerifyProps, 'service'>) {
  const isAtPassword = useQuery().get('step') === 'password';
  const [identifier, setIdentifier] = useState('');
  const [challenge, setChallenge] = useState<SignInChallenge>();
  const enter: Enter = (outcome) => {
    if (outcome.status === 'challenge') setChallenge(outcome);
  };
  const restart = () => {
    setChallenge(undefined);
    go({ step: undefined });
  };
  if (challenge !== undefined) return <SecondStep {...{ service, challenge, enter, restart }} />;
  if (isAtPassword && identifier !== '') {
    return <PasswordStep {...{ service, identifier, enter }} />;
  }
  return (
    <IdentifierStep {...{ service, identifier, enter }} onIdentifier={setIdentifier}>
      <Banner icon={icons.envelope} title={link.verify} tone="info">
        {link.verifySignIn}
      </Banner>
    </IdentifierStep>
  );
}

function OtherAccount({ name }: { readonly name: string }) {
  const leave = useAction(() => session.logout());
  const stay = () => location.assign(addressOf(hasAccountPage ? 'account' : 'login'));
  return (
    <Card
      key="other"
      title={link.other}
      pageTitle={link.verify}
      icon={icons.person}
      tone="warn"
      text={link.otherText(name)}
      isStatus
    >
      <FailureBanner action={leave} />
      <form class="auth-form" onSubmit={onSubmit(() => leave.run())}>
        <ActButton type="submit" action={leave} busyText={words.busy.leave} look="primary" wide>
          {link.otherSignIn}
        </ActButton>
        <Button look="quiet" wide onClick={stay}>
          {link.otherStay(name)}
        </Button>
      </form>
    </Card>
  );
}
