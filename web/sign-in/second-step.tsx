import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { FactorMethod, FactorProofInput, SignInChallenge } from '../../src/client/index.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { CodeField } from '../ui/code-field.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { session } from '../ui/session.js';
import { Card, Ways } from './card.js';
import type { Enter, Service } from './service.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

interface SecondStepProps {
  readonly service: Service;
  readonly challenge: SignInChallenge;
  readonly enter: Enter;
  /** Begins the sign-in again. */
  readonly restart: () => void;
}

interface MethodProps extends SecondStepProps {
  readonly others: ComponentChildren;
}

/** The best method of the user first; the others below. */
export function SecondStep(props: SecondStepProps) {
  const { challenge, service } = props;
  const methods = challenge.methods.filter(
    (each) => each in looks && (each !== 'PASSKEY' || service.passkeys !== undefined),
  );
  const [method, setMethod] = useState(methods[0] ?? 'RECOVERY_CODE');
  const ways = methods
    .filter((each) => each !== method)
    .map((each) => ({ ...looks[each], take: () => setMethod(each) }));
  const others = <Ways title={stepWords.second.others} ways={ways} />;
  if (method === 'TOTP') return <TotpStep key={method} {...props} others={others} />;
  if (method === 'PASSKEY') return <PasskeyStep key={method} {...props} others={others} />;
  return <RecoveryStep key={method} {...props} others={others} />;
}

const looks: Readonly<Record<FactorMethod, { icon: string; label: string }>> = {
  PASSKEY: { icon: icons.passkey, label: stepWords.second.passkey },
  TOTP: { icon: icons.phone, label: stepWords.second.useTotp },
  RECOVERY_CODE: { icon: icons.key, label: stepWords.second.useRecovery },
};

function useProof({ challenge, enter }: SecondStepProps) {
  return useAction(
    async (proof: FactorProofInput) => enter(await session.completeMfa(challenge.mfaToken, proof)),
    { retries: true },
  );
}

function Elsewhere({ restart }: Pick<SecondStepProps, 'restart'>) {
  return (
    <button type="button" class="as-link" onClick={restart}>
      {stepWords.second.someoneElse}
    </button>
  );
}

function TotpStep(props: MethodProps) {
  const [code, setCode] = useState('');
  const action = useProof(props);
  const isWrong = isRefusal(action.failure, 'CODE_INVALID');
  if (isRefusal(action.failure, 'MFA_TOKEN_INVALID')) return <Over {...props} />;
  return (
    <Card
      title={stepWords.second.title}
      pageTitle={stepWords.second.page}
      text={stepWords.second.totpText()}
      aside={<Elsewhere {...props} />}
    >
      <FailureBanner action={action} except={['CODE_INVALID']} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run({ totp: code }))}>
        <CodeField
          name="totp"
          label={stepWords.second.totp}
          size={6}
          value={code}
          onValue={(digits) => {
            setCode(digits);
            if (isWrong) action.clear();
          }}
          onFull={(digits) => action.run({ totp: digits })}
          readOnly={action.isBusy}
          {...(isWrong ? { error: stepWords.second.totpWrong } : {})}
        />
        <ActButton type="submit" action={action} busyText={words.busy.check} look="primary" wide>
          {words.goOn}
        </ActButton>
        <SlowNote action={action} />
      </form>
      {props.others}
    </Card>
  );
}

function RecoveryStep(props: MethodProps) {
  const [code, setCode] = useState('');
  const action = useProof(props);
  const isWrong = isRefusal(action.failure, 'CODE_INVALID');
  if (isRefusal(action.failure, 'MFA_TOKEN_INVALID')) return <Over {...props} />;
  return (
    <Card
      title={stepWords.second.recoveryTitle}
      pageTitle={stepWords.second.page}
      text={stepWords.second.recoveryText}
      aside={stepWords.second.recoveryNone}
    >
      <FailureBanner action={action} except={['CODE_INVALID']} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run({ recoveryCode: code }))}>
        <Field
          name="recovery"
          label={stepWords.second.recovery}
          value={code}
          onValue={(text) => {
            setCode(text);
            if (isWrong) action.clear();
          }}
          hint={stepWords.second.recoveryHint}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          placeholder="XXXX-XXXX-XXXX-XXXX"
          readOnly={action.isBusy}
          {...(isWrong ? { error: stepWords.second.recoveryWrong } : {})}
        />
        <ActButton type="submit" action={action} busyText={words.busy.check} look="primary" wide>
          {words.goOn}
        </ActButton>
        <SlowNote action={action} />
      </form>
      {props.others}
    </Card>
  );
}

function PasskeyStep(props: MethodProps) {
  const { challenge, enter, others, service } = props;
  const action = useAction(async () => {
    const outcome = await service.passkeys?.completeMfa(challenge);
    if (outcome !== undefined) enter(outcome);
  });
  if (isRefusal(action.failure, 'MFA_TOKEN_INVALID', 'CEREMONY_INVALID'))
    return <Over {...props} />;
  return (
    <Card
      title={stepWords.second.passkeyTitle}
      pageTitle={stepWords.second.page}
      icon={icons.passkey}
      text={action.isBusy ? stepWords.second.passkeyWaiting : stepWords.second.passkeyText}
      isStatus
      aside={<Elsewhere {...props} />}
    >
      <FailureBanner action={action} sentences={words.passkeyErrors} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run())}>
        <ActButton type="submit" action={action} busyText={words.busy.wait} look="primary" wide>
          <Icon shape={icons.passkey} />
          {stepWords.second.passkey}
        </ActButton>
      </form>
      {others}
    </Card>
  );
}

/** The challenge is too old, or was completed in another tab. */
function Over({ restart }: Pick<SecondStepProps, 'restart'>) {
  return (
    <Card
      title={stepWords.second.over}
      icon={icons.clock}
      tone="warn"
      text={stepWords.second.overText}
    >
      <form class="auth-form" onSubmit={onSubmit(restart)}>
        <Button type="submit" look="primary" wide>
          {words.signIn}
        </Button>
      </form>
    </Card>
  );
}
