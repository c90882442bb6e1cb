import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sendError, sendJson } from '../../platform/http/body.js';
import type { Handler } from '../../platform/route.js';
import type { MailFolder } from './mail-folder.js';

/** Milliseconds between two looks into the folder, while a mailbox is open. */
const interval = 500;
/** Looks before an answer that there is nothing new: half a minute. */
const maxLooks = 60;
/** Mailboxes that may be open at once: each looks for itself. */
const maxOpen = 10;

/** A list of mails in short. */
export function stateOf(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join()).digest('base64url').slice(0, 16);
}

/**
 * Waits until the list is not `?state` any more, for half a minute. It ends with the service: an open mailbox must not
 * hold up its stop.
 */
export function createNews(options: { folder: MailFolder; isDraining: () => boolean }): Handler {
  const { folder, isDraining } = options;
  let open = 0;

  async function isChanged(known: string | null, isGone: () => boolean): Promise<boolean> {
    for (let looks = 0; looks < maxLooks && !isGone() && !isDraining(); looks += 1) {
      if (stateOf(await folder.ids()) !== known) return true;
      await delay(interval);
    }
    return false;
  }

  return async ({ response, url }) => {
    if (open >= maxOpen) {
      const message = 'Too many mailboxes are open; close one of them.';
      sendError(response, 503, { message, extensions: { code: 'BAD_REQUEST' } });
      return;
    }
    open += 1;
    try {
      const known = new URLSearchParams(url.search).get('state');
      sendJson(response, 200, { changed: await isChanged(known, () => response.destroyed) });
    } finally {
      open -= 1;
    }
  };
}
