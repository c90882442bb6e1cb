import { useRef, useState } from 'preact/hooks';
import { encode } from 'uqr';
import {
  BeginTotpEnrollmentDocument,
  ConfirmTotpEnrollmentDocument,
} from '../../src/client/index.js';
import { AccountDocument } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button, onSubmit } from '../ui/button.js';
import { CodeField } from '../ui/code-field.js';
import { CopyButton } from '../ui/copy.js';
import { Loaded } from '../ui/empty.js';
import { isRefusal } from '../ui/failure.js';
import { useLoad } from '../ui/load.js';
import { go } from '../ui/location.js';
import { PageHead } from '../ui/shell.js';
import { session } from '../ui/session.js';
import { asUser, asUserWithTokens } from '../ui/step-up.js';
import { clockTime, useCountdown } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { authenticatorWords as text } from './authenticator-words.js';
import { Crumbs, type SecurityProps } from './security.js';
import { Steps } from './recovery-codes.js';
import { renewedCodes } from './two-step.js';
import { words } from './words.js';

interface Enrollment {
  readonly factorId: string;
  readonly secret: string;
  readonly otpauthUri: string;
  /** In milliseconds of the clock. */
  readonly until: number;
}

async function begin(): Promise<Enrollment> {
  const { enrollment } = await asUser(BeginTotpEnrollmentDocument, { label: null });
  return { ...enrollment, until: Date.now() + enrollment.expiresIn * 1000 };
}

type AuthenticatorProps = Pick<SecurityProps, 'account' | 'showCodes' | 'reload'>;

/** Scan, confirm by a first code, save the recovery codes. */
export function Authenticator(props: AuthenticatorProps) {
  const load = useLoad(begin);
  return (
    <>
      <Crumbs />
      <PageHead title={text.title} />
      <Steps now="scan" />
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<span class="sk box" />}
      >
        {(enrollment) => (
          <div class="panel">
            <Scan enrollment={enrollment} again={load.again} />
            <FirstCode key={enrollment.factorId} enrollment={enrollment} {...props} />
          </div>
        )}
      </Loaded>
    </>
  );
}

interface ScanProps {
  readonly enrollment: Enrollment;
  readonly again: () => void;
}

function Scan({ enrollment: { secret, otpauthUri, until }, again }: ScanProps) {
  const left = useCountdown(until);
  const key = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
  return (
    <div class="pad qr-line">
      <QrCode content={otpauthUri} />
      <div class="stack">
        <div class="stack-2">
          <h2>{text.scan}</h2>
          <p class="soft">{text.scanText}</p>
        </div>
        <div class="copy-line">
          <code translate={false}>{key}</code>
          <CopyButton text={secret} label={text.copyKey} isIcon />
        </div>
        <a class="btn m-only open-app" href={otpauthUri}>
          {text.open}
        </a>
        {left > 0 ? (
          <p class="soft">
            {text.leftBefore}
            <span class="num">{clockTime(left)}</span>
            {text.leftAfter}
          </p>
        ) : (
          <>
            <p role="alert">{text.over}</p>
            <Button onClick={again}>{text.newKey}</Button>
          </>
        )}
      </div>
    </div>
  );
}

/** Drawn as one path: the policy lets no text become a picture. */
function QrCode({ content }: { readonly content: string }) {
  const { data, size } = encode(content, { ecc: 'M', border: 0 });
  const path = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])),
  );
  return (
    <div class="qr">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={text.qr}
        shape-rendering="crispEdges"
      >
        <path d={path.join('')} />
      </svg>
    </div>
  );
}

type FirstCodeProps = AuthenticatorProps & { readonly enrollment: Enrollment };

/**
 * Confirms the app.
 * @param isFirst two-step sign-in was off before the first try, whose answer may be lost and which turns it on
 * @returns recovery codes, if there are new ones
 */
async function confirmApp(
  isFirst: boolean,
  variables: { readonly factorId: string; readonly code: string },
  isUncertain: boolean,
): Promise<readonly string[] | null> {
  if (isUncertain) {
    const { me } = await session.request(AccountDocument, {});
    const isThere = me?.factors.some(({ id }) => id === variables.factorId) === true;
    if (isThere) return isFirst ? renewedCodes() : null;
  }
  const { change } = await asUserWithTokens(ConfirmTotpEnrollmentDocument, variables);
  return change.recoveryCodes;
}

function FirstCode({ enrollment, account, showCodes, reload }: FirstCodeProps) {
  const [code, setCode] = useState('');
  const isFirst = useRef(false);
  const confirm = useAction(async (digits: string, isUncertain) => {
    if (!isUncertain) isFirst.current = !account.user.twoStepSignIn;
    const variables = { factorId: enrollment.factorId, code: digits };
    const codes = await confirmApp(isFirst.current, variables, isUncertain);
    if (codes !== null) {
      showCodes({ codes, after: 'app' });
      return;
    }
    toast(text.added);
    reload();
    go({ step: undefined }, true);
  });
  const isWrong = isRefusal(confirm.failure, 'CODE_INVALID');
  return (
    <form onSubmit={onSubmit(() => confirm.run(code))}>
      <div class="pad stack">
        <h2>{text.type}</h2>
        <FailureBanner action={confirm} except={['CODE_INVALID']} />
        <CodeField
          name="totp"
          label={text.digits}
          size={6}
          value={code}
          onValue={(digits) => {
            setCode(digits);
            confirm.clear();
          }}
          onFull={confirm.run}
          readOnly={confirm.isBusy}
          {...(isWrong ? { error: text.wrong } : {})}
        />
        <SlowNote action={confirm} />
      </div>
      <div class="panel-foot">
        <Button onClick={() => go({ step: undefined })}>{words.cancel}</Button>
        <ActButton type="submit" action={confirm} busyText={words.busy} look="primary">
          {words.twoStep.turnOn}
        </ActButton>
      </div>
    </form>
  );
}
