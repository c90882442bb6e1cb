import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const script = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What fades in has the contrast of its end: whatever moves, and has an end, is at it. */
const finish = `document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .forEach((each) => each.finish());`;

interface Barrier {
  readonly impact: axe.Result['impact'];
  /** The rule, with the elements that break it. */
  readonly text: string;
}

/** What axe-core finds in a page as it is shown in the end. @param options all its rules by default */
export async function findBarriers(page: Page, options: axe.RunOptions = {}): Promise<Barrier[]> {
  // The debugger brings it in: the Content-Security-Policy does not bind that.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(await script);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `${finish} axe.run(${JSON.stringify({ resultTypes: ['violations'], ...options })})`,
  );
  return violations.map(({ id, impact, nodes }) => ({
    impact,
    text: `${id}: ${nodes.map(({ html }) => html).join()}`,
  }));
}
