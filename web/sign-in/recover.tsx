import { useState } from 'preact/hooks';
import {
  BeginAccountRecoveryDocument,
  type BeginAccountRecoveryMutation,
} from '../generated/sign-in.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { ask, session } from '../ui/session.js';
import { exactTime } from '../ui/time.js';
import { Card } from './card.js';
import { recoverWords } from './recover-words.js';
import type { Enter } from './service.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

interface RecoverProps {
  readonly enter: Enter;
}

type Recovery = BeginAccountRecoveryMutation['beginAccountRecovery'];

/** The way back into an account that has nothing but passkeys: a recovery code, and the time that its owner is given. */
export function RecoverStep({ enter }: RecoverProps) {
  const [input, setInput] = useState({ username: '', code: '' });
  const [recovery, setRecovery] = useState<Recovery>();
  const action = useAction(async () => {
    const { beginAccountRecovery: begun } = await ask(BeginAccountRecoveryDocument, { input });
    if (Date.parse(begun.opensAt) > Date.now()) setRecovery(begun);
    else enter(await session.signIn({ recoveryCode: input }));
  });
  if (recovery !== undefined) return <Waits recovery={recovery} />;
  const isWrong = isRefusal(action.failure, 'CODE_INVALID');
  const change = (changed: Partial<typeof input>) => {
    setInput({ ...input, ...changed });
    action.clear();
  };
  return (
    <Card title={recoverWords.title} text={recoverWords.text} aside={<Back />}>
      <FailureBanner action={action} except={['CODE_INVALID']} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <Field
          name="username"
          label={stepWords.signUp.username}
          value={input.username}
          onValue={(username) => change({ username })}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          readOnly={action.isBusy}
        />
        <Field
          name="recovery"
          label={stepWords.second.recovery}
          value={input.code}
          onValue={(code) => change({ code })}
          hint={stepWords.second.recoveryHint}
          error={isWrong ? recoverWords.wrong : undefined}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          placeholder="XXXX-XXXX-XXXX-XXXX"
          readOnly={action.isBusy}
        />
        <ActButton type="submit" action={action} busyText={words.busy.check} look="primary" wide>
          {words.goOn}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}

const Back = () => <Link to={{ step: undefined }}>{words.back}</Link>;

function Waits({ recovery: { opensAt, expiresAt } }: { readonly recovery: Recovery }) {
  return (
    <Card
      key="waits"
      title={recoverWords.begun}
      icon={icons.clock}
      text={recoverWords.begunText(exactTime(opensAt), exactTime(expiresAt))}
      isStatus
      aside={<Back />}
    />
  );
}
