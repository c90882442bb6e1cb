import { useState } from 'preact/hooks';
import {
  KeysDocument,
  RotateSigningKeysDocument,
  type KeysQuery,
  type SigningKeyState,
} from '../generated/admin.js';
import { FailureBanner } from '../ui/banner.js';
import { Button } from '../ui/button.js';
import { Empty, Loaded, SkeletonRows } from '../ui/empty.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { Badge } from '../ui/panel.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { toast } from '../ui/toast.js';
import { useChange } from './change.js';
import { Confirm } from './confirm.js';
import { momentText } from './day.js';
import { words } from './words.js';

const text = words.keys;

type Key = KeysQuery['signingKeys'][number];

/** What signs the tokens, and its rotation. */
export function Keys() {
  const load = useLoad(() => asUser(KeysDocument, {}));
  const [isAsked, setAsked] = useState(false);
  const keys = load.data?.signingKeys ?? [];
  const [latest] = keys;
  return (
    <>
      <PageHead
        title={text.title}
        {...(latest === undefined ? {} : { text: text.text(latest.algorithm) })}
        action={
          latest !== undefined && (
            <Button look="primary" onClick={() => setAsked(true)}>
              <Icon shape={icons.again} small />
              {text.rotate}
            </Button>
          )
        }
      />
      {load.data !== undefined && <FailureBanner action={load} />}
      <Loaded
        load={load}
        failed={text.failed}
        loading={text.loading}
        skeleton={<SkeletonRows count={2} />}
      >
        {({ signingKeys }) => (
          <div class="panel">
            {signingKeys.length === 0 ? (
              <Empty icon={icons.key} title={text.none}>
                {text.noneText}
              </Empty>
            ) : (
              <KeyTable keys={signingKeys} />
            )}
          </div>
        )}
      </Loaded>
      {isAsked && <Rotate onClose={() => setAsked(false)} onDone={load.again} />}
    </>
  );
}

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  const { columns } = text;
  return (
    <table class="table">
      <caption class="vh">{text.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.key}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col" class="s-hide">
            {columns.good}
          </th>
          <th scope="col" class="w-hide">
            {columns.from}
          </th>
          <th scope="col" class="w-hide">
            {columns.until}
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.kid} signing={key} />
        ))}
      </tbody>
    </table>
  );
}

const looks: Readonly<
  Record<SigningKeyState, { readonly tone?: 'accent' | 'ok' | 'danger'; readonly icon?: string }>
> = {
  PENDING: { tone: 'accent', icon: icons.clock },
  SIGNING: { tone: 'ok', icon: icons.check },
  VERIFYING: {},
  EXPIRED: {},
  REVOKED: { tone: 'danger', icon: icons.blocked },
};

/** A `kid` is long and means nothing to people: its ends tell it from others. */
const shortened = (kid: string) => (kid.length > 12 ? `${kid.slice(0, 4)}…${kid.slice(-4)}` : kid);

function KeyRow({ signing }: { readonly signing: Key }) {
  const { kid, state, activatesAt, expiresAt } = signing;
  return (
    <tr>
      <td>
        <span class="mono" title={kid}>
          {shortened(kid)}
        </span>
        <p class="soft m-only">{text.good[state]}</p>
      </td>
      <td class="tight">
        <Badge {...looks[state]}>{text.states[state]}</Badge>
      </td>
      <td class="s-hide">{text.good[state]}</td>
      <td class="w-hide tight num">{momentText(activatesAt)}</td>
      <td class="w-hide tight num">{expiresAt === null ? '–' : momentText(expiresAt)}</td>
    </tr>
  );
}

interface RotateProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Drawn as three nodes: what comes one after the other. */
function Rotate({ onClose, onDone }: RotateProps) {
  const rotate = useChange(
    RotateSigningKeysDocument,
    {},
    {
      event: { type: 'keys.rotated' },
      reload: onDone,
      done() {
        onClose();
        toast(text.rotated);
        onDone();
      },
    },
  );
  return (
    <Confirm title={text.rotateTitle} action={rotate} verb={text.rotateVerb} onClose={onClose}>
      <p class="soft">{text.rotateText}</p>
      <ol class="trace">
        {text.steps.map((step, at) => (
          <li key={step} class={at === 0 ? 'you' : 'plain'}>
            <span>{step}</span>
          </li>
        ))}
      </ol>
    </Confirm>
  );
}
