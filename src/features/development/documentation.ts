import { topBar } from '../../platform/http/own-page.js';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sendError } from '../../platform/http/body.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { SendPage } from '../../platform/http/own-page.js';
import { packageFolder } from '../../platform/package-folder.js';
import type { FeatureRoutes } from '../../platform/route.js';
import { wordsFor, type Words } from './words.js';

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
      async handle({ request, response, url }) {
        const name = new URLSearchParams(url.search).get('page') ?? overview;
        if (!pages.has(name)) {
          const message = 'The documentation has no such page.';
          sendError(response, 404, { message, extensions: { code: 'BAD_REQUEST' } });
          return;
        }
        const text = await readFile(new URL(name, packageFolder), 'utf8');
        const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
        const words = wordsFor(request);
        const body = documentationPage({ name, text, pages: [...pages] }, words);
        const { language } = words;
        const page = {
          language,
          title: `${title} · ${words.documentation.title} · Authgraph`,
          layout: 'dense',
          name: 'docs',
        } as const;
        await send(response, { ...page, root: '../', body });
      },
    },
  };
}

/** What leads to each other, in the order of `titles`. */
const chapters = [
  'README.md',
  overview,
  'docs/configuration.md',
  'docs/errors.md',
  'docs/events.md',
  'docs/cli.md',
  'docs/architecture.md',
];

interface DocumentationPage {
  readonly name: string;
  readonly text: string;
  readonly pages: readonly string[];
}

/** The text itself is in English. */
function documentationPage({ name, text, pages }: DocumentationPage, words: Words): Markup {
  const { documentation } = words;
  const links = chapters.map((path, index) => {
    const current = path === name ? markup` aria-current="page"` : markup``;
    return markup`<li><a href="docs?page=${path}"${current}>${documentation.titles[index]}</a></li>`;
  });
  return markup`${topBar({ ...words, title: documentation.title })}
<div class="docs"><nav aria-label="${documentation.chapters}"><ul>${links}</ul></nav>
<main class="prose" id="main" lang="en" data-path="${name}" data-pages="${pages.join(' ')}"><pre>${text}</pre></main></div>`;
}
