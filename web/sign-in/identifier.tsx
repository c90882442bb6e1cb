import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../ui/action.js';
import { Banner, FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { wasEnded } from '../ui/ended.js';
import { failureOf, type Failure } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { go, Link, useQuery } from '../ui/location.js';
import { useOnline } from '../ui/online.js';
import { Card, toContinue } from './card.js';
import { isRedirectUnknown } from './onward.js';
import type { Enter, Service } from './service.js';
import { Social } from './social.js';
import { words } from './words.js';

interface IdentifierProps {
  readonly service: Service;
  readonly identifier: string;
  readonly onIdentifier: (identifier: string) => void;
  readonly enter: Enter;
  /** What the sign-in is for. */
  readonly children?: ComponentChildren;
}

/** Who signs in: a name, or a passkey, which needs none. */
export function IdentifierStep(props: IdentifierProps) {
  const { service, identifier, onIdentifier, enter, children } = props;
  const { passkeys, byEmail } = service;
  const isOnline = useOnline();
  const { byButton, failing } = usePasskeys(passkeys, enter);
  const aside = (
    <>
      {words.identifier.newHere} <Link to={{ step: 'sign-up' }}>{words.identifier.create}</Link>
    </>
  );
  return (
    <Card title={words.signIn} text={toContinue} aside={aside}>
      {children}
      {wasEnded && (
        <Banner tone="info" icon={icons.leave} title={words.ended}>
          {words.endedText}
        </Banner>
      )}
      {isRedirectUnknown && (
        <Banner tone="warn" icon={icons.triangle} title={words.redirectUnknown}>
          {words.redirectUnknownText}
        </Banner>
      )}
      <Problem />
      <FailureBanner action={failing} sentences={words.passkeyErrors} />
      <form class="auth-form" onSubmit={onSubmit(() => go({ step: 'password' }))}>
        <Field
          name="identifier"
          label={byEmail ? words.identifier.email : words.identifier.username}
          value={identifier}
          onValue={onIdentifier}
          autocomplete={passkeys === undefined ? 'username' : 'username webauthn'}
          autocapitalize="none"
          spellcheck={false}
          {...(byEmail ? { type: 'email' } : {})}
          {...(passkeys === undefined ? {} : { hint: words.identifier.hint })}
        />
        <Button type="submit" look="primary" wide disabled={!isOnline}>
          {words.goOn}
        </Button>
        {passkeys !== undefined && (
          <ActButton
            action={byButton}
            busyText={words.busy.wait}
            wide
            onClick={() => byButton.run()}
          >
            <Icon shape={icons.passkey} />
            {words.identifier.passkey}
          </ActButton>
        )}
        {failing.failure?.kind === 'refused' && (
          <Link to={{ step: 'recover' }}>{words.identifier.lost}</Link>
        )}
        <SlowNote action={byButton} />
        {children === undefined && <Social providers={service.providers} />}
      </form>
    </Card>
  );
}

/** Why a sign-in by a provider came to nothing: a name in the address, and our own words for it. */
function Problem() {
  const problem = useQuery().get('problem');
  if (problem === null) return null;
  const known = Object.entries(words.providerErrors).find(([name]) => name === problem);
  return (
    <Banner tone="danger" icon={icons.warning} title={words.providerFailed} isAlert>
      {known?.[1] ?? words.providerOther}
    </Banner>
  );
}

/** The button, and the list of the field: both are ready before the click, which Safari asks for. */
function usePasskeys(passkeys: Service['passkeys'], enter: Enter) {
  const byButton = useAction(async () => {
    const outcome = await passkeys?.signIn();
    if (outcome !== undefined) enter(outcome);
  });
  const inList = usePasskeyList(passkeys, enter);
  const failing =
    byButton.failure === undefined ? { failure: inList, nextTry: undefined } : byButton;
  return { byButton, failing };
}

const listPause = 10_000;

/** @returns why a passkey of the list was refused. Without a service or a network there is no list, and a later try. */
function usePasskeyList(passkeys: Service['passkeys'], enter: Enter): Failure | undefined {
  const [refused, setRefused] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = passkeys?.autofill(enter, (error) => {
      const failure = failureOf(error);
      if (failure.kind === 'refused') setRefused(failure);
      else timer = setTimeout(() => setTurn(turn + 1), listPause);
    });
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [passkeys, turn]);
  return refused;
}
