import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './page.js';

// The Content-Security-Policy of the page lets only style elements with its nonce in.
setNonce(find('meta[property=csp-nonce]').nonce);
const root = find('#graphiql');
createRoot(root).render(
  <StrictMode>
    <Page byEmail={root.dataset['name'] === 'email'} />
  </StrictMode>,
);

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new TypeError(`the page has no ${selector}`);
  return element;
}
