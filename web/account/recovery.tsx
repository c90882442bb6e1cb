import { CancelAccountRecoveryDocument } from '../generated/account.js';
import { useAction } from '../ui/action.js';
import { Banner, FailureBanner } from '../ui/banner.js';
import { ActButton } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { fullTime } from '../ui/time.js';
import { asUser } from '../ui/step-up.js';
import { toast } from '../ui/toast.js';
import type { PartProps } from './account.js';
import { words } from './words.js';

/** Someone with a recovery code has begun to open the account: whoever is signed in can stop it. */
export function RunningRecovery({ account, reload }: PartProps) {
  const recovery = account.user.accountRecovery;
  const stop = useAction(async () => {
    await asUser(CancelAccountRecoveryDocument, {});
    toast(words.recovery.stopped);
    reload();
  });
  if (recovery === null) return null;
  return (
    <div class="stack">
      <Banner
        tone="warn"
        icon={icons.triangle}
        title={words.recovery.title}
        action={
          <ActButton action={stop} busyText={words.busy} onClick={() => stop.run()}>
            {words.recovery.stop}
          </ActButton>
        }
      >
        {words.recovery.text(fullTime(recovery.requestedAt), fullTime(recovery.opensAt))}
      </Banner>
      <FailureBanner action={stop} />
    </div>
  );
}
