import {
  BeginTotpEnrollmentDocument,
  ConfirmTotpEnrollmentDocument,
  RemoveFactorDocument,
  type SecurityQuery,
} from 'authgraph/client';
import { button, date, element, field, form } from './dom.js';
import { showCodes } from './recovery-codes.js';
import { session } from './session.js';
import { withProof } from './step-up.js';

type Factors = NonNullable<SecurityQuery['me']>['factors'];

/** Authenticator apps. A real page draws `otpauthUri` as a QR code. */
export function showApps(factors: Factors, update: () => Promise<void>): HTMLElement {
  const room = element('div');
  const begin = async () => {
    const { enrollment } = await withProof(() =>
      session.request(BeginTotpEnrollmentDocument, { label: null }),
    );
    room.replaceChildren(enrolling(enrollment, update));
    room.querySelector('input')?.focus();
  };
  const remove = async (id: string) => {
    await withProof(() => session.requestTokens(RemoveFactorDocument, { id }));
    await update();
  };
  const rows = factors.map(({ id, label, lastUsedAt }) =>
    element(
      'li',
      {},
      element(
        'div',
        {},
        element('strong', {}, label ?? 'Authenticator app'),
        element('small', {}, `Last used ${date(lastUsedAt)}`),
      ),
      button('Remove', () => remove(id), { class: 'danger' }),
    ),
  );
  if (rows.length > 0) room.append(element('ul', {}, ...rows));
  room.append(button('Add an authenticator app', begin, { class: 'second' }));
  return room;
}

function enrolling(
  { factorId, secret, otpauthUri }: { factorId: string; secret: string; otpauthUri: string },
  update: () => Promise<void>,
): HTMLElement {
  return form(
    async (typed) => {
      const variables = { factorId, code: typed('code') };
      const { change } = await session.requestTokens(ConfirmTotpEnrollmentDocument, variables);
      if (change.recoveryCodes !== null) showCodes(change.recoveryCodes);
      await update();
    },
    element(
      'p',
      {},
      element('a', { href: otpauthUri }, 'Open your authenticator app'),
      ', or type this into it:',
    ),
    element('code', {}, secret),
    field('Its code', {
      name: 'code',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      required: true,
    }),
    element('button', {}, 'Confirm'),
  );
}
