import { useState } from 'preact/hooks';
import {
  RegenerateRecoveryCodesDocument,
  RemoveFactorDocument,
  SetTwoStepSignInDocument,
} from '../../src/client/index.js';
import { useAction } from '../ui/action.js';
import { Button } from '../ui/button.js';
import { removing } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { go } from '../ui/location.js';
import { Badge, Dots, Group, Row } from '../ui/panel.js';
import { asUser, asUserWithTokens } from '../ui/step-up.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { hasOnlyPasskeys, type User } from './account.js';
import { Confirm } from './confirm.js';
import type { SecurityProps } from './security.js';
import { words } from './words.js';

const fewCodes = 3;
const text = words.twoStep;

/** Authenticator apps, recovery codes, and whether a sign-in takes a second step at all. */
export function TwoStep(props: SecurityProps) {
  const { user, hasApps } = props.account;
  const apps = user.factors.filter(({ method }) => method === 'TOTP');
  return (
    <Group title={text.title} text={text.text}>
      <ul class="panel">
        <Switch {...props} />
        {apps.map((each) => (
          <App key={each.id} factor={each} {...props} />
        ))}
        {hasApps && <AddApp isFirst={apps.length === 0} />}
        {(user.twoStepSignIn || user.recoveryCodesLeft > 0 || hasOnlyPasskeys(props.account)) && (
          <Codes {...props} />
        )}
      </ul>
    </Group>
  );
}

/** In the place of codes whose answer was lost: nobody has seen them. */
export async function renewedCodes(): Promise<readonly string[]> {
  const { regenerateRecoveryCodes } = await asUser(RegenerateRecoveryCodesDocument, {});
  return regenerateRecoveryCodes.codes;
}

function Switch({ account, showCodes, reload }: SecurityProps) {
  // What the dialog was opened for. The account may change under it, also by a try whose answer was lost.
  const [wanted, setWanted] = useState<boolean>();
  const { twoStepSignIn: isOn, passkeys } = account.user;
  const change = useAction(async (on: boolean, isUncertain) => {
    const done = await asUserWithTokens(SetTwoStepSignInDocument, { on });
    const recoveryCodes =
      done.change.recoveryCodes ?? (isUncertain && on ? await renewedCodes() : null);
    setWanted(undefined);
    if (recoveryCodes === null) {
      toast(on ? text.isOn : text.isOff);
      reload();
    } else showCodes({ codes: recoveryCodes, after: 'turned-on' });
  });
  // Without an app or a passkey there is no second step to turn on: the row below adds one.
  const canChange = isOn || passkeys.length > 0;
  const verbFor = (on: boolean) => (on ? text.turnOn : text.turnOff);
  return (
    <Row
      icon={icons.shield}
      title={text.atSignIn}
      keep
      badges={
        isOn ? (
          <Badge tone="ok" icon={icons.check}>
            {text.on}
          </Badge>
        ) : (
          <Badge>{text.off}</Badge>
        )
      }
      actions={
        canChange && (
          <Button look={isOn ? 'danger-quiet' : undefined} onClick={() => setWanted(!isOn)}>
            {verbFor(!isOn)}
          </Button>
        )
      }
    >
      {isOn ? text.onText : canChange ? text.offText : text.needsApp}
      {wanted !== undefined && (
        <Confirm
          title={wanted ? text.onTitle : text.offTitle}
          action={change}
          verb={verbFor(wanted)}
          look={wanted ? 'primary' : 'danger'}
          onSend={() => change.run(wanted)}
          onClose={() => setWanted(undefined)}
        >
          <p class="soft">{wanted ? text.onWarning : text.offWarning}</p>
        </Confirm>
      )}
    </Row>
  );
}

type AppProps = SecurityProps & { readonly factor: User['factors'][number] };

function App({ factor, account, showCodes, reload }: AppProps) {
  const [isAsked, setAsked] = useState(false);
  const remove = useAction(async () => {
    const removed = await removing(asUserWithTokens(RemoveFactorDocument, { id: factor.id }));
    const codes = removed?.change.recoveryCodes ?? null;
    setAsked(false);
    toast(text.appRemoved);
    if (codes === null) reload();
    else showCodes({ codes, after: 'renewed' });
  });
  const isLast = account.user.factors.length === 1 && account.user.passkeys.length === 0;
  return (
    <Row
      icon={icons.phone}
      title={text.app}
      keep
      actions={
        <Button onClick={() => setAsked(true)}>
          {words.remove}
          <span class="vh">: {factor.label ?? text.app}</span>
        </Button>
      }
    >
      <Dots
        facts={[
          factor.label,
          <>
            {words.added[0]}
            <Time at={factor.createdAt} />
            {words.added[1]}
          </>,
          factor.lastUsedAt !== null && (
            <>
              {words.used[0]}
              <Time at={factor.lastUsedAt} />
              {words.used[1]}
            </>
          ),
        ]}
      />
      {isAsked && (
        <Confirm
          title={text.removeTitle}
          action={remove}
          verb={words.remove}
          look="danger"
          onSend={() => remove.run()}
          onClose={() => setAsked(false)}
        >
          <p class="soft">{isLast ? text.removeLast : text.removeText}</p>
        </Confirm>
      )}
    </Row>
  );
}

function AddApp({ isFirst }: { readonly isFirst: boolean }) {
  return (
    <Row
      icon={icons.phone}
      title={isFirst ? text.app : text.anotherApp}
      keep
      actions={<Button onClick={() => go({ step: 'authenticator' })}>{text.setUp}</Button>}
    >
      {isFirst ? text.appText : text.anotherAppText}
    </Row>
  );
}

function Codes({ account, showCodes }: SecurityProps) {
  const [isAsked, setAsked] = useState(false);
  const left = account.user.recoveryCodesLeft;
  const renew = useAction(async () => {
    const codes = await renewedCodes();
    setAsked(false);
    showCodes({ codes, after: 'renewed' });
  });
  return (
    <Row
      icon={icons.key}
      title={text.codes}
      keep
      badges={
        left <= fewCodes ? (
          <Badge tone="warn" icon={icons.triangle}>
            {text.left(left)}
          </Badge>
        ) : (
          <Badge>{text.left(left)}</Badge>
        )
      }
      actions={<Button onClick={() => setAsked(true)}>{text.renew}</Button>}
    >
      {left <= fewCodes ? text.codesFew : text.codesText}
      {isAsked && (
        <Confirm
          title={text.renewTitle}
          action={renew}
          verb={text.renew}
          onSend={() => renew.run()}
          onClose={() => setAsked(false)}
        >
          <p class="soft">{text.renewText}</p>
        </Confirm>
      )}
    </Row>
  );
}
