import { Button } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { Icon } from '../ui/icons.js';
import { words } from './words.js';

interface PagerProps {
  /** Leads to later ones; `undefined` on the first page. */
  readonly previous: (() => void) | undefined;
  /** Leads to earlier ones; `undefined` on the last page. */
  readonly next: (() => void) | undefined;
}

/** Below a list: there is no total and no number of pages. */
export function Pager({ previous, next }: PagerProps) {
  return (
    <div class="pager">
      <span>{words.latestFirst}</span>
      <div class="line-up">
        <Button disabled={previous === undefined} onClick={() => previous?.()}>
          <Icon shape={icons.back} small />
          {words.previous}
        </Button>
        <Button disabled={next === undefined} onClick={() => next?.()}>
          {words.next}
          <Icon shape={icons.arrow} small />
        </Button>
      </div>
    </div>
  );
}
