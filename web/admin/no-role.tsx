import { Brand } from '../ui/brand.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { addressOf, hasAccountPage } from '../ui/page.js';
import { PageHead } from '../ui/shell.js';
import { words } from './words.js';

interface NoRoleProps {
  readonly name: string;
  /** The account has the role, which takes a second step that the account does not have. */
  readonly needsSecondStep: boolean;
}

/** Someone is signed in who is no administrator. */
export function NoRole({ name, needsSecondStep }: NoRoleProps) {
  return (
    <main class="auth-main">
      <Brand />
      <section class="auth-card">
        <p>
          <span class="tile big warn">
            <Icon shape={icons.lock} />
          </span>
        </p>
        <PageHead
          title={words.noRole.title}
          text={needsSecondStep ? words.noRole.mfa : words.noRole.text(name)}
        />
        <div class="stack">
          {hasAccountPage && (
            <a
              class={needsSecondStep ? 'btn primary wide' : 'btn wide'}
              href={addressOf('account')}
            >
              {words.ownAccount}
            </a>
          )}
          <a class="btn wide" href={addressOf('logout')}>
            {words.noRole.other}
          </a>
        </div>
      </section>
    </main>
  );
}
