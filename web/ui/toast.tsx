import { useEffect, useState } from 'preact/hooks';
import { IconButton } from './button.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { words } from './words.js';

const lifetime = 6_000;

const nowhere = (): void => undefined;
let show: (text: string) => void = nowhere;

/** Says that something succeeded which can be seen; never an error. */
export function toast(text: string): void {
  show(text);
}

/** Once on a page, at its end. It stays while it is pointed at or focused. */
export function Toasts() {
  const [text, setText] = useState<string>();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    show = setText;
    // The next frame of the page may be there before this one has gone.
    return () => {
      if (show === setText) show = nowhere;
    };
  }, []);
  useEffect(() => {
    if (text === undefined || isHeld) return undefined;
    const timer = setTimeout(() => setText(undefined), lifetime);
    return () => clearTimeout(timer);
  }, [text, isHeld]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return (
    <div role="status">
      {text !== undefined && (
        <div
          class="toast"
          onMouseEnter={hold}
          onMouseLeave={release}
          onFocusIn={hold}
          onFocusOut={release}
        >
          <span>{text}</span>
          <IconButton label={words.close} onClick={() => setText(undefined)}>
            <Icon shape={icons.cross} small />
          </IconButton>
        </div>
      )}
    </div>
  );
}
