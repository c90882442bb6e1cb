import { useState } from 'preact/hooks';
import { ChangeEmailDocument, RequestEmailVerificationDocument } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { FailureBanner } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Badge, Dots, Group, Row } from '../ui/panel.js';
import { asUser } from '../ui/step-up.js';
import { toast } from '../ui/toast.js';
import type { PartProps, User } from './account.js';
import { Confirm } from './confirm.js';
import { refusalOf } from './profile.js';
import { words } from './words.js';

const ofEmail = ['EMAIL_INVALID', 'EMAIL_MISSING'];

/** The API does not say which address waits to be confirmed: this tab remembers what it has asked for. */
function useWaiting({ id, email }: User) {
  const key = `authgraph.account.email.${id}`;
  const [waiting, setWaiting] = useState(sessionStorage.getItem(key));
  const wait = (address: string) => {
    sessionStorage.setItem(key, address);
    setWaiting(address);
  };
  return { waiting: waiting === email ? null : waiting, wait };
}

export function Email({ account }: PartProps) {
  const { user, hasMail } = account;
  const [isOpen, setOpen] = useState(false);
  const { waiting, wait } = useWaiting(user);
  return (
    <Group title={words.email.title} text={words.email.text}>
      <ul class="panel">
        {user.email === null ? (
          <Row
            icon={icons.envelope}
            title={words.email.none}
            actions={<Button onClick={() => setOpen(true)}>{words.add}</Button>}
          />
        ) : (
          <PresentAddress
            email={user.email}
            isConfirmed={user.emailVerified}
            change={hasMail ? () => setOpen(true) : undefined}
          />
        )}
        {waiting !== null && <WaitingAddress email={waiting} isFirst={user.email === null} />}
      </ul>
      {isOpen && <EmailDialog close={() => setOpen(false)} onSent={wait} />}
    </Group>
  );
}

interface PresentProps {
  readonly email: string;
  readonly isConfirmed: boolean;
  readonly change: (() => void) | undefined;
}

function PresentAddress({ email, isConfirmed, change }: PresentProps) {
  const send = useAction(async () => {
    await asUser(RequestEmailVerificationDocument, {});
    toast(words.email.sent);
  });
  const actions = change !== undefined && (
    <>
      {!isConfirmed && (
        <ActButton action={send} busyText={words.sending} onClick={() => send.run()}>
          {words.email.send}
        </ActButton>
      )}
      <Button onClick={change}>
        {words.change}
        <span class="vh">: {email}</span>
      </Button>
    </>
  );
  return (
    <Row
      icon={icons.envelope}
      title={email}
      badges={<State {...{ isConfirmed }} />}
      {...{ actions }}
    >
      {isConfirmed ? <Dots facts={words.email.uses} /> : words.email.unconfirmed}
      <FailureBanner action={send} />
    </Row>
  );
}

function State({ isConfirmed }: { readonly isConfirmed: boolean }) {
  return isConfirmed ? (
    <Badge tone="ok" icon={icons.check}>
      {words.email.confirmed}
    </Badge>
  ) : (
    <Badge tone="warn" icon={icons.clock}>
      {words.email.notConfirmed}
    </Badge>
  );
}

function WaitingAddress({ email, isFirst }: { readonly email: string; readonly isFirst: boolean }) {
  const send = useAction(async () => {
    await asUser(ChangeEmailDocument, { newEmail: email });
    toast(words.email.sent);
  });
  return (
    <Row
      icon={icons.envelope}
      title={email}
      badges={<State isConfirmed={false} />}
      actions={
        <ActButton action={send} busyText={words.sending} onClick={() => send.run()}>
          {words.email.again}
          <span class="vh">: {email}</span>
        </ActButton>
      }
    >
      {isFirst ? words.email.waitingFirst : words.email.waiting}
      <FailureBanner action={send} />
    </Row>
  );
}

interface EmailDialogProps {
  readonly close: () => void;
  readonly onSent: (address: string) => void;
}

function EmailDialog({ close, onSent }: EmailDialogProps) {
  const [email, setEmail] = useState('');
  const send = useAction(async () => {
    await asUser(ChangeEmailDocument, { newEmail: email.trim() });
    onSent(email.trim());
    close();
    toast(words.email.sent);
  });
  return (
    <Confirm
      title={words.email.dialog}
      action={send}
      verb={words.email.send}
      onSend={() => send.run()}
      onClose={close}
      except={ofEmail}
    >
      <Field
        name="new-email"
        label={words.email.next}
        value={email}
        onValue={(text) => {
          setEmail(text);
          send.clear();
        }}
        type="email"
        autocomplete="email"
        autocapitalize="none"
        spellcheck={false}
        hint={words.email.hint}
        readOnly={send.isBusy}
        {...refusalOf(send.failure, ofEmail)}
      />
    </Confirm>
  );
}
