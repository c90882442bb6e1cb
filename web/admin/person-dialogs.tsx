import { useState } from 'preact/hooks';
import type { TypedDocument } from '../../src/client/index.js';
import {
  DisableUserDocument,
  EnableUserDocument,
  EndUserSessionsDocument,
  ResetUserFactorsDocument,
  SendPasswordResetDocument,
  SetUserRolesDocument,
} from '../generated/admin.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import { toast } from '../ui/toast.js';
import { useChange } from './change.js';
import { Confirm } from './confirm.js';
import type { Person } from './person.js';
import { DeleteDialog } from './delete.js';
import { ReasonField } from './reason-field.js';
import { rolesIn, textOfRoles } from './roles.js';
import { ViewAs } from './view-as.js';
import { words } from './words.js';

const text = words.act;

export interface PersonDialogProps {
  readonly person: Person;
  readonly close: () => void;
  readonly reload: () => void;
}

const dialogs = {
  view: ViewAs,
  roles: RolesDialog,
  reset: ResetDialog,
  factors: FactorsDialog,
  end: EndDialog,
  disable: DisableDialog,
  enable: EnableDialog,
  delete: DeleteDialog,
};

/** What an administrator is about to do with an account. */
export type Asked = keyof typeof dialogs;

export function PersonDialog({ asked, ...props }: PersonDialogProps & { readonly asked: Asked }) {
  const Which = dialogs[asked];
  return <Which {...props} />;
}

/** What is done to the person of a dialog: it closes, says so, and the person is read again. */
function usePersonChange<Data, Variables extends { readonly id: string }>(
  { person, close, reload }: PersonDialogProps,
  document: TypedDocument<Data, Variables>,
  variables: Variables,
  { type, said }: { readonly type: string; readonly said: string | ((data?: Data) => string) },
) {
  return useChange(document, variables, {
    event: { type, userId: person.id },
    reload,
    done(data) {
      close();
      toast(typeof said === 'string' ? said : said(data));
      reload();
    },
  });
}

function RolesDialog(props: PersonDialogProps) {
  const { id, username, roles } = props.person;
  const [typed, setTyped] = useState(textOfRoles(roles));
  const save = usePersonChange(
    props,
    SetUserRolesDocument,
    { id, roles: rolesIn(typed) },
    {
      type: 'user.roles_changed',
      said: text.rolesSaved,
    },
  );
  const isWrong = isRefusal(save.failure, 'ROLES_INVALID');
  return (
    <Confirm
      title={text.rolesTitle(username)}
      action={save}
      verb={text.rolesSave}
      except={['ROLES_INVALID']}
      onClose={props.close}
    >
      <Field
        name="roles"
        label={text.rolesField}
        hint={text.rolesHint}
        {...(isWrong ? { error: text.rolesInvalid } : {})}
        value={typed}
        onValue={(value) => {
          setTyped(value);
          save.clear();
        }}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        readOnly={save.isBusy}
        isOptional
      />
    </Confirm>
  );
}

function ResetDialog(props: PersonDialogProps) {
  const { id, username, email } = props.person;
  const send = usePersonChange(
    props,
    SendPasswordResetDocument,
    { id },
    {
      type: 'password.reset_requested',
      said: text.resetSent,
    },
  );
  return (
    <Confirm
      title={text.resetTitle(username)}
      action={send}
      verb={text.resetSend}
      onClose={props.close}
    >
      <p class="soft">{text.resetText(email ?? '')}</p>
    </Confirm>
  );
}

function FactorsDialog(props: PersonDialogProps) {
  const { id, username } = props.person;
  const [reason, setReason] = useState('');
  const reset = usePersonChange(
    props,
    ResetUserFactorsDocument,
    { id, reason: reason.trim() },
    {
      type: 'factors.reset_requested',
      said: text.factorsDone,
    },
  );
  return (
    <Confirm
      title={text.factorsTitle(username)}
      action={reset}
      verb={text.factorsVerb}
      look="danger"
      disabled={reason.trim() === ''}
      except={['REASON_INVALID']}
      facts={text.factorsFacts}
      onClose={props.close}
    >
      <ReasonField value={reason} onValue={setReason} action={reset} />
    </Confirm>
  );
}

function EndDialog(props: PersonDialogProps) {
  const { id, username, sessions } = props.person;
  const end = usePersonChange(
    props,
    EndUserSessionsDocument,
    { id },
    {
      type: 'session.ended_everywhere',
      said: (data) => text.ended(data?.endUserSessions ?? sessions.length),
    },
  );
  return (
    <Confirm
      title={text.endTitle(username)}
      action={end}
      verb={text.endVerb}
      look="danger"
      facts={text.endFacts(sessions.length)}
      onClose={props.close}
    />
  );
}

function DisableDialog(props: PersonDialogProps) {
  const { id, username, sessions } = props.person;
  const disable = usePersonChange(
    props,
    DisableUserDocument,
    { id },
    {
      type: 'user.disabled',
      said: text.disabled,
    },
  );
  return (
    <Confirm
      title={text.disableTitle(username)}
      action={disable}
      verb={text.disable}
      look="danger"
      facts={text.disableFacts(sessions.length)}
      onClose={props.close}
    />
  );
}

function EnableDialog(props: PersonDialogProps) {
  const { id, username } = props.person;
  const enable = usePersonChange(
    props,
    EnableUserDocument,
    { id },
    {
      type: 'user.enabled',
      said: text.enabled,
    },
  );
  return (
    <Confirm
      title={text.enableTitle(username)}
      action={enable}
      verb={text.enable}
      facts={text.enableFacts}
      onClose={props.close}
    />
  );
}
