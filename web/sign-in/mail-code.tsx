import { useState } from 'preact/hooks';
import { RequestLoginEmailDocument } from '../generated/sign-in.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { CodeField } from '../ui/code-field.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { ask, session } from '../ui/session.js';
import { clockTime, useCountdown } from '../ui/time.js';
import { Card } from './card.js';
import type { Enter } from './service.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

interface MailProps {
  readonly identifier: string;
  readonly onIdentifier: (identifier: string) => void;
  readonly enter: Enter;
}

/** Milliseconds until another mail may be asked for: the first one is on its way. */
export const mailPause = 30_000;

/** Signs in by a mail: first the address, then the code. */
export function MailStep({ identifier, onIdentifier, enter }: MailProps) {
  const [sentAt, setSentAt] = useState<number>();
  const [email, setEmail] = useState(identifier.includes('@') ? identifier : '');
  const send = useAction(
    async () => {
      await ask(RequestLoginEmailDocument, { email });
      onIdentifier(email);
      setSentAt(Date.now());
    },
    { retries: true },
  );
  if (sentAt !== undefined) {
    return <CodeStep email={email} enter={enter} sentAt={sentAt} again={() => send.run()} />;
  }
  return (
    <Card
      title={stepWords.mail.askTitle}
      text={stepWords.mail.askText}
      aside={<Link to={{ step: undefined }}>{words.back}</Link>}
    >
      <FailureBanner action={send} except={['EMAIL_INVALID']} />
      <form class="auth-form" onSubmit={onSubmit(() => send.run())}>
        <Field
          name="email"
          type="email"
          label={stepWords.mail.address}
          autocomplete="email"
          value={email}
          onValue={(text) => {
            setEmail(text);
            send.clear();
          }}
          readOnly={send.isBusy}
          {...(isRefusal(send.failure, 'EMAIL_INVALID')
            ? { error: stepWords.signUp.errors['EMAIL_INVALID'] }
            : {})}
        />
        <ActButton type="submit" action={send} busyText={words.busy.send} look="primary" wide>
          {stepWords.mail.send}
        </ActButton>
        <SlowNote action={send} />
      </form>
    </Card>
  );
}

interface CodeStepProps {
  readonly email: string;
  readonly sentAt: number;
  readonly again: () => void;
  readonly enter: Enter;
}

function CodeStep({ email, sentAt, again, enter }: CodeStepProps) {
  const [code, setCode] = useState('');
  const action = useAction(
    async (digits: string) => enter(await session.signIn({ emailCode: { email, code: digits } })),
    { retries: true },
  );
  const isWrong = isRefusal(action.failure, 'CODE_INVALID');
  return (
    <Card
      title={stepWords.mail.title}
      icon={icons.envelope}
      text={stepWords.mail.sent(email)}
      aside={<SendAgain sentAt={sentAt} again={again} />}
    >
      <FailureBanner action={action} except={['CODE_INVALID']} />
      <form class="auth-form" onSubmit={onSubmit(() => action.run(code))}>
        <CodeField
          name="code"
          label={stepWords.mail.code}
          size={8}
          value={code}
          onValue={(digits) => {
            setCode(digits);
            if (isWrong) action.clear();
          }}
          onFull={(digits) => action.run(digits)}
          hint={stepWords.mail.hint}
          readOnly={action.isBusy}
          {...(isWrong ? { error: stepWords.mail.wrong } : {})}
        />
        <ActButton type="submit" action={action} busyText={words.busy.signIn} look="primary" wide>
          {words.signIn}
        </ActButton>
        <SlowNote action={action} />
      </form>
    </Card>
  );
}

function SendAgain({ sentAt, again }: Pick<CodeStepProps, 'sentAt' | 'again'>) {
  const left = useCountdown(sentAt + mailPause);
  const { nothing, again: verb, againIn, againEnd } = stepWords.mail;
  return (
    <>
      {nothing}
      {left > 0 ? (
        <span class="num">{againIn(clockTime(left))}</span>
      ) : (
        <button type="button" class="as-link" onClick={again}>
          {verb}
        </button>
      )}
      {againEnd}
    </>
  );
}
