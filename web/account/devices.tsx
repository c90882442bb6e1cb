import { useState } from 'preact/hooks';
import { RevokeSessionDocument } from '../../src/client/index.js';
import {
  DevicesDocument,
  LogoutOtherSessionsDocument,
  type DevicesQuery,
} from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { agentOf } from '../ui/agent.js';
import { Banner, FailureBanner } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Loaded, SkeletonRows } from '../ui/empty.js';
import { removing } from '../ui/failure.js';
import * as icons from '../ui/icons.js';
import { useLoad } from '../ui/load.js';
import { useLive } from '../ui/live.js';
import { Badge, Dots, Row } from '../ui/panel.js';
import { session } from '../ui/session.js';
import { PageHead } from '../ui/shell.js';
import { asUser } from '../ui/step-up.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { Confirm } from './confirm.js';
import { OnlyUser } from './only-user.js';
import { words } from './words.js';

type Device = NonNullable<DevicesQuery['me']>['sessions'][number];

async function readDevices(): Promise<readonly Device[]> {
  const { me } = await session.request(DevicesDocument, {});
  return me?.sessions ?? [];
}

/** Where the user is signed in. */
export function Devices() {
  const load = useLoad(readDevices);
  useLive(['SessionEnded'], load.renew);
  return (
    <>
      <PageHead title={words.places.devices} text={words.devices.text} />
      <Loaded
        load={load}
        failed={words.devices.failed}
        loading={words.devices.loading}
        skeleton={<SkeletonRows count={3} />}
      >
        {(devices) => (
          <OnlyUser>
            <DeviceList devices={devices} set={load.set} />
          </OnlyUser>
        )}
      </Loaded>
    </>
  );
}

interface DeviceListProps {
  readonly devices: readonly Device[];
  readonly set: (devices: readonly Device[]) => void;
}

function DeviceList({ devices, set }: DeviceListProps) {
  const own = devices
    .filter(({ impersonated }) => !impersonated)
    .sort((one, other) => Number(other.current) - Number(one.current));
  const without = (gone: Device) => set(devices.filter((each) => each !== gone));
  const others = devices.filter(({ current }) => !current);
  return (
    <div class="stack-6">
      {devices
        .filter(({ impersonated }) => impersonated)
        .map((each) => (
          <Impersonation key={each.id} device={each} onEnd={() => without(each)} />
        ))}
      <ul class="panel">
        {own.map((each) => (
          <DeviceRow key={each.id} device={each} onEnd={() => without(each)} />
        ))}
      </ul>
      {others.length > 0 && (
        <OtherDevices
          count={others.length}
          onEnd={() => set(devices.filter(({ current }) => current))}
        />
      )}
    </div>
  );
}

interface DeviceProps {
  readonly device: Device;
  readonly onEnd: () => void;
}

function useEnd({ device, onEnd }: DeviceProps, said: string) {
  return useAction(async () => {
    await removing(asUser(RevokeSessionDocument, { id: device.id }));
    toast(said);
    onEnd();
  });
}

function DeviceRow({ device, onEnd }: DeviceProps) {
  const { name, icon } = agentOf(device.userAgent);
  const end = useEnd({ device, onEnd }, words.devices.ended(name));
  return (
    <Row
      icon={icon}
      title={name}
      keep
      badges={device.current && <Badge tone="accent">{words.devices.current}</Badge>}
      actions={
        device.current ? undefined : (
          <ActButton action={end} busyText={words.busy} onClick={() => end.run()}>
            {words.devices.end}
            <span class="vh">: {name}</span>
          </ActButton>
        )
      }
    >
      <Dots
        facts={[
          <>
            <span class="vh">{words.devices.lastUsed} </span>
            <Time at={device.lastUsedAt} />
          </>,
          device.ipAddress,
          <>
            {words.devices.signedIn[0]}
            <Time at={device.createdAt} />
            {words.devices.signedIn[1]}
          </>,
        ]}
      />
      <FailureBanner action={end} />
    </Row>
  );
}

const clock = (at: string) =>
  new Intl.DateTimeFormat(words.language, { timeStyle: 'short' }).format(new Date(at));

/** An administrator is in the account: it is said, and can be ended. */
function Impersonation({ device, onEnd }: DeviceProps) {
  const end = useEnd({ device, onEnd }, words.devices.impersonationEnded);
  return (
    <>
      <Banner
        tone="info"
        icon={icons.impersonate}
        title={words.devices.impersonated}
        action={
          device.current ? undefined : (
            <ActButton action={end} busyText={words.busy} onClick={() => end.run()}>
              {words.devices.endNow}
            </ActButton>
          )
        }
      >
        {words.devices.impersonatedText(clock(device.createdAt), clock(device.expiresAt))}
      </Banner>
      <FailureBanner action={end} />
    </>
  );
}

interface OtherDevicesProps {
  readonly count: number;
  readonly onEnd: () => void;
}

function OtherDevices({ count, onEnd }: OtherDevicesProps) {
  const [isAsked, setAsked] = useState(false);
  const end = useAction(async () => {
    await asUser(LogoutOtherSessionsDocument, {});
    setAsked(false);
    toast(words.devices.othersEnded);
    onEnd();
  });
  const verb = words.devices.endOthers(count);
  return (
    <>
      <ul class="panel">
        <Row
          title={words.devices.others}
          actions={
            <Button look="danger-quiet" onClick={() => setAsked(true)}>
              {verb}
            </Button>
          }
        >
          {words.devices.othersText}
        </Row>
      </ul>
      {isAsked && (
        <Confirm
          title={words.devices.endOthersTitle(count)}
          action={end}
          verb={verb}
          look="danger"
          onSend={() => end.run()}
          onClose={() => setAsked(false)}
        >
          <p class="soft">{words.devices.othersText}</p>
        </Confirm>
      )}
    </>
  );
}
