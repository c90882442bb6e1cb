import { useState } from 'preact/hooks';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import { HiddenUsername, PasswordField } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { go, Link } from '../ui/location.js';
import { session } from '../ui/session.js';
import { Card } from './card.js';
import type { Enter, Service } from './service.js';
import { words } from './words.js';

interface PasswordProps {
  readonly service: Service;
  readonly identifier: string;
  readonly enter: Enter;
}

const wrong = 'INVALID_CREDENTIALS';

export function PasswordStep({ service, identifier, enter }: PasswordProps) {
  const { byEmail, hasMail } = service;
  const [password, setPassword] = useState('');
  // Trying again makes another session at worst, of the same user on the same device.
  const action = useAction(
    async () => enter(await session.signIn({ password: { username: identifier, password } })),
    { retries: true },
  );
  const type = (text: string) => {
    setPassword(text);
    if (isRefusal(action.failure, wrong)) action.clear();
  };
  const forgot = <Link to={{ step: 'forgot' }}>{words.password.forgot}</Link>;
  return (
    <Card title={words.password.title}>
      <Who name={identifier} />
      <FailureBanner action={action} except={[wrong]} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <HiddenUsername value={identifier} />
        <PasswordField
          name="password"
          label={words.password.label}
          autocomplete="current-password"
          value={password}
          onValue={type}
          readOnly={action.isBusy}
          {...(hasMail ? { beside: forgot } : {})}
          {...(isRefusal(action.failure, wrong)
            ? { error: <WrongPassword byEmail={byEmail} hasMail={hasMail} /> }
            : {})}
        />
        <ActButton type="submit" action={action} busyText={words.busy.signIn} look="primary" wide>
          {words.signIn}
        </ActButton>
        <SlowNote action={action} />
        {hasMail && (
          <Button look="quiet" wide onClick={() => go({ step: 'mail' })}>
            <Icon shape={icons.envelope} />
            {words.password.mail}
          </Button>
        )}
      </form>
    </Card>
  );
}

/** Whose password is asked for, and the way back to another name. */
export function Who({ name }: { readonly name: string }) {
  return (
    <div class="who">
      <span class="avatar" aria-hidden="true">
        {name.slice(0, 1).toUpperCase()}
      </span>
      <span class="clip">{name}</span>
      <Link to={{ step: undefined }} class="tap">
        {words.password.change}
        <span class="vh">{words.password.changeWhat}</span>
      </Link>
    </div>
  );
}

function WrongPassword({ byEmail, hasMail }: Pick<Service, 'byEmail' | 'hasMail'>) {
  const { wrongName, wrongAddress, wrongOr, wrongLink, wrongEnd } = words.password;
  return (
    <>
      {byEmail ? wrongAddress : wrongName}
      {hasMail && (
        <>
          {wrongOr}
          <Link to={{ step: 'forgot' }}>{wrongLink}</Link>
        </>
      )}
      {wrongEnd}
    </>
  );
}
