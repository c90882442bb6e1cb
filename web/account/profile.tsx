import { useState } from 'preact/hooks';
import { ChangeUsernameDocument, UpdateProfileDocument } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { FailureBanner } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { isRefusal, type Failure } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Group, Row } from '../ui/panel.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { toast } from '../ui/toast.js';
import type { PartProps } from './account.js';
import { Confirm } from './confirm.js';
import { Email } from './email.js';
import { OnlyUser } from './only-user.js';
import { words } from './words.js';

export function Profile(part: PartProps) {
  return (
    <>
      <PageHead title={words.places.profile} />
      <div class="stack-8">
        <Appearance {...part} />
        <OnlyUser>
          {!part.account.byEmail && <Username {...part} />}
          {(part.account.hasMail || part.account.user.email !== null) && <Email {...part} />}
        </OnlyUser>
      </div>
    </>
  );
}

/** The service's sentence, for a field that shows it. */
export function refusalOf(failure: Failure | undefined, reasons: readonly string[]) {
  return failure?.kind === 'refused' && isRefusal(failure, ...reasons)
    ? { error: failure.message }
    : {};
}

const ofName = ['DISPLAY_NAME_INVALID'];

function Appearance({ account: { user }, reload }: PartProps) {
  const [name, setName] = useState(user.displayName ?? '');
  const [locale, setLocale] = useState(user.locale ?? '');
  const save = useAction(async () => {
    const displayName = name.trim() === '' ? null : name.trim();
    // One that stays is not checked again: it may be older than today's rule.
    const renamed = displayName === user.displayName ? {} : { displayName };
    await asUser(UpdateProfileDocument, { ...renamed, locale: locale === '' ? null : locale });
    toast(words.profile.saved);
    reload();
  });
  return (
    <Group title={words.profile.appearance} text={words.profile.appearanceText}>
      <form class="panel" onSubmit={onSubmit(() => save.run())}>
        <div class="pad stack">
          <FailureBanner action={save} except={ofName} />
          <div class="form-2">
            <Field
              name="display-name"
              label={words.profile.displayName}
              value={name}
              onValue={(text) => {
                setName(text);
                save.clear();
              }}
              autocomplete="name"
              isOptional
              readOnly={save.isBusy}
              {...refusalOf(save.failure, ofName)}
            />
            <LanguageField stored={user.locale} value={locale} onValue={setLocale} />
          </div>
        </div>
        <div class="panel-foot">
          <ActButton type="submit" action={save} busyText={words.saving} look="primary">
            {words.save}
          </ActButton>
        </div>
      </form>
    </Group>
  );
}

interface LanguageProps {
  readonly stored: string | null;
  readonly value: string;
  readonly onValue: (tag: string) => void;
}

const languages = new Map([
  ['en', 'English'],
  ['ko', '한국어'],
]);

/** One that an application has stored stays in the list. */
function LanguageField({ stored, value, onValue }: LanguageProps) {
  const tags = [...new Set([...(stored === null ? [''] : [stored]), ...languages.keys()])];
  return (
    <div class="field">
      <label class="label" for="locale">
        {words.profile.locale}
      </label>
      <div class="select">
        <select
          class="input"
          id="locale"
          value={value}
          onChange={(event) => onValue(event.currentTarget.value)}
        >
          {tags.map((tag) => (
            <option key={tag} value={tag}>
              {tag === '' ? words.profile.noLocale : (languages.get(tag) ?? tag)}
            </option>
          ))}
        </select>
        <Icon shape={icons.down} small />
      </div>
    </div>
  );
}

function Username({ account, reload }: PartProps) {
  const [isOpen, setOpen] = useState(false);
  const { user, holdDays } = account;
  const held = holdDays > 0 ? words.profile.held(holdDays) : undefined;
  return (
    <Group title={words.profile.username}>
      <ul class="panel">
        <Row
          title={user.username}
          keep
          actions={
            <Button onClick={() => setOpen(true)}>
              {words.change}
              <span class="vh">: {words.profile.username}</span>
            </Button>
          }
        >
          {held}
        </Row>
      </ul>
      {isOpen && <UsernameDialog {...{ account, reload }} close={() => setOpen(false)} />}
    </Group>
  );
}

const ofUsername = ['USERNAME_TAKEN', 'USERNAME_INVALID'];

function UsernameDialog({ account, reload, close }: PartProps & { readonly close: () => void }) {
  const [username, setUsername] = useState(account.user.username);
  const save = useAction(async () => {
    await asUser(ChangeUsernameDocument, { username });
    void account.passkeys?.sync();
    close();
    toast(words.profile.usernameChanged);
    reload();
  });
  return (
    <Confirm
      title={words.profile.usernameTitle}
      action={save}
      verb={words.change}
      onSend={() => save.run()}
      onClose={close}
      except={ofUsername}
    >
      <Field
        name="username"
        label={words.profile.username}
        value={username}
        onValue={(text) => {
          setUsername(text);
          save.clear();
        }}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        readOnly={save.isBusy}
        {...refusalOf(save.failure, ofUsername)}
      />
    </Confirm>
  );
}
