import type { ComponentChildren } from 'preact';
import { SlowNote } from './banner.js';
import { Button } from './button.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { Late, type Load } from './load.js';
import { useCountdown } from './time.js';
import { words } from './words.js';

interface EmptyProps {
  readonly icon: string;
  /** What is so. */
  readonly title: string;
  /** What to do. */
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** Nothing yet, or nothing found. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div class="empty">
      <Icon shape={icon} />
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

interface LoadedProps<Data> {
  readonly load: Load<Data>;
  /** "The devices did not load". */
  readonly failed: string;
  /** "Loading devices". */
  readonly loading: string;
  /** In the measure of what comes. */
  readonly skeleton: ComponentChildren;
  readonly children: (data: Data) => ComponentChildren;
}

/** What was read; until then its skeleton, and after a failure what happens next. */
export function Loaded<Data>({ load, failed, loading, skeleton, children }: LoadedProps<Data>) {
  if (load.data !== undefined) return <>{children(load.data)}</>;
  if (load.failure !== undefined) return <DidNotLoad load={load} title={failed} />;
  return (
    <Late>
      <p class="vh" role="status">
        {loading}
      </p>
      <div aria-hidden="true">{skeleton}</div>
      <SlowNote action={load} />
    </Late>
  );
}

interface DidNotLoadProps {
  readonly load: Pick<Load<unknown>, 'failure' | 'nextTry' | 'again'>;
  readonly title: string;
}

function DidNotLoad({ load, title }: DidNotLoadProps) {
  const { failure, nextTry, again } = load;
  const left = useCountdown(failure?.kind === 'throttled' ? failure.until : nextTry);
  const text =
    failure?.kind === 'refused'
      ? (words.reasons[failure.reason] ?? failure.message)
      : failure?.kind === 'offline'
        ? words.offlineText
        : words.unchanged;
  return (
    <div class="panel" role="alert">
      <Empty
        icon={failure?.kind === 'offline' ? icons.offline : icons.warning}
        title={title}
        action={<Button onClick={again}>{words.tryNow}</Button>}
      >
        {text}
        {left > 0 && (
          <span class="num" aria-hidden="true">
            {' '}
            {words.nextTry(left)}
          </span>
        )}
      </Empty>
    </div>
  );
}

/** Rows of a panel that are on their way. */
export function SkeletonRows({ count }: { readonly count: number }) {
  return (
    <div class="panel">
      {Array.from({ length: count }, (_, at) => (
        <div class="row" key={at}>
          <span class="sk round" />
          <div>
            <span class={at % 2 === 0 ? 'sk w3' : 'sk w2'} />
            <span class="sk w4" />
          </div>
        </div>
      ))}
    </div>
  );
}
