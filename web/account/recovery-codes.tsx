import { useState } from 'preact/hooks';
import { Banner } from '../ui/banner.js';
import { Button, onSubmit } from '../ui/button.js';
import { CopyButton } from '../ui/copy.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { go } from '../ui/location.js';
import { brand } from '../ui/page.js';
import { PageHead } from '../ui/shell.js';
import { nameOf, type PartProps } from './account.js';
import { saveFile } from './file.js';
import { Crumbs, type NewCodes } from './security.js';
import { words } from './words.js';

const text = words.codes;

const steps = ['scan', 'confirm', 'save'] as const;
type Step = (typeof steps)[number];

/** The nodes of setting up an app: what is done, and where one is. */
export function Steps({ now }: { readonly now: Step }) {
  const here = steps.indexOf(now);
  return (
    <ol class="steps no-print">
      {steps.map((step, at) => (
        <li
          key={step}
          class={at < here ? 'done' : at === here ? 'now' : 'next'}
          {...(at === here ? ({ 'aria-current': 'step' } as const) : {})}
        >
          {words.steps[step]}
        </li>
      ))}
    </ol>
  );
}

/** Shown once: to copy, to keep as a file, or on paper, where they stand alone with the service and the name. */
export function RecoveryCodes({ account, codes, after }: PartProps & NewCodes) {
  const [isSaved, setSaved] = useState(false);
  const title = text.whose(brand, nameOf(account), codes.length);
  const content = [title, '', ...codes, ''].join('\n');
  return (
    <>
      <Crumbs />
      <PageHead title={text.title} />
      {after === 'app' && <Steps now="save" />}
      <div class="stack">
        {after !== 'renewed' && (
          <div class="no-print">
            <Banner tone="ok" icon={icons.check} title={words.twoStep.isOn}>
              {text.isOnText}
            </Banner>
          </div>
        )}
        <p class="no-print">{text.text}</p>
        <form class="panel" onSubmit={onSubmit(() => go({ step: undefined }, true))}>
          <div class="panel-head">
            <h2>{title}</h2>
            <div class="line-up trio no-print">
              <CopyButton text={codes.join('\n')} label={text.copy} />
              <Button onClick={() => saveFile('recovery-codes.txt', 'text/plain', content)}>
                <Icon shape={icons.download} small />
                {text.download}
              </Button>
              <Button onClick={() => print()}>
                <Icon shape={icons.print} small />
                {text.print}
              </Button>
            </div>
          </div>
          <ol class="codes" translate={false}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ol>
          <div class="panel-foot no-print">
            <label class="check soft">
              <input
                type="checkbox"
                checked={isSaved}
                onChange={(event) => setSaved(event.currentTarget.checked)}
              />
              <span>{text.saved}</span>
            </label>
            <Button type="submit" look="primary" disabled={!isSaved}>
              {text.done}
            </Button>
          </div>
        </form>
        <p class="soft no-print">{text.once}</p>
      </div>
    </>
  );
}
