import { useState } from 'preact/hooks';
import { InviteUserDocument, type UsernameRule } from '../generated/admin.js';
import type { Action } from '../ui/action.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import { toast } from '../ui/toast.js';
import { useChange } from './change.js';
import { Confirm } from './confirm.js';
import { rolesIn } from './roles.js';
import { useViewer } from './viewer.js';
import { words } from './words.js';

const text = words.invite;

interface InviteProps {
  readonly onClose: () => void;
  readonly onSent: () => void;
}

/** What the fields show themselves. */
const errors: Readonly<Record<string, string>> = {
  EMAIL_TAKEN: text.emailTaken,
  EMAIL_INVALID: text.emailInvalid,
  USERNAME_TAKEN: text.usernameTaken,
  USERNAME_INVALID: text.usernameInvalid,
  ROLES_INVALID: text.rolesInvalid,
};

const empty = { email: '', username: '', roles: '' };

/** An account that begins with a mail. */
export function Invite({ onClose, onSent }: InviteProps) {
  const { usernames } = useViewer().service;
  const [typed, setTyped] = useState(empty);
  const email = typed.email.trim();
  const username = typed.username.trim();
  const wanted = {
    email,
    username: username === '' ? null : username,
    roles: rolesIn(typed.roles),
  };
  const send = useChange(InviteUserDocument, wanted, {
    event: { type: 'user.invited' },
    reload: onSent,
    done() {
      onClose();
      toast(text.sent(email));
      onSent();
    },
  });
  return (
    <Confirm
      title={text.title}
      action={send}
      verb={text.send}
      disabled={email === '' || (usernames === 'REQUIRED' && username === '')}
      except={Object.keys(errors)}
      onClose={onClose}
    >
      <p class="soft">{text.text}</p>
      <Fields {...{ usernames, typed, setTyped, send }} />
    </Confirm>
  );
}

interface FieldsProps {
  readonly usernames: UsernameRule;
  readonly typed: typeof empty;
  readonly setTyped: (typed: typeof empty) => void;
  readonly send: Action<void>;
}

function Fields({ usernames, typed, setTyped, send }: FieldsProps) {
  const field = (name: keyof typeof empty, ...reasons: readonly string[]) => {
    const reason = reasons.find((each) => isRefusal(send.failure, each));
    const isPerhapsOwn = send.isUncertain && reason === 'USERNAME_TAKEN';
    return {
      name: `invite-${name}`,
      value: typed[name],
      onValue: (value: string) => {
        setTyped({ ...typed, [name]: value });
        send.clear();
      },
      ...(reason === undefined
        ? {}
        : { error: isPerhapsOwn ? text.perhapsInvited : errors[reason] }),
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: false,
      readOnly: send.isBusy,
    } as const;
  };
  return (
    <>
      <Field {...field('email', 'EMAIL_TAKEN', 'EMAIL_INVALID')} type="email" label={text.email} />
      {usernames !== 'OFF' && (
        <Field
          {...field('username', 'USERNAME_TAKEN', 'USERNAME_INVALID')}
          label={text.username}
          isOptional={usernames === 'OPTIONAL'}
        />
      )}
      <Field
        {...field('roles', 'ROLES_INVALID')}
        label={text.roles}
        hint={text.rolesHint}
        isOptional
      />
    </>
  );
}
