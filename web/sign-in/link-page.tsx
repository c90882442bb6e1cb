import { useState } from 'preact/hooks';
import type { SignInChallenge } from '../../src/client/index.js';
import {
  CancelFactorResetDocument,
  DenySignInDocument,
  type DenySignInMutation,
} from '../generated/sign-in.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { addressOf, pageName } from '../ui/page.js';
import { ask, session } from '../ui/session.js';
import { Card } from './card.js';
import { NewPasswordPage } from './new-password.js';
import { Onward } from './onward.js';
import { SecondStep } from './second-step.js';
import { forgetToken, linkToken, nameOf, type Enter, type Service } from './service.js';
import { VerifyPage } from './verify.js';
import { linkWords } from './link-words.js';
import { words } from './words.js';

// Another link that is opened in this tab changes the fragment alone.
addEventListener('hashchange', () => location.reload());

/**
 * Where a mailed link leads. It acts on a button, as mail scanners open links; the token is in the fragment, so that it
 * is in no log.
 */
export function LinkPage({ service }: { readonly service: Service }) {
  if (linkToken === null) {
    return (
      <Card
        title={linkWords.link.noToken}
        icon={icons.envelope}
        text={linkWords.link.noTokenText}
        aside={<ToSignIn />}
      />
    );
  }
  if (pageName === 'sign-in') return <MailLink token={linkToken} service={service} />;
  if (pageName === 'keep-factors') return <KeepFactors token={linkToken} />;
  if (pageName === 'deny-sign-in') return <DenySignIn token={linkToken} />;
  if (pageName === 'verify-email') return <VerifyPage token={linkToken} service={service} />;
  return <NewPasswordPage token={linkToken} service={service} />;
}

export function ToSignIn() {
  return <a href={addressOf('login')}>{words.back}</a>;
}

interface LinkProps {
  readonly token: string;
  readonly service: Service;
}

function MailLink({ token, service }: LinkProps) {
  const [challenge, setChallenge] = useState<SignInChallenge>();
  const [name, setName] = useState<string>();
  const enter: Enter = (outcome) => {
    if (outcome.status === 'challenge') {
      setChallenge(outcome);
      return;
    }
    forgetToken();
    setName(nameOf(outcome.user, service));
  };
  const action = useAction(async () => enter(await session.signIn({ emailToken: token })), {
    retries: true,
  });
  if (name !== undefined) return <Onward name={name} isNew />;
  if (challenge !== undefined) {
    const restart = () => location.assign(addressOf('login'));
    return <SecondStep {...{ service, challenge, enter, restart }} />;
  }
  if (isRefusal(action.failure, 'LINK_INVALID')) return <Used />;
  return (
    <Card
      title={linkWords.link.mailTitle}
      pageTitle={words.signIn}
      icon={icons.envelope}
      text={linkWords.link.mailText}
      aside={linkWords.link.notYou}
    >
      <FailureBanner action={action} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <ActButton type="submit" action={action} busyText={words.busy.signIn} look="primary" wide>
          {words.signIn}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}

/** Of the mail about a reset that an administrator was asked for. */
function KeepFactors({ token }: Pick<LinkProps, 'token'>) {
  const [isDone, setDone] = useState(false);
  const action = useAction(
    async () => {
      await ask(CancelFactorResetDocument, { token });
      forgetToken();
      setDone(true);
    },
    { retries: true },
  );
  if (isDone) {
    const { kept, keptText } = linkWords.link;
    return (
      <Card
        key="done"
        title={kept}
        icon={icons.check}
        tone="ok"
        text={keptText}
        isStatus
        aside={<ToSignIn />}
      />
    );
  }
  if (isRefusal(action.failure, 'LINK_INVALID')) return <Used />;
  return (
    <Card title={linkWords.link.keep} icon={icons.shield} text={linkWords.link.keepText}>
      <FailureBanner action={action} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <ActButton type="submit" action={action} busyText={words.busy.keep} look="primary" wide>
          {linkWords.link.cancelReset}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}

/** Of the mail about a sign-in on a new device. */
function DenySignIn({ token }: Pick<LinkProps, 'token'>) {
  const [denial, setDenial] = useState<DenySignInMutation['denySignIn']>();
  const action = useAction(async () => {
    const { denySignIn } = await ask(DenySignInDocument, { token });
    forgetToken();
    setDenial(denySignIn);
  });
  if (denial !== undefined) {
    const { deniedText, deniedMail, deniedRest } = linkWords.link;
    const mailed = denial.passwordResetSent && deniedMail;
    // A thief may have added what no new password takes away.
    const text = [deniedText(denial.sessionsEnded), mailed, deniedRest];
    return (
      <Card
        key="done"
        title={linkWords.link.denied}
        icon={icons.check}
        tone="ok"
        text={text.filter(Boolean).join(' ')}
        isStatus
        aside={<ToSignIn />}
      />
    );
  }
  if (isRefusal(action.failure, 'LINK_INVALID')) return <Used />;
  return (
    <Card title={linkWords.link.deny} icon={icons.shield} text={linkWords.link.denyText}>
      <FailureBanner action={action} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <ActButton type="submit" action={action} busyText={words.busy.leave} look="primary" wide>
          {linkWords.link.denyButton}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}

interface UsedProps {
  readonly text?: string;
  /** Where a new link can be asked for. */
  readonly again?: string;
}

export function Used({ text = linkWords.link.usedText, again }: UsedProps) {
  return (
    <Card
      key="used"
      title={linkWords.link.used}
      icon={icons.clock}
      tone="warn"
      text={text}
      isStatus
      aside={<ToSignIn />}
    >
      {again !== undefined && (
        <div class="auth-form">
          <a class="btn primary wide" href={again}>
            {linkWords.link.newLink}
          </a>
        </div>
      )}
    </Card>
  );
}
