import { useEffect, useState } from 'preact/hooks';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { words } from './words.js';

interface CopyProps {
  readonly text: string;
  /** What is copied: "Copy the codes". */
  readonly label: string;
  /** The picture alone; the label is for screen readers. */
  readonly isIcon?: boolean;
}

/** Turns into a check for two seconds. */
export function CopyButton({ text, label, isIcon = false }: CopyProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <button type="button" class={isIcon ? 'btn quiet icon' : 'btn'} onClick={copy}>
      <Icon shape={isCopied ? icons.check : icons.copy} small />
      <span class={isIcon ? 'vh' : 'btn-text'}>{isCopied ? words.copied : label}</span>
    </button>
  );
}
