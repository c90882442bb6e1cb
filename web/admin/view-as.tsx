import { useState } from 'preact/hooks';
import { ImpersonateDocument } from '../generated/admin.js';
import { useAction } from '../ui/action.js';
import { isolated } from '../ui/foreign-text.js';
import { go } from '../ui/location.js';
import { asUser } from '../ui/step-up.js';
import { stepUpWords } from '../ui/step-up-words.js';
import { toast } from '../ui/toast.js';
import { handOver } from '../ui/view.js';
import { Confirm } from './confirm.js';
import { nameOf, shortName } from './people-table.js';
import type { PersonDialogProps } from './person-dialogs.js';
import { ReasonField } from './reason-field.js';
import { useViewer } from './viewer.js';
import { words } from './words.js';

const text = words.act;

const sentences = new Map([
  ['ended', text.viewEnded],
  ['over', text.viewOver],
  ['proved', stepUpWords.proved],
]);

/** What `/account` has to say, when it has led back here. */
export function sayWhatHappened(): void {
  const said = new URLSearchParams(location.search).get('said');
  if (said === null) return;
  go({ said: undefined }, true);
  const sentence = sentences.get(said);
  if (sentence !== undefined) toast(sentence);
}

/** Signs in as the user, and leads to the account in this tab. */
export function ViewAs({ person, close }: PersonDialogProps) {
  const { user, service } = useViewer();
  const [reason, setReason] = useState('');
  const minutes = Math.round(service.lifetimes.impersonation / 60);
  const view = useAction(async () => {
    const given = { userId: person.id, reason: reason.trim() };
    const { impersonate } = await asUser(ImpersonateDocument, given);
    const until = Date.now() + impersonate.expiresIn * 1000;
    const { username } = person;
    handOver({
      ...given,
      username,
      by: user.username,
      until,
      accessToken: impersonate.accessToken,
    });
  });
  return (
    <Confirm
      title={text.viewTitle(person.username)}
      action={view}
      verb={text.viewAs(shortName(person.username))}
      except={['REASON_INVALID']}
      unanswered={text.viewUnanswered}
      disabled={reason.trim() === ''}
      onClose={close}
    >
      <p class="soft">{text.viewText(isolated(nameOf(person)), minutes)}</p>
      <ReasonField value={reason} onValue={setReason} action={view} />
    </Confirm>
  );
}
