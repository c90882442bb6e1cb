import { isOn } from './required-tools.js';

/** What Chromium is called by the distributions. */
export const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];

export interface BrowserFacts {
  readonly hasChromium: boolean;
  /** Whether this is root on a machine whose package mirrors have Chromium: then the tests install it. */
  readonly canInstall: boolean;
  /** The variable CI. */
  readonly ci: string | undefined;
}

/** Whether tests/browser runs: only CI insists on Chromium, and fails where it cannot be had. */
export function runsBrowserTests({ hasChromium, canInstall, ci }: BrowserFacts): boolean {
  return hasChromium || canInstall || isOn(ci);
}
