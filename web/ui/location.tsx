import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What a part of the address is changed to; `undefined` takes it out. */
export type Changes = Readonly<Record<string, string | undefined>>;

const moved = new Set<() => void>();
addEventListener('popstate', () => moved.forEach((listener) => listener()));

/** The query of the address, and again after each change: which step, which filters. */
export function useQuery(): URLSearchParams {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const listener = () => setSearch(location.search);
    // It may have changed between the first look and here.
    listener();
    moved.add(listener);
    return () => void moved.delete(listener);
  }, []);
  return new URLSearchParams(search);
}

/** The present address with another query. */
export function hrefOf(changes: Changes): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return location.pathname + (text === '' ? '' : `?${text}`) + location.hash;
}

/** Changes the query without loading a page. @param replace no way back */
export function go(changes: Changes, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(changes));
  moved.forEach((listener) => listener());
}

interface LinkProps {
  readonly to: Changes;
  readonly class?: string;
  /** Of the present place in a navigation. */
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to another query of the same page: it works in a new tab, too. */
export function Link({ to, current = false, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!isPlain) return;
    event.preventDefault();
    go(to);
  };
  const marked = current ? ({ 'aria-current': 'page' } as const) : {};
  return (
    <a href={hrefOf(to)} onClick={follow} {...rest} {...marked}>
      {children}
    </a>
  );
}
