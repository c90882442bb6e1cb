import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeGuideApp } from '../support/client-guide.js';
import { goodPassword } from '../support/graphql-client.js';
import { bundle } from './bundle.js';
import { startSite, type Site } from './site.js';

let site: Site;
let page: Page;

/** The guide's React code, at work. Its first block signs in by itself; here the form has to. */
async function scriptOfApp(api: string): Promise<string> {
  const app = await writeGuideApp((code) =>
    code
      .replace('https://auth.example.com/graphql', api)
      .replace(/\n\/\/ When the page loads[\s\S]*/, ''),
  );
  const main = `${app.folder}/main.tsx`;
  await writeFile(
    main,
    `import { createRoot } from 'react-dom/client';
    import { SignedIn } from './${basename(app.react)}';
    createRoot(document.body).render(<SignedIn><p>the notes</p></SignedIn>);`,
  );
  const script = await bundle(`file://${main}`);
  await app.remove();
  return script;
}

beforeAll(async () => {
  site = await startSite(scriptOfApp);
  const context = await site.browser.newContext();
  page = await context.newPage();
  await page.goto(site.originOf('app'));
}, 180_000);
afterAll(() => site.close());

async function signIn(password: string): Promise<void> {
  await page.fill('[name=username]', 'ada');
  await page.fill('[name=password]', password);
  await page.click('text=Sign in');
}

test('the guide’s React code signs in, stays signed in, and signs out in all tabs', async () => {
  await signIn('wrong');
  await page.waitForSelector('[role=alert]:has-text("The username or the password is wrong.")');
  await signIn(goodPassword);
  await page.waitForSelector('text=the notes');
  await page.reload();
  await page.waitForSelector('text=the notes');

  const other = await page.context().newPage();
  await other.goto(site.originOf('app'));
  await other.click('text=Sign out');
  await page.waitForSelector('[name=password]');
  expect(await page.textContent('body')).not.toContain('the notes');
});
