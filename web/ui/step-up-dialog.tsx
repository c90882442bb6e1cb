import { useEffect, useState } from 'preact/hooks';
import type { StepUpInput } from '../../src/client/index.js';
import { useAction, type Action } from './action.js';
import { FailureBanner, SlowNote } from './banner.js';
import { ActButton, Button } from './button.js';
import { Dialog } from './dialog.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { addressOf } from './page.js';
import { loadPart } from './part.js';
import { session } from './session.js';
import { askBy, type StepUpQuestion } from './step-up.js';
import { Proof, refusals, type TypedWay } from './step-up-proof.js';
import { stepUpWords as words } from './step-up-words.js';
import { words as common } from './words.js';

interface Asked extends StepUpQuestion {
  readonly settle: (isProved: boolean) => void;
}

/** Once on a page: the dialog for what takes a newer proof of identity. */
export function StepUps() {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => {
    const ask = (question: StepUpQuestion) =>
      new Promise<boolean>((resolve) => {
        const settle = (isProved: boolean) => {
          setAsked(undefined);
          resolve(isProved);
        };
        setAsked({ ...question, settle });
      });
    return askBy(ask);
  }, []);
  if (asked === undefined) return null;
  const hasNone = asked.ways.length === 0 && asked.providers.length === 0;
  return hasNone ? <NoWay {...asked} /> : <StepUpDialog {...asked} />;
}

const signInAgain = () => location.assign(addressOf('logout'));

function NoWay({ settle }: Asked) {
  const close = () => settle(false);
  return (
    <Dialog
      title={words.title}
      onClose={close}
      onSend={signInAgain}
      foot={
        <>
          <Button onClick={close}>{common.cancel}</Button>
          <Button type="submit" look="primary">
            {words.signInAgain}
          </Button>
        </>
      }
    >
      <p class="soft">{words.none}</p>
    </Dialog>
  );
}

const inputOf: Readonly<Record<TypedWay, (text: string) => StepUpInput>> = {
  password: (password) => ({ password }),
  totp: (totp) => ({ totp }),
  emailCode: (emailCode) => ({ emailCode }),
  recoveryCode: (recoveryCode) => ({ recoveryCode }),
};

/** What proves it: the button of the passkey, and the field of a way. */
function useProofs({ passkeys, settle }: Asked, way: TypedWay | undefined) {
  const byPasskey = useAction(async () => {
    await passkeys?.stepUp();
    settle(true);
  });
  const byText = useAction(async (text: string) => {
    if (way === undefined) return;
    await session.stepUp(inputOf[way](text));
    settle(true);
  });
  return { byPasskey, byText, failing: byText.failure === undefined ? byPasskey : byText };
}

function StepUpDialog(asked: Asked) {
  const typed = asked.ways.filter((each) => each !== 'passkey');
  const hasPasskey = asked.ways.includes('passkey');
  const [way, setWay] = useState(typed[0]);
  const [proof, setProof] = useState('');
  const { byPasskey, byText, failing } = useProofs(asked, way);
  const choose = (next: TypedWay) => {
    byText.clear();
    byPasskey.clear();
    setProof('');
    setWay(next);
  };
  const close = () => asked.settle(false);
  const confirm = way !== undefined && (
    <ActButton
      type="submit"
      action={byText}
      busyText={words.confirming}
      look={hasPasskey ? undefined : 'primary'}
      disabled={proof === ''}
    >
      {words.confirm}
    </ActButton>
  );
  return (
    <Dialog
      title={words.title}
      onClose={close}
      onSend={() => (way === undefined ? byPasskey.run() : byText.run(proof))}
      foot={
        <>
          <Button onClick={close}>{common.cancel}</Button>
          {/* Some providers never say when their user has signed in. */}
          {asked.ways.length === 0 && <Button onClick={signInAgain}>{words.signInAgain}</Button>}
          {confirm}
        </>
      }
    >
      <p class="soft">{words.text}</p>
      <FailureBanner action={failing} except={refusals} sentences={words.passkeyErrors} />
      {hasPasskey && <PasskeyButton action={byPasskey} />}
      {hasPasskey && way !== undefined && <div class="or">{words.or}</div>}
      {way !== undefined && <Proof key={way} {...{ way, proof, setProof }} action={byText} />}
      <OtherWays ways={typed.filter((each) => each !== way)} choose={choose} />
      <Providers {...asked} isAlone={asked.ways.length === 0} />
      <SlowNote action={byText} />
    </Dialog>
  );
}

function PasskeyButton({ action }: { readonly action: Action<void> }) {
  return (
    <ActButton
      action={action}
      busyText={words.confirming}
      onClick={() => action.run()}
      look="primary"
      wide
    >
      <Icon shape={icons.passkey} />
      {words.use.passkey}
    </ActButton>
  );
}

interface ProvidersProps extends Pick<Asked, 'providers'> {
  /** There is no other way. */
  readonly isAlone: boolean;
}

/** Each leads away and back. The page does not know any more then what was to be done. */
function Providers({ providers, isAlone }: ProvidersProps) {
  const leave = useAction(async (id: string) => (await loadPart(import('./prove.js'))).proveAt(id));
  if (providers.length === 0) return null;
  return (
    <>
      {!isAlone && <div class="or">{words.or}</div>}
      <FailureBanner action={leave} />
      <div class="stack-2">
        {providers.map(({ id, name }) => (
          <ActButton
            key={id}
            action={leave}
            busyText={words.confirming}
            onClick={() => leave.run(id)}
            wide
          >
            {words.provider(name)}
          </ActButton>
        ))}
        <p class="soft">{words.providerText}</p>
      </div>
      <SlowNote action={leave} />
    </>
  );
}

interface OtherWaysProps {
  readonly ways: readonly TypedWay[];
  readonly choose: (way: TypedWay) => void;
}

function OtherWays({ ways, choose }: OtherWaysProps) {
  if (ways.length === 0) return null;
  return (
    <p class="line-up">
      {ways.map((way) => (
        <button key={way} type="button" class="as-link" onClick={() => choose(way)}>
          {words.use[way]}
        </button>
      ))}
    </p>
  );
}
