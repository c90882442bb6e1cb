import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../ui/action.js';
import { agentOf } from '../ui/agent.js';
import { FailureBanner } from '../ui/banner.js';
import { ActButton } from '../ui/button.js';
import { Empty } from '../ui/empty.js';
import { removing } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import { isolated } from '../ui/foreign-text.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Menu } from '../ui/menu.js';
import { Badge, Dots, Group, Row } from '../ui/panel.js';
import { proving } from '../ui/step-up.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import type { PartProps, User } from './account.js';
import { Confirm } from './confirm.js';
import { LastWay, RemoveButton } from './last-way.js';
import { refusalOf } from './profile.js';
import type { SecurityProps } from './security.js';
import { words } from './words.js';

type Passkey = User['passkeys'][number];

export function Passkeys(props: SecurityProps) {
  const { account, reload } = props;
  const { passkeys: device, user } = account;
  const prepare = usePrepared(device);
  const add = useAction(async () => {
    // It is called as the browser is, until someone calls it otherwise.
    await proving(async () => device?.register(agentOf(navigator.userAgent).name)).finally(prepare);
    toast(words.passkeys.added);
    reload();
  });
  return (
    <Group
      title={words.passkeys.title}
      text={words.passkeys.text}
      action={
        device !== undefined && (
          <ActButton action={add} busyText={words.waiting} onClick={() => add.run()}>
            <Icon shape={icons.plus} small />
            {words.passkeys.add}
          </ActButton>
        )
      }
    >
      <FailureBanner action={add} sentences={words.refusals} />
      {user.passkeys.length === 0 ? (
        <div class="panel">
          <Empty icon={icons.passkey} title={words.passkeys.none}>
            {words.passkeys.noneText}
          </Empty>
        </div>
      ) : (
        <ul class="panel">
          {user.passkeys.map((each) => (
            <PasskeyRow key={each.id} passkey={each} {...props} />
          ))}
        </ul>
      )}
    </Group>
  );
}

/**
 * In Safari the dialog has to open in the task of the click, so what it needs is there before. One that the service
 * refuses, for want of a fresh proof, is fetched by the click.
 */
function usePrepared(device: SecurityProps['account']['passkeys']): () => void {
  const prepare = () => void device?.prepare('register').catch(() => undefined);
  useEffect(() => {
    prepare();
    return () => device?.close();
  }, [device]);
  return prepare;
}

type RowProps = SecurityProps & { readonly passkey: Passkey };

function PasskeyRow(props: RowProps) {
  const { passkey, isLastWay, account } = props;
  const { label, backedUp, createdAt, lastUsedAt, id } = passkey;
  const [asked, setAsked] = useState<'rename' | 'remove'>();
  const close = () => setAsked(undefined);
  const dialog = { account, passkey, close, reload: props.reload };
  return (
    <Row
      icon={icons.passkey}
      title={label}
      badges={<Badge>{backedUp ? words.passkeys.synced : words.passkeys.alone}</Badge>}
      keep
      actions={
        isLastWay ? (
          <RemoveButton isLastWay id={id} verb={words.remove} what={label} act={close} />
        ) : (
          <Menu
            class="btn quiet icon"
            label={words.actionsFor(label)}
            items={[
              { icon: icons.tag, label: words.rename, act: () => setAsked('rename') },
              {
                icon: icons.trash,
                label: words.remove,
                act: () => setAsked('remove'),
                isDanger: true,
              },
            ]}
          >
            <Icon shape={icons.dots} class="heavy" />
          </Menu>
        )
      }
    >
      <Dots
        facts={[
          <>
            {words.added[0]}
            <Time at={createdAt} />
            {words.added[1]}
          </>,
          lastUsedAt !== null && (
            <>
              {words.used[0]}
              <Time at={lastUsedAt} />
              {words.used[1]}
            </>
          ),
        ]}
      />
      {isLastWay && <LastWay id={id} />}
      {asked === 'rename' && <RenameDialog {...dialog} />}
      {asked === 'remove' && <RemoveDialog {...dialog} />}
    </Row>
  );
}

type DialogProps = PartProps & { readonly passkey: Passkey; readonly close: () => void };

const ofLabel = ['PASSKEY_LABEL_INVALID'];

function RenameDialog({ account, passkey, close, reload }: DialogProps) {
  const [label, setLabel] = useState(passkey.label);
  const save = useAction(async () => {
    await proving(async () => account.passkeys?.rename(passkey.id, label.trim()));
    close();
    reload();
  });
  return (
    <Confirm
      title={words.passkeys.renameTitle(isolated(passkey.label))}
      action={save}
      verb={words.rename}
      onSend={() => save.run()}
      onClose={close}
      except={ofLabel}
    >
      <Field
        name="passkey-label"
        label={words.passkeys.label}
        value={label}
        onValue={(text) => {
          setLabel(text);
          save.clear();
        }}
        autocomplete="off"
        readOnly={save.isBusy}
        {...refusalOf(save.failure, ofLabel)}
      />
    </Confirm>
  );
}

function RemoveDialog({ account, passkey, close, reload }: DialogProps) {
  const remove = useAction(async () => {
    await removing(proving(async () => account.passkeys?.remove(passkey.id)));
    close();
    toast(words.passkeys.removed);
    reload();
  });
  return (
    <Confirm
      title={words.passkeys.removeTitle(isolated(passkey.label))}
      action={remove}
      verb={words.remove}
      look="danger"
      onSend={() => remove.run()}
      onClose={close}
    >
      <p class="soft">{words.passkeys.removeText}</p>
    </Confirm>
  );
}
