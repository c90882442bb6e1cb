import { useEffect, useState } from 'preact/hooks';
import {
  createRedirectSignIn,
  type LoginOutcome,
  type UsernameNeeded,
} from '../../src/client/redirect.js';
import type { SignInChallenge } from '../../src/client/index.js';
import { AuthgraphError } from '../../src/client/result.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { Field } from '../ui/field.js';
import { addressOf } from '../ui/page.js';
import { session } from '../ui/session.js';
import { Card } from './card.js';
import { errorIn } from './new-password-field.js';
import { SecondStep } from './second-step.js';
import type { Service } from './service.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

/** Before the address is another one. */
const login = addressOf('login');

/** What a provider has brought: it is read once, when the page is loaded. */
const redirect = createRedirectSignIn(session, { redirectUri: login });
const brought = redirect.completeLogin();
// It is looked at below.
brought.catch(() => undefined);

/** The page as it was before the user left it, with the session, or with what went wrong. */
function goBack(returnTo: string, problem?: string): void {
  const url = new URL(returnTo, location.origin);
  if (problem === undefined) url.searchParams.delete('problem');
  else url.searchParams.set('problem', problem);
  location.replace(url.href);
}

/** Goes on where a provider of identity has led back to. */
export function SocialReturn({ service }: { readonly service: Service }) {
  const [challenge, setChallenge] = useState<SignInChallenge & { returnTo: string }>();
  const [unnamed, setUnnamed] = useState<UsernameNeeded & { returnTo: string }>();
  const take = (outcome: LoginOutcome | null) => {
    if (outcome?.status === 'challenge') setChallenge(outcome);
    else if (outcome?.status === 'usernameNeeded') setUnnamed(outcome);
    else goBack(outcome?.returnTo ?? login);
  };
  const finish = useAction(() =>
    brought.then(take, (error: unknown) => {
      // The code is in no address any more: what is left is the page that the user came from.
      const reason = error instanceof AuthgraphError ? error.reason : undefined;
      // A sign-in that did not begin in this tab has no such page.
      const page = reason === 'LOGIN_UNKNOWN' ? login : location.href;
      goBack(page, reason ?? 'PROVIDER_UNAVAILABLE');
    }),
  );
  useEffect(() => finish.run(), []);

  if (challenge !== undefined) {
    const restart = () => location.replace(challenge.returnTo);
    const enter = () => goBack(challenge.returnTo);
    return <SecondStep {...{ service, challenge, enter, restart }} />;
  }
  if (unnamed !== undefined) return <ChooseUsername {...{ unnamed, take }} />;
  return (
    <Card title={words.busy.signIn} pageTitle={words.signIn}>
      <SlowNote action={finish} />
    </Card>
  );
}

const ofUsername = ['USERNAME_TAKEN', 'USERNAME_INVALID', 'USERNAME_MISSING'];

interface ChooseProps {
  readonly unnamed: UsernameNeeded;
  readonly take: (outcome: LoginOutcome) => void;
}

/** A new account of a provider, where people have usernames. */
function ChooseUsername({ unnamed, take }: ChooseProps) {
  const [username, setUsername] = useState('');
  const action = useAction(async () => take(await unnamed.choose(username)));
  return (
    <Card title={words.identifier.chooseTitle} text={words.identifier.chooseText}>
      <FailureBanner action={action} except={ofUsername} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <Field
          name="username"
          label={stepWords.signUp.username}
          value={username}
          onValue={(typed) => {
            setUsername(typed);
            action.clear();
          }}
          hint={stepWords.signUp.usernameHint}
          error={errorIn(action, ofUsername)}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          readOnly={action.isBusy}
        />
        <ActButton type="submit" action={action} busyText={words.busy.create} look="primary" wide>
          {stepWords.signUp.create}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}
