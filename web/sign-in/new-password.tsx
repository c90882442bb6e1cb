import { useState } from 'preact/hooks';
import { AcceptInvitationDocument, ResetPasswordDocument } from '../generated/sign-in.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { addressOf, pageName } from '../ui/page.js';
import { ask } from '../ui/session.js';
import { Card } from './card.js';
import { Used } from './link-page.js';
import { forgetToken, type Service } from './service.js';
import { errorIn, NewPasswordField, passwordReasons } from './new-password-field.js';
import { linkWords } from './link-words.js';
import { words } from './words.js';

interface NewPasswordProps {
  readonly token: string;
  readonly service: Service;
}

const { link } = linkWords;

const texts = {
  'reset-password': {
    title: link.newPassword,
    text: link.newPasswordText,
    label: link.newPasswordLabel,
    done: link.passwordSet,
    doneText: link.passwordSetText,
  },
  'accept-invitation': {
    title: link.welcome,
    text: link.welcomeText(),
    label: words.password.label,
    done: link.ready,
    doneText: link.readyText,
  },
};

/** Sets a password by the link of a reset, or of an invitation. */
export function NewPasswordPage({ token, service }: NewPasswordProps) {
  const isReset = pageName === 'reset-password';
  const text = texts[isReset ? 'reset-password' : 'accept-invitation'];
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const action = useAction(
    async () => {
      const document = isReset ? ResetPasswordDocument : AcceptInvitationDocument;
      await ask<unknown, { token: string; newPassword: string }>(document, { token, newPassword });
      forgetToken();
      setDone(true);
    },
    { retries: true },
  );
  if (isDone) {
    return (
      <Card key="done" title={text.done} icon={icons.check} tone="ok" text={text.doneText} isStatus>
        <div class="auth-form">
          <a class="btn primary wide" href={addressOf('login')}>
            {words.signIn}
          </a>
        </div>
      </Card>
    );
  }
  if (isRefusal(action.failure, 'LINK_INVALID')) {
    const again = isReset ? { again: addressOf('login?step=forgot') } : {};
    return <Used text={link.usedPassword} {...again} />;
  }
  return (
    <Card title={text.title} text={text.text}>
      <FailureBanner action={action} except={passwordReasons} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <NewPasswordField
          label={text.label}
          value={newPassword}
          least={service.password.minLength}
          onValue={(typed) => {
            setNewPassword(typed);
            action.clear();
          }}
          readOnly={action.isBusy}
          error={errorIn(action, passwordReasons)}
        />
        <ActButton type="submit" action={action} busyText={words.busy.set} look="primary" wide>
          {link.setPassword}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}
