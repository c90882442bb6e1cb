import { useEffect, useState } from 'preact/hooks';
import { UnlinkIdentityDocument } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { Banner, FailureBanner } from '../ui/banner.js';
import { ActButton } from '../ui/button.js';
import { removing } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { Dots, Group, Row } from '../ui/panel.js';
import { asUser } from '../ui/step-up.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import type { Account, User } from './account.js';
import { Confirm } from './confirm.js';
import { LastWay, RemoveButton } from './last-way.js';
import { beginLink, finishLink, isOfProof, returned } from './linking.js';
import type { SecurityProps } from './security.js';
import { words } from './words.js';

const text = words.linked;

/** Accounts at providers: those that are linked, and those that can be. */
export function Linked(props: SecurityProps) {
  const { account, reload } = props;
  const { providers, user } = account;
  const finish = useAction(async () => {
    const provider = await finishLink();
    if (provider === undefined) return;
    toast(text.linkedTo(nameOfProvider(account, provider)));
    reload();
  });
  useEffect(() => finish.run(), []);
  const free = providers.filter(
    ({ id }) => !user.identities.some(({ provider }) => provider === id),
  );
  return (
    <Group title={text.title} text={text.text}>
      {!isOfProof && returned?.error !== undefined && (
        <Banner tone="danger" icon={icons.warning} title={text.failed} isAlert>
          {returned.error === 'access_denied' ? text.declined : text.failedText}
        </Banner>
      )}
      <FailureBanner action={finish} sentences={words.refusals} />
      <ul class="panel">
        {user.identities.map((each) => (
          <IdentityRow key={each.id} identity={each} {...props} />
        ))}
        {free.map((each) => (
          <ProviderRow key={each.id} {...each} />
        ))}
      </ul>
    </Group>
  );
}

/** One that is no longer configured is called by its id. */
function nameOfProvider({ providers }: Account, provider: string): string {
  return providers.find(({ id }) => id === provider)?.name ?? provider;
}

type IdentityProps = SecurityProps & { readonly identity: User['identities'][number] };

function IdentityRow({ identity, account, reload, isLastWay }: IdentityProps) {
  const [isAsked, setAsked] = useState(false);
  const { id, email, createdAt, provider } = identity;
  const name = nameOfProvider(account, provider);
  const unlink = useAction(async () => {
    await removing(asUser(UnlinkIdentityDocument, { id }));
    setAsked(false);
    toast(text.unlinked(name));
    reload();
  });
  return (
    <Row
      icon={icons.link}
      title={name}
      keep
      actions={
        <RemoveButton
          {...{ isLastWay, id }}
          verb={text.unlink}
          what={name}
          act={() => setAsked(true)}
        />
      }
    >
      <Dots
        facts={[
          email,
          <>
            {text.since[0]}
            <Time at={createdAt} />
            {text.since[1]}
          </>,
        ]}
      />
      {isLastWay && <LastWay id={id} />}
      {isAsked && (
        <Confirm
          title={text.unlinkTitle(name)}
          action={unlink}
          verb={text.unlink}
          look="danger"
          onSend={() => unlink.run()}
          onClose={() => setAsked(false)}
        >
          <p class="soft">{text.unlinkText(name)}</p>
        </Confirm>
      )}
    </Row>
  );
}

function ProviderRow({ id, name }: Account['providers'][number]) {
  const link = useAction(() => beginLink(id));
  return (
    <Row
      icon={icons.link}
      title={name}
      keep
      actions={
        <ActButton action={link} busyText={words.waiting} onClick={() => link.run()}>
          {text.link}
          <span class="vh">: {name}</span>
        </ActButton>
      }
    >
      {text.notLinked}
      <FailureBanner action={link} sentences={words.refusals} />
    </Row>
  );
}
