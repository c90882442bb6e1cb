import { topBar } from '../../platform/http/own-page.js';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sendError } from '../../platform/http/body.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { SendPage } from '../../platform/http/own-page.js';
import { packageFolder } from '../../platform/package-folder.js';
import type { FeatureRoutes } from '../../platform/route.js';

/** What one begins with, beside the guides. */
const overview = 'docs/guides/README.md';

/** The pages of the package, by the path of their file. */
export function documentationPages(): ReadonlySet<string> {
  return new Set([...namesIn('').filter((name) => !name.includes('/')), ...namesIn('docs/')]);
}

function namesIn(folder: string): string[] {
  try {
    const all = readdirSync(new URL(folder, packageFolder), {
      recursive: folder !== '',
      encoding: 'utf8',
    });
    return all
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}

/**
 * The documentation that came with this version, offline. The page holds the text as it was written; its script puts
 * headings, links and tables in.
 */
export function createDocumentationRoutes(send: SendPage): FeatureRoutes {
  const pages = documentationPages();
  return {
    '/dev/docs': {
      methods: ['GET', 'HEAD'],
      async handle({ response, url }) {
        const name = new URLSearchParams(url.search).get('page') ?? overview;
        if (!pages.has(name)) {
          const message = 'The documentation has no such page.';
          sendError(response, 404, { message, extensions: { code: 'BAD_REQUEST' } });
          return;
        }
        const text = await readFile(new URL(name, packageFolder), 'utf8');
        const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
        const body = documentationPage(name, text, [...pages]);
        const page = { title: `${title} · Authgraph`, layout: 'dense', name: 'docs' } as const;
        await send(response, { ...page, root: '../', body });
      },
    },
  };
}

function documentationPage(name: string, text: string, pages: readonly string[]): Markup {
  const chapters = [
    ['README.md', 'Start'],
    [overview, 'Guides'],
    ['docs/configuration.md', 'Configuration'],
    ['docs/errors.md', 'Errors'],
    ['docs/events.md', 'Events'],
    ['docs/cli.md', 'Command line'],
    ['docs/architecture.md', 'Architecture'],
  ];
  const links = chapters.map(([path = '', title = '']) => {
    const current = path === name ? markup` aria-current="page"` : markup``;
    return markup`<li><a href="docs?page=${path}"${current}>${title}</a></li>`;
  });
  return markup`${topBar('Documentation')}
<div class="docs"><nav aria-label="Chapters"><ul>${links}</ul></nav>
<main class="prose" id="main" data-path="${name}" data-pages="${pages.join(' ')}"><pre>${text}</pre></main></div>`;
}
