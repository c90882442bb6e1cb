import { useState } from 'preact/hooks';
import { RequestPasswordResetDocument } from '../generated/sign-in.js';
import { useAction, type Action } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, onSubmit } from '../ui/button.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Link } from '../ui/location.js';
import { ask } from '../ui/session.js';
import { clockTime, useCountdown } from '../ui/time.js';
import { Card } from './card.js';
import { mailPause } from './mail-code.js';
import { stepWords } from './step-words.js';
import { words } from './words.js';

/** Asks for the link that sets a new password. The answer is the same for every address. */
export function ForgotStep({ identifier }: { readonly identifier: string }) {
  const [email, setEmail] = useState(identifier.includes('@') ? identifier : '');
  const [sentAt, setSentAt] = useState<number>();
  const send = useAction(
    async () => {
      await ask(RequestPasswordResetDocument, { email });
      setSentAt(Date.now());
    },
    { retries: true },
  );
  if (sentAt !== undefined) return <Sent email={email} sentAt={sentAt} send={send} />;
  const isInvalid = isRefusal(send.failure, 'EMAIL_INVALID');
  return (
    <Card title={stepWords.forgot.title} text={stepWords.forgot.text} aside={<Back />}>
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
          error={isInvalid ? stepWords.signUp.errors['EMAIL_INVALID'] : undefined}
        />
        <ActButton type="submit" action={send} busyText={words.busy.send} look="primary" wide>
          {stepWords.forgot.send}
        </ActButton>
        <SlowNote action={send} />
      </form>
    </Card>
  );
}

const Back = () => <Link to={{ step: undefined }}>{words.back}</Link>;

interface SentProps {
  readonly email: string;
  readonly sentAt: number;
  readonly send: Action<void>;
}

function Sent({ email, sentAt, send }: SentProps) {
  const left = useCountdown(sentAt + mailPause);
  return (
    <Card
      key="sent"
      title={stepWords.mail.title}
      icon={icons.envelope}
      text={stepWords.forgot.sent(email)}
      isStatus
      aside={<Back />}
    >
      <FailureBanner action={send} />
      <form class="auth-form" onSubmit={onSubmit(() => send.run())}>
        <ActButton type="submit" action={send} busyText={words.busy.send} wide disabled={left > 0}>
          {left > 0 ? (
            <span class="num">{stepWords.forgot.againIn(clockTime(left))}</span>
          ) : (
            stepWords.forgot.again
          )}
        </ActButton>
      </form>
    </Card>
  );
}
