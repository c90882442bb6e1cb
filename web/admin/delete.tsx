import { useState } from 'preact/hooks';
import { DeleteUserDocument } from '../generated/admin.js';
import { Field } from '../ui/field.js';
import { go } from '../ui/location.js';
import { toast } from '../ui/toast.js';
import { useChange } from './change.js';
import { Confirm } from './confirm.js';
import type { PersonDialogProps } from './person-dialogs.js';
import { placeWithout } from './place.js';
import { words } from './words.js';

const text = words.act;

/** Deletes an account, once its name was typed. */
export function DeleteDialog({ person, close, reload }: PersonDialogProps) {
  const { id, username, sessions } = person;
  const [typed, setTyped] = useState('');
  const remove = useChange(
    DeleteUserDocument,
    { id },
    {
      event: { type: 'user.deleted', userId: id },
      reload,
      done() {
        close();
        go(placeWithout('people', new URLSearchParams(location.search)), true);
        toast(text.deleted(username));
      },
    },
  );
  return (
    <Confirm
      title={text.deleteTitle(username)}
      action={remove}
      verb={text.deleteVerb}
      look="danger"
      disabled={typed.trim() !== username}
      facts={text.deleteFacts(sessions.length)}
      onClose={close}
    >
      <Field
        name="confirm"
        label={text.deleteType(username)}
        value={typed}
        onValue={setTyped}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        readOnly={remove.isBusy}
      />
    </Confirm>
  );
}
