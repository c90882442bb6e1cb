import { useState } from 'preact/hooks';
import {
  DeleteAccountDocument,
  DisableAccountDocument,
  ExportMyDataDocument,
} from '../generated/account.js';
import type { TypedDocument } from '../../src/client/index.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { failureOf } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import * as icons from '../ui/icons.js';
import { Group, Row } from '../ui/panel.js';
import { session } from '../ui/session.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { nameOf, type PartProps } from './account.js';
import { Confirm } from './confirm.js';
import { saveFile } from './file.js';
import { endHere } from './gate.js';
import { OnlyUser } from './only-user.js';
import { words } from './words.js';

const text = words.data;

export interface LeaveProps {
  /** Shows a last page: the account is gone. */
  readonly leave: (title: string) => void;
  /** Whether someone is about to leave: a session that ends then has to do with it, even where the answer was lost. */
  readonly setLeaving: (isLeaving: boolean) => void;
}

type DataProps = PartProps & LeaveProps;

/** What is stored about the user, as a file; and the ways to leave. */
export function DataPage(props: DataProps) {
  const [asked, setAsked] = useState<'disable' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <PageHead title={words.places.data} />
      <OnlyUser>
        <Group title={text.take}>
          <ul class="panel">
            <Export {...props} />
          </ul>
        </Group>
        <Group title={text.leave}>
          <ul class="panel">
            <Row
              icon={icons.blocked}
              title={text.disable}
              actions={<Button onClick={() => setAsked('disable')}>{text.disableVerb}</Button>}
            >
              {text.disableText}
            </Row>
            <Row
              icon={icons.trash}
              title={text.delete}
              actions={
                <Button look="danger-quiet" onClick={() => setAsked('delete')}>
                  {text.deleteVerb}
                </Button>
              }
            >
              {text.deleteText(props.account.holdDays)}
            </Row>
          </ul>
        </Group>
      </OnlyUser>
      {asked === 'disable' && <DisableDialog {...props} close={close} />}
      {asked === 'delete' && <DeleteDialog {...props} close={close} />}
    </>
  );
}

function Export({ account }: PartProps) {
  const save = useAction(async () => {
    const { exportMyData } = await asUser(ExportMyDataDocument, {});
    const name = `${account.user.username}.json`;
    saveFile(name, 'application/json', JSON.stringify(exportMyData, null, 2));
  });
  return (
    <Row
      icon={icons.download}
      title={text.export}
      actions={
        <ActButton action={save} busyText={words.waiting} onClick={() => save.run()}>
          {text.download}
        </ActButton>
      }
    >
      {text.exportText}
      <FailureBanner action={save} />
      <SlowNote action={save} />
    </Row>
  );
}

type DialogProps = DataProps & { readonly close: () => void };

/** The service ends every session: what this browser still knows of this one goes, too. */
async function goAway<Data>(
  { leave, setLeaving }: LeaveProps,
  document: TypedDocument<Data, Record<string, never>>,
  said: string,
): Promise<void> {
  setLeaving(true);
  try {
    await endHere(asUser(document, {}));
  } catch (error) {
    const isRefused = failureOf(error).kind === 'refused';
    if (isRefused && session.state().status === 'signedIn') setLeaving(false);
    throw error;
  }
  leave(said);
  await session.logout().catch(() => session.forget());
}

function DisableDialog(props: DialogProps) {
  const { account, close } = props;
  const act = useAction(() => goAway(props, DisableAccountDocument, text.disabled));
  return (
    <Confirm
      title={text.disableTitle(nameOf(account))}
      action={act}
      verb={text.disableVerb}
      look="danger"
      keep={text.keep}
      onSend={() => act.run()}
      onClose={close}
    >
      <ul class="bullets">
        {text.disableFacts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </Confirm>
  );
}

function DeleteDialog(props: DialogProps) {
  const { account, close } = props;
  const [typed, setTyped] = useState('');
  const name = nameOf(account);
  const isTyped = typed.trim() === name;
  const act = useAction(() => goAway(props, DeleteAccountDocument, text.deleted));
  return (
    <Confirm
      title={text.deleteTitle(name)}
      action={act}
      verb={text.deleteForGood}
      look="danger"
      keep={text.keep}
      disabled={!isTyped}
      onSend={() => isTyped && act.run()}
      onClose={close}
    >
      <ul class="bullets">
        {text.deleteFacts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <Field
        name="confirm"
        label={
          <>
            {text.type[0]}
            <b>{name}</b>
            {text.type[1]}
          </>
        }
        value={typed}
        onValue={setTyped}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        readOnly={act.isBusy}
      />
    </Confirm>
  );
}
