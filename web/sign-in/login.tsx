import { useEffect, useState } from 'preact/hooks';
import type { SignInChallenge } from '../../src/client/index.js';
import { go, useQuery } from '../ui/location.js';
import { useSession } from '../ui/session.js';
import { IdentifierStep } from './identifier.js';
import { isLazyStep, LazyStep, loadStep, secondStep, useShownStep } from './lazy-step.js';
import { Onward } from './onward.js';
import { PasswordStep } from './password.js';
import { nameOf, type Enter, type Service } from './service.js';

/** `/login`: the step is in the address, so that the browser's way back leads one step back. */
export function Login({ service }: { readonly service: Service }) {
  const asked = useQuery().get('step');
  const state = useSession();
  const [identifier, onIdentifier] = useState('');
  const [challenge, setChallenge] = useState<SignInChallenge>();
  const [isDone, setDone] = useState(false);
  const ofAddress = asked === secondStep ? null : asked;
  const { step, load } = useShownStep(challenge === undefined ? ofAddress : secondStep);
  useEffect(() => setChallenge(undefined), [asked]);
  useEffect(() => {
    // It may be next, and then nobody waits for it.
    if (step === 'password' || step === 'mail') loadStep(secondStep).catch(() => undefined);
  }, [step]);

  const enter: Enter = (outcome) => {
    if (outcome.status === 'challenge') setChallenge(outcome);
    else setDone(true);
  };
  const restart = () => {
    setChallenge(undefined);
    go({ step: undefined });
  };

  if (state.status === 'signedIn' && (isDone || !isUnderway(asked))) {
    return <Onward name={nameOf(state.user, service)} isNew={isDone} />;
  }
  if (isLazyStep(step)) {
    const props = { service, identifier, onIdentifier, enter, challenge, restart };
    return <LazyStep key={step} {...props} {...{ step, load }} />;
  }
  if (step === 'password' && identifier !== '') {
    return <PasswordStep {...{ service, identifier, enter }} />;
  }
  return <IdentifierStep {...{ service, identifier, onIdentifier, enter }} />;
}

/** Signing up shows recovery codes when the session has begun already. */
function isUnderway(step: string | null): boolean {
  return step === 'sign-up';
}
