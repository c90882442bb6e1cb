import { useState } from 'preact/hooks';
import { RemovePasswordDocument, SetPasswordDocument } from '../../src/client/index.js';
import { useAction } from '../ui/action.js';
import { Button } from '../ui/button.js';
import { failureOf, isRefusal } from '../ui/failure.js';
import { HiddenUsername, PasswordField } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Row } from '../ui/panel.js';
import { session } from '../ui/session.js';
import { asUserWithTokens, proving } from '../ui/step-up.js';
import { toast } from '../ui/toast.js';
import { nameOf, type PartProps } from './account.js';
import { Confirm } from './confirm.js';
import { LastWay, RemoveButton } from './last-way.js';
import { refusalOf } from './profile.js';
import type { SecurityProps } from './security.js';
import { words } from './words.js';

type Asked = 'set' | 'remove' | undefined;

/** A password is changed, set where there is none, and removed where another way leads in. */
export function Password(props: SecurityProps) {
  const { account, isLastWay } = props;
  const [asked, setAsked] = useState<Asked>();
  const has = account.user.hasPassword;
  const canRemove = has && (account.hasPasskeys || account.hasMail || account.providers.length > 0);
  const close = () => setAsked(undefined);
  return (
    <>
      <ul class="panel">
        <Row
          icon={icons.lock}
          title={words.password.title}
          keep={!canRemove}
          actions={
            <>
              <Button onClick={() => setAsked('set')}>
                {has ? words.change : words.password.set}
                <span class="vh">: {words.password.title}</span>
              </Button>
              {canRemove && (
                <RemoveButton
                  {...{ isLastWay }}
                  id="last-password"
                  verb={words.remove}
                  what={words.password.title}
                  act={() => setAsked('remove')}
                />
              )}
            </>
          }
        >
          {has ? words.password.text : words.password.none}
          {canRemove && isLastWay && <LastWay id="last-password" />}
        </Row>
      </ul>
      {asked === 'set' && <PasswordDialog {...props} close={close} />}
      {asked === 'remove' && <RemoveDialog {...props} close={close} />}
    </>
  );
}

type DialogProps = PartProps & { readonly close: () => void };

const ofNew = [
  'PASSWORD_MISSING',
  'PASSWORD_INVALID',
  'PASSWORD_TOO_SHORT',
  'PASSWORD_TOO_LONG',
  'PASSWORD_TOO_COMMON',
  'PASSWORD_BREACHED',
  'INPUT_TOO_LONG',
];

const [yes, no] = [() => true, () => false];

/** The present password, where there is one, and the new one. */
function PasswordDialog({ account, reload, close }: DialogProps) {
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  // As the dialog was opened: a try whose answer was lost may have set one.
  const [has] = useState(account.user.hasPassword);
  const save = useAction(async (_, isUncertain) => {
    const set = has
      ? proving(() => session.changePassword({ currentPassword: present, newPassword: next }))
      : asUserWithTokens(SetPasswordDocument, { newPassword: next });
    await set.catch(async (error: unknown) => {
      // It may be the present one since the try that had no answer.
      if (!isUncertain || failureOf(error).kind !== 'refused') throw error;
      const isSet = await session.reauthenticate({ password: next }).then(yes, no);
      if (!isSet) throw error;
    });
    close();
    toast(has ? words.password.changed : words.password.wasSet);
    reload();
  });
  const isWrong = isRefusal(save.failure, 'INVALID_CREDENTIALS');
  const changing = (set: (text: string) => void) => (text: string) => {
    set(text);
    save.clear();
  };
  return (
    <Confirm
      title={has ? words.password.changeTitle : words.password.setTitle}
      action={save}
      verb={has ? words.change : words.password.set}
      onSend={() => save.run()}
      onClose={close}
      except={['INVALID_CREDENTIALS', ...ofNew]}
    >
      <p class="soft">{words.password.text}</p>
      <HiddenUsername value={nameOf(account)} />
      {has && (
        <PasswordField
          name="password"
          label={words.password.present}
          value={present}
          onValue={changing(setPresent)}
          autocomplete="current-password"
          readOnly={save.isBusy}
          {...(isWrong ? { error: words.password.wrong } : {})}
        />
      )}
      <PasswordField
        name="new-password"
        label={words.password.next}
        value={next}
        onValue={changing(setNext)}
        autocomplete="new-password"
        hint={words.password.rule(account.minLength)}
        isMet={Array.from(next).length >= account.minLength}
        readOnly={save.isBusy}
        {...refusalOf(save.failure, ofNew)}
      />
    </Confirm>
  );
}

function RemoveDialog({ reload, close }: DialogProps) {
  const remove = useAction(async () => {
    await asUserWithTokens(RemovePasswordDocument, {});
    close();
    toast(words.password.removed);
    reload();
  });
  return (
    <Confirm
      title={words.password.removeTitle}
      action={remove}
      verb={words.remove}
      look="danger"
      onSend={() => remove.run()}
      onClose={close}
    >
      <p class="soft">{words.password.removeText}</p>
    </Confirm>
  );
}
