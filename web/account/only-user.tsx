import type { ComponentChildren } from 'preact';
import { words } from './words.js';

/**
 * The account that an administrator looks at: its id. Such a page acts with the token of the impersonation alone
 * (`viewed.tsx`).
 */
export const viewedUser = new URLSearchParams(location.search).get('as');

/** What only the user may do (`IMPERSONATED`): an administrator who looks at it can press nothing. */
export function OnlyUser({ children }: { readonly children: ComponentChildren }) {
  const parts = <div class="stack-8">{children}</div>;
  if (viewedUser === null) return parts;
  return (
    <fieldset disabled>
      <legend class="vh">{words.onlyUser}</legend>
      {parts}
    </fieldset>
  );
}
