import { useAction } from '../ui/action.js';
import { FailureBanner } from '../ui/banner.js';
import { useOnline } from '../ui/online.js';
import { addressOf } from '../ui/page.js';
import { loadPart } from '../ui/part.js';
import { session } from '../ui/session.js';
import type { Service } from './service.js';
import { words } from './words.js';

/** The code is loaded with the click: it leads away from the page anyhow. */
async function loadRedirect() {
  const { createRedirectSignIn } = await loadPart(import('../../src/client/redirect.js'));
  return createRedirectSignIn(session, { redirectUri: addressOf('login') });
}

/** Buttons of the providers of identity: up to three in a row, more one below the other. */
export function Social({ providers }: Pick<Service, 'providers'>) {
  const isOnline = useOnline();
  const leave = useAction(async (provider: string) => {
    const { signInWith } = await loadRedirect();
    await signInWith(provider, { returnTo: location.pathname + location.search });
    // Until the page is left, the buttons stay busy.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  });
  if (providers.length === 0) return null;
  return (
    <>
      <div class="or">{words.identifier.or}</div>
      <div
        class={providers.length > 3 ? 'social many' : 'social'}
        role="group"
        aria-label={words.identifier.social}
      >
        {providers.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="btn"
            disabled={!isOnline || leave.isBusy}
            onClick={() => leave.run(id)}
          >
            {name}
          </button>
        ))}
      </div>
      {leave.failure !== undefined && <FailureBanner action={leave} />}
    </>
  );
}
