/** What the service says to a page beside its words: attributes of `<body>`, written by `src/features/pages/shell.ts`. */
const { dataset } = document.body;

/** The name of the page, such as `login` or `reset-password`. */
export const pageName = dataset['page'] ?? '';

/** `BRAND_NAME`. */
export const brand = dataset['brand'] ?? 'Authgraph';

/** The application that a registered `redirect_uri` leads to: its host. `undefined` without one. */
export const application = dataset['application'];

/** Whether a page of ours has led here. */
export const isDirect = dataset['direct'] === 'on';

/** Whether the service has the page `account`. */
export const hasAccountPage = dataset['account'] === 'on';

/** Whether the service has session events. */
export const hasEvents = dataset['events'] === 'on';

/** Whether the service has the page `admin`. */
export const hasAdminPage = dataset['admin'] === 'on';

/** An address of the service, also behind a proxy that serves it below a path. @param path such as `graphql` */
export function addressOf(path: string): string {
  return new URL((dataset['root'] ?? './') + path, location.href).href;
}

/** The language of the page: each has a build of its own, without the words of the other. */
export const language: 'en' | 'ko' = import.meta.env.MODE === 'ko' ? 'ko' : 'en';

/** Loads the page again in another language, which the browser remembers for a year. */
export function speak(tag: 'en' | 'ko'): void {
  document.cookie = `authgraph-language=${tag}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}
