import type { SendPage } from '../../platform/http/own-page.js';
import { sendError, sendJson } from '../../platform/http/body.js';
import type { Exchange, FeatureRoutes, Handler, Outgoing } from '../../platform/route.js';
import { isSameOrigin, localOnly } from './local-only.js';
import type { FolderMail, MailFolder } from './mail-folder.js';
import { mailboxPage } from './mailbox-page.js';
import { createNews, stateOf } from './mailbox-news.js';
import { wordsFor } from './words.js';

/**
 * For a mail as HTML: no script, no form, no request to anyone, and an origin of its own. Only its look is its own,
 * and that can load nothing.
 */
const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface MailboxOptions {
  readonly folder: MailFolder;
  readonly send: SendPage;
  readonly isDraining: () => boolean;
}

/** The mails of the folder, for a browser on this machine. */
export function createMailboxRoutes({ folder, send, isDraining }: MailboxOptions): FeatureRoutes {
  async function show({ request, response, url }: Exchange): Promise<void> {
    const ids = await folder.ids();
    const found = await Promise.all(ids.map((id) => folder.read(id)));
    const mails = found.filter((mail): mail is FolderMail => mail !== undefined);
    const wanted = new URLSearchParams(url.search).get('mail');
    const shown = mails.find(({ id }) => id === wanted) ?? mails[0];
    const words = wordsFor(request);
    const body = mailboxPage({ mails, shown, state: stateOf(ids) }, words);
    const { language } = words;
    const title = `${words.mailbox.title} · Authgraph`;
    await send(response, { language, title, layout: 'dense', name: 'mailbox', root: '../', body });
  }

  async function clear({ request, response }: Exchange): Promise<void> {
    if (!isSameOrigin(request)) {
      sendError(response, 403, {
        message: 'Only the mailbox itself may clear it.',
        extensions: { code: 'FORBIDDEN' },
      });
      return;
    }
    await folder.clear();
    sendJson(response, 200, { cleared: true });
  }

  const readable = (handle: Handler) => ({ methods: ['GET', 'HEAD'], handle: localOnly(handle) });
  return {
    '/dev/mailbox': {
      methods: ['GET', 'HEAD', 'DELETE'],
      handle: localOnly((exchange) =>
        exchange.request.method === 'DELETE' ? clear(exchange) : show(exchange),
      ),
    },
    '/dev/mailbox/news': readable(createNews({ folder, isDraining })),
    '/dev/mailbox/html': readable(async (exchange) => {
      const mail = await folder.read(idOf(exchange));
      sendMail(exchange.response, mail?.html ?? undefined, 'text/html; charset=utf-8');
    }),
    '/dev/mailbox/source': readable(async (exchange) => {
      const source = await folder.source(idOf(exchange));
      sendMail(exchange.response, source, 'text/plain; charset=utf-8');
    }),
  };
}

function idOf({ url }: Exchange): string {
  return new URLSearchParams(url.search).get('mail') ?? '';
}

function sendMail(
  response: Outgoing,
  content: string | Buffer | undefined,
  contentType: string,
): void {
  if (content === undefined) {
    sendError(response, 404, {
      message: 'There is no such mail.',
      extensions: { code: 'BAD_REQUEST' },
    });
    return;
  }
  response.setHeader('content-type', contentType);
  response.setHeader('content-security-policy', mailPolicy);
  response.setHeader('cache-control', 'no-store');
  response.end(content);
}
