import { useEffect } from 'preact/hooks';
import { useAction } from '../ui/action.js';
import { Banner, FailureBanner, SlowNote } from '../ui/banner.js';
import * as icons from '../ui/icons.js';
import { session } from '../ui/session.js';
import { stepUpWords } from '../ui/step-up-words.js';
import { toast } from '../ui/toast.js';
import { returned, takeReturned } from './linking.js';
import { words } from './words.js';

/** The page that has asked for the proof, where it is another one: `/admin`. */
const otherPage =
  returned?.returnTo === undefined || new URL(returned.returnTo).pathname === location.pathname
    ? undefined
    : new URL(returned.returnTo);

/** Takes the proof that a provider has brought, and says what came of it. */
export function ProofReturn() {
  const finish = useAction(async () => {
    const handoff = takeReturned();
    if (handoff === undefined) return;
    await session.stepUp({ handoff });
    if (otherPage === undefined) {
      toast(stepUpWords.proved);
      return;
    }
    otherPage.searchParams.set('said', 'proved');
    location.replace(otherPage);
  });
  useEffect(() => finish.run(), []);
  const error = returned?.error;
  if (error === undefined && finish.failure === undefined) return <SlowNote action={finish} />;
  return (
    <div class="stack before">
      {error !== undefined && (
        <Banner tone="danger" icon={icons.warning} title={stepUpWords.notProved} isAlert>
          {error === 'access_denied' ? words.linked.declined : words.linked.failedText}
        </Banner>
      )}
      <FailureBanner action={finish} />
      {otherPage !== undefined && <a href={otherPage.href}>{words.back}</a>}
    </div>
  );
}
