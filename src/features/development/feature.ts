import type { Feature } from '../../platform/feature.js';
import { createOwnPages, type SendPage } from '../../platform/http/own-page.js';
import { packageVersion } from '../../platform/package-folder.js';
import type { FeatureRoutes, Handler } from '../../platform/route.js';
import { createDocumentationRoutes, documentationPages } from './documentation.js';
import { createLinkPageRoutes } from './link-pages.js';
import { openMailFolder, type MailFolder } from './mail-folder.js';
import { createMailboxRoutes } from './mailbox.js';
import { startPage, type RunningService } from './start-page.js';
import { wordsFor } from './words.js';

export interface DevelopmentOptions extends Pick<
  RunningService,
  'database' | 'endpoint' | 'byEmail' | 'sandbox' | 'graphiql'
> {
  /** Whether the links of mails lead to pages of this feature. */
  readonly linkPages: boolean;
  /** Where mails are written; `undefined` if they are sent. */
  readonly mailFolder: string | undefined;
  readonly ping: () => Promise<void>;
  readonly isDraining: () => boolean;
}

/** What there is for those who build with the service; nothing of it in production. */
export interface Development {
  readonly startPage: Handler;
  readonly routes: FeatureRoutes;
}

export function createDevelopment(options: DevelopmentOptions): Development {
  const { mailFolder, isDraining, linkPages } = options;
  const { files, send } = createOwnPages('/dev');
  const folder = mailFolder === undefined ? undefined : openMailFolder(mailFolder);
  const served = [...files].map(([path, handle]) => [path, { methods: ['GET', 'HEAD'], handle }]);
  return {
    startPage: createStartPage(options, folder, send),
    routes: {
      ...(Object.fromEntries(served) as FeatureRoutes),
      ...(linkPages && createLinkPageRoutes(send, options.byEmail)),
      ...createDocumentationRoutes(send),
      ...(folder && createMailboxRoutes({ folder, send, isDraining })),
    },
  };
}

function createStartPage(
  { ping, ...service }: DevelopmentOptions,
  folder: MailFolder | undefined,
  send: SendPage,
): Handler {
  const version = packageVersion();
  const documentation = documentationPages().size > 0;
  return async ({ request, response }) => {
    const words = wordsFor(request);
    const isReady = await ping().then(
      () => true,
      () => false,
    );
    const mails = (await folder?.ids())?.length;
    const body = startPage({ ...service, version, documentation, isReady, mails }, words);
    const { language } = words;
    const { title } = words.start;
    await send(response, { language, title, layout: 'dense', name: 'start', root: './', body });
  };
}

export interface DevelopmentServices {
  /** `undefined` in production. */
  readonly development: Development | undefined;
}

/** The pages of development: start page, mailbox, links of mails, documentation. */
export const development: Feature<DevelopmentServices> = {
  permissions: () => ({}),
  routes: ({ development: pages }) => pages?.routes ?? {},
};
