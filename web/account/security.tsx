import { useEffect, useState } from 'preact/hooks';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { useLoad, type Load } from '../ui/load.js';
import { go, Link, useQuery } from '../ui/location.js';
import { loadPart } from '../ui/part.js';
import { PageHead } from '../ui/shell.js';
import { hasOneWayIn, type PartProps } from './account.js';
import type { Authenticator as AuthenticatorPage } from './authenticator.js';
import { Linked } from './linked.js';
import { OnlyUser, viewedUser } from './only-user.js';
import { Passkeys } from './passkeys.js';
import { Password } from './password.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RunningRecovery } from './recovery.js';
import { TwoStep } from './two-step.js';
import { words } from './words.js';

/** New recovery codes, and what they came with. */
export interface NewCodes {
  readonly codes: readonly string[];
  /** They came as two-step sign-in was turned on by an app (`app`) or a passkey, or anew. */
  readonly after: 'app' | 'turned-on' | 'renewed';
}

export interface SecurityProps extends PartProps {
  readonly showCodes: (codes: NewCodes) => void;
  /** One way alone leads into the account: it cannot be removed. */
  readonly isLastWay: boolean;
}

let Authenticator: typeof AuthenticatorPage | undefined;

/** Few people set up an app: its code, which draws the QR code, comes when it is asked for. */
async function loadAuthenticator(): Promise<void> {
  ({ Authenticator } = await loadPart(import('./authenticator.js')));
}

if (new URLSearchParams(location.search).get('step') === 'authenticator') {
  loadAuthenticator().catch(() => undefined);
}

/** The ways into the account. */
export function Security(part: PartProps) {
  const step = useQuery().get('step');
  const [codes, setCodes] = useState<NewCodes>();
  // Another place was chosen: codes are shown once.
  useEffect(() => {
    if (step !== 'codes') setCodes(undefined);
  }, [step]);
  const showCodes = (next: NewCodes) => {
    setCodes(next);
    go({ step: 'codes' }, step !== null);
    part.reload();
  };
  const isSetUp = step === 'authenticator' && part.account.hasApps && viewedUser === null;
  const load = useLoad(async () => isSetUp && loadAuthenticator(), String(isSetUp));
  if (step === 'codes' && codes !== undefined) return <RecoveryCodes {...part} {...codes} />;
  if (isSetUp && Authenticator !== undefined) {
    return <Authenticator {...part} {...{ showCodes }} />;
  }
  return <Overview {...part} {...{ showCodes, load }} />;
}

interface OverviewProps extends PartProps, Pick<SecurityProps, 'showCodes'> {
  /** Of the step that comes next. */
  readonly load: Load<unknown>;
}

function Overview({ load, ...part }: OverviewProps) {
  const { account } = part;
  const props = { ...part, isLastWay: hasOneWayIn(account) };
  const hasSteps = account.hasApps || account.hasPasskeys;
  return (
    <>
      <PageHead title={words.places.security} text={words.security.text} />
      <OnlyUser>
        <FailureBanner action={load} />
        <SlowNote action={load} />
        <RunningRecovery {...props} />
        <Password {...props} />
        {account.hasPasskeys && <Passkeys {...props} />}
        {hasSteps && <TwoStep {...props} />}
        {(account.providers.length > 0 || account.user.identities.length > 0) && (
          <Linked {...props} />
        )}
      </OnlyUser>
    </>
  );
}

/** Back to the ways into the account. */
export function Crumbs() {
  return (
    <nav class="crumbs no-print" aria-label={words.back}>
      <Link to={{ step: undefined }}>{words.places.security}</Link>
      <Icon shape={icons.arrow} small />
      <span>{words.twoStep.title}</span>
    </nav>
  );
}
