import { useState } from 'preact/hooks';
import { RequestStepUpEmailDocument } from '../../src/client/index.js';
import { useAction, type Action } from './action.js';
import { FailureBanner, SlowNote } from './banner.js';
import { ActButton } from './button.js';
import { CodeField } from './code-field.js';
import { isRefusal } from './failure.js';
import { Field, PasswordField } from './field.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { session } from './session.js';
import type { StepUpWay } from './step-up.js';
import { stepUpWords as words } from './step-up-words.js';

/** What is proved by a text. */
export type TypedWay = Exclude<StepUpWay, 'passkey'>;

/** Reasons that the field shows itself. */
export const refusals = ['INVALID_CREDENTIALS', 'CODE_INVALID'];

interface ProofProps {
  readonly way: TypedWay;
  readonly proof: string;
  readonly setProof: (text: string) => void;
  readonly action: Action<string>;
}

/** The field of a way. */
export function Proof({ way, proof, setProof, action }: ProofProps) {
  const isWrong = isRefusal(action.failure, ...refusals);
  const field = {
    name: `step-up-${way}`,
    value: proof,
    onValue: (text: string) => {
      setProof(text);
      action.clear();
    },
    readOnly: action.isBusy,
  };
  const wrong = (text: string) => (isWrong ? { error: text } : {});
  if (way === 'password') {
    return (
      <PasswordField
        {...field}
        {...wrong(words.passwordWrong)}
        label={words.password}
        autocomplete="current-password"
      />
    );
  }
  if (way === 'totp') {
    return (
      <CodeField
        {...field}
        {...wrong(words.totpWrong)}
        label={words.totp}
        size={6}
        onFull={action.run}
      />
    );
  }
  if (way === 'emailCode')
    return <MailedCode {...field} {...wrong(words.emailWrong)} {...action} />;
  return (
    <Field
      {...field}
      {...wrong(words.recoveryWrong)}
      label={words.recoveryCode}
      hint={words.recoveryHint}
      autocomplete="off"
      autocapitalize="characters"
      spellcheck={false}
      placeholder="XXXX-XXXX-XXXX-XXXX"
    />
  );
}

interface MailedCodeProps extends Pick<Action<string>, 'run'> {
  readonly name: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly readOnly: boolean;
  readonly error?: string;
}

/** The mail is sent by a button, not by opening the dialog. */
function MailedCode({ name, value, onValue, readOnly, error, run }: MailedCodeProps) {
  const [isSent, setSent] = useState(false);
  const send = useAction(async () => {
    await session.request(RequestStepUpEmailDocument, {});
    setSent(true);
  });
  if (!isSent) {
    return (
      <>
        <FailureBanner action={send} />
        <ActButton action={send} busyText={words.sending} onClick={() => send.run()} wide>
          <Icon shape={icons.envelope} />
          {words.send}
        </ActButton>
        <SlowNote action={send} />
      </>
    );
  }
  return (
    <CodeField
      {...{ name, value, onValue, readOnly }}
      {...(error === undefined ? {} : { error })}
      label={words.emailCode}
      size={8}
      hint={words.emailSent}
      onFull={run}
    />
  );
}
