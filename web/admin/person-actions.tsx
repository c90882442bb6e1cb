import { Button } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { Menu } from '../ui/menu.js';
import { shortName } from './people-table.js';
import type { Asked } from './person-dialogs.js';
import type { Person } from './person.js';
import { useViewer } from './viewer.js';
import { words } from './words.js';

const text = words.act;

interface ActionsProps {
  readonly person: Person;
  readonly ask: (what: Asked) => void;
}

/** Each opens a dialog that says what ends, what stays, and who can undo it. */
export function PersonActions({ person, ask }: ActionsProps) {
  const { user, service } = useViewer();
  const isOwn = person.id === user.id;
  const canView = !isOwn && service.lifetimes.impersonation > 0 && person.disabledAt === null;
  return (
    <div class="line-up">
      {canView && (
        <Button onClick={() => ask('view')}>
          <Icon shape={icons.impersonate} />
          {text.viewAs(shortName(person.username))}
        </Button>
      )}
      <Menu class="btn" items={itemsOf({ person, ask }, isOwn)}>
        {words.person.actions}
        <Icon shape={icons.down} small />
      </Menu>
    </div>
  );
}

function itemsOf({ person, ask }: ActionsProps, isOwn: boolean) {
  const { emailVerified, twoStepSignIn, sessions, disabledAt } = person;
  const item = (what: Asked, icon: string, label: string, isDanger = false) => ({
    icon,
    label,
    isDanger,
    act: () => ask(what),
  });
  const isDisabled = disabledAt !== null;
  return [
    item('roles', icons.tag, text.roles),
    ...(emailVerified && !isDisabled ? [item('reset', icons.envelope, text.reset)] : []),
    ...(twoStepSignIn && !isOwn ? [item('factors', icons.shield, text.factors)] : []),
    ...(sessions.length > 0 ? [item('end', icons.leave, text.end)] : []),
    ...(isDisabled ? [item('enable', icons.check, text.enable)] : []),
    ...(isDisabled ? [] : [item('disable', icons.blocked, text.disable, true)]),
    ...(isOwn ? [] : [item('delete', icons.trash, text.delete, true)]),
  ];
}
