import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction, type Action } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { failureOf, isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { session } from '../ui/session.js';
import { Card, toContinue } from './card.js';
import { errorIn, NewPasswordField, passwordReasons } from './new-password-field.js';
import { RecoveryCodes } from './recovery-codes.js';
import type { Enter, Service } from './service.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

interface SignUpProps {
  readonly service: Service;
  readonly enter: Enter;
}

/** Which field shows a refusal. */
const reasonsOf = {
  username: ['USERNAME_TAKEN', 'USERNAME_INVALID', 'USERNAME_MISSING'],
  email: ['EMAIL_INVALID', 'EMAIL_MISSING'],
  password: passwordReasons,
} as const;
const ofFields = Object.values(reasonsOf).flat();

/** A new account, by a password or a passkey. The rules are those of `serverInfo`. */
export function SignUpStep({ service, enter }: SignUpProps) {
  const [names, setNames] = useState({ username: '', email: '' });
  const [password, setPassword] = useState('');
  const { byPassword, byPasskey, codes } = useSignUp(service, enter, { names, password });
  if (codes !== undefined) return codes;

  const failing = byPasskey.failure === undefined ? byPassword : byPasskey;
  const errorOf = (field: keyof typeof reasonsOf) =>
    failing.isUncertain && isRefusal(failing.failure, 'USERNAME_TAKEN') && field === 'username'
      ? stepWords.signUp.perhapsYours
      : errorIn(failing, reasonsOf[field]);
  const isBusy = byPassword.isBusy || byPasskey.isBusy;
  /** What was refused has changed. */
  const changing =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      byPassword.clear();
      byPasskey.clear();
    };
  const aside = (
    <>
      {stepWords.signUp.have} <Link to={{ step: undefined }}>{words.signIn}</Link>
    </>
  );
  return (
    <Card title={stepWords.signUp.title} text={toContinue} aside={aside}>
      <FailureBanner action={failing} except={ofFields} sentences={words.passkeyErrors} />
      <form class="auth-form" onSubmit={onSubmit(() => byPassword.run())}>
        <NameFields
          {...{ service, names, errorOf }}
          onNames={changing(setNames)}
          readOnly={isBusy}
        />
        <NewPasswordField
          label={stepWords.signUp.password}
          value={password}
          least={service.password.minLength}
          onValue={changing(setPassword)}
          readOnly={isBusy}
          error={errorOf('password')}
        />
        <Buttons {...{ byPassword, byPasskey }} hasPasskeys={service.passkeys !== undefined} />
        <SlowNote action={byPassword} />
      </form>
    </Card>
  );
}

const nothing = () => undefined;

interface Typed {
  readonly names: Names;
  readonly password: string;
}

function useSignUp(service: Service, enter: Enter, { names, password }: Typed) {
  const [codes, setCodes] = useState<ComponentChildren>();
  const given = namesOf(names, service);
  const byPassword = useAction(async (_, isUncertain) => {
    try {
      const user = await session.register({ ...given, password });
      enter({ status: 'signedIn', user });
    } catch (error) {
      // The account may be there since the try that had no answer.
      const isOwn = isUncertain && isRefusal(failureOf(error), 'USERNAME_TAKEN');
      const { username = '' } = given;
      const outcome =
        isOwn && (await session.signIn({ password: { username, password } }).catch(nothing));
      if (!outcome) throw error;
      enter(outcome);
    }
  });
  const byPasskey = useAction(async () => {
    const signedUp = await service.passkeys?.signUp(given);
    if (signedUp === undefined) return;
    const done = () => enter({ status: 'signedIn', user: signedUp.user });
    if (signedUp.recoveryCodes === null) done();
    else setCodes(<RecoveryCodes codes={signedUp.recoveryCodes} done={done} />);
  });
  return { byPassword, byPasskey, codes };
}

interface ButtonsProps {
  readonly byPassword: Action<void>;
  readonly byPasskey: Action<void>;
  readonly hasPasskeys: boolean;
}

function Buttons({ byPassword, byPasskey, hasPasskeys }: ButtonsProps) {
  return (
    <>
      <ActButton
        type="submit"
        action={byPassword}
        busyText={words.busy.create}
        look="primary"
        wide
        disabled={byPasskey.isBusy}
      >
        {stepWords.signUp.create}
      </ActButton>
      {hasPasskeys && (
        <ActButton
          action={byPasskey}
          busyText={words.busy.wait}
          wide
          disabled={byPassword.isBusy}
          onClick={() => byPasskey.run()}
        >
          <Icon shape={icons.passkey} />
          {stepWords.signUp.passkey}
        </ActButton>
      )}
    </>
  );
}

interface Names {
  readonly username: string;
  readonly email: string;
}

/** What was typed; where there are no usernames, the address alone. */
function namesOf({ username, email }: Names, { byEmail }: Service) {
  return {
    ...(byEmail || username === '' ? {} : { username }),
    ...(email === '' ? {} : { email }),
  };
}

interface NameFieldsProps {
  readonly service: Service;
  readonly names: Names;
  readonly onNames: (names: Names) => void;
  readonly errorOf: (field: 'username' | 'email') => string | undefined;
  readonly readOnly: boolean;
}

function NameFields({ service, names, onNames, errorOf, readOnly }: NameFieldsProps) {
  const { byEmail, usernames } = service;
  return (
    <>
      {!byEmail && (
        <Field
          name="username"
          label={stepWords.signUp.username}
          value={names.username}
          onValue={(username) => onNames({ ...names, username })}
          hint={stepWords.signUp.usernameHint}
          error={errorOf('username')}
          isOptional={usernames === 'OPTIONAL' && names.email !== ''}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          readOnly={readOnly}
        />
      )}
      <Field
        name="email"
        type="email"
        label={stepWords.signUp.email}
        value={names.email}
        onValue={(email) => onNames({ ...names, email })}
        {...(service.hasMail ? { hint: stepWords.signUp.emailHint } : {})}
        error={errorOf('email')}
        isOptional={!byEmail && (usernames === 'REQUIRED' || names.username !== '')}
        autocomplete={byEmail ? 'username' : 'email'}
        readOnly={readOnly}
      />
    </>
  );
}
