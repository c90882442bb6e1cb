import type { ComponentChildren } from 'preact';
import type { Action } from './action.js';
import type { Failure } from './failure.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { useOnline } from './online.js';
import { useCountdown } from './time.js';
import { words } from './words.js';

type Tone = 'info' | 'ok' | 'warn' | 'danger';

interface BannerProps {
  /** Without one it is neutral. */
  readonly tone?: Tone;
  readonly icon: string;
  readonly title: ComponentChildren;
  /** One sentence. */
  readonly children?: ComponentChildren;
  /** At most one. */
  readonly action?: ComponentChildren;
  /** A failure: it is read at once. */
  readonly isAlert?: boolean;
}

export function Banner({ tone, icon, title, children, action, isAlert = false }: BannerProps) {
  const classes = ['banner', tone, action === undefined && 'no-action'].filter(Boolean).join(' ');
  return (
    <div class={classes} role={isAlert ? 'alert' : 'status'}>
      <Icon shape={icon} />
      <div>
        <b>{title}</b>
        {children !== undefined && <p>{children}</p>}
      </div>
      {action}
    </div>
  );
}

interface FailureBannerProps {
  readonly action: Pick<Action<never>, 'failure' | 'nextTry'>;
  /** Reasons that a field of the page shows itself. */
  readonly except?: readonly string[];
  /** Better words for some reasons. */
  readonly sentences?: Readonly<Record<string, string | undefined>>;
  /** Where the answer was lost: better words than that nothing was. */
  readonly unanswered?: string;
}

/** What went wrong with an action, and what happens next. Nothing while all is well. */
export function FailureBanner(props: FailureBannerProps) {
  const { action, except = [], sentences = {}, unanswered } = props;
  const isOnline = useOnline();
  const { failure, nextTry } = action;
  if (!isOnline || failure?.kind === 'offline') return <OfflineBanner />;
  if (failure === undefined) return null;
  if (failure.kind === 'throttled') return <ThrottledBanner {...failure} />;
  if (failure.kind !== 'refused') {
    const text = failure.kind === 'unavailable' ? unanswered : undefined;
    return <UnavailableBanner kind={failure.kind} text={text} nextTry={nextTry} />;
  }
  if (except.includes(failure.reason)) return null;
  return (
    <Banner tone="danger" icon={icons.warning} title={words.refused} isAlert>
      {sentences[failure.reason] ?? words.reasons[failure.reason] ?? failure.message}
    </Banner>
  );
}

function OfflineBanner() {
  return (
    <Banner icon={icons.offline} title={words.offline}>
      {words.offlineText}
    </Banner>
  );
}

/** The seconds are not read aloud: the alert speaks once, and once more when trying is possible. */
function ThrottledBanner({ reason, until }: Extract<Failure, { kind: 'throttled' }>) {
  const left = useCountdown(until);
  const title = words.throttled[reason] ?? words.throttledOther;
  if (left === 0) return <Banner icon={icons.clock} title={words.throttledOver} isAlert />;
  return (
    <div class="banner warn no-action">
      <Icon shape={icons.clock} />
      <div>
        <b role="alert">{title}</b>
        <p class="num">{words.throttledText(left)}</p>
      </div>
    </div>
  );
}

interface UnavailableProps {
  readonly kind: 'unavailable' | 'overloaded';
  readonly text?: string | undefined;
  readonly nextTry: number | undefined;
}

function UnavailableBanner({ kind, text = words[`${kind}Text`], nextTry }: UnavailableProps) {
  const left = useCountdown(nextTry);
  return (
    <div class="banner danger no-action">
      <Icon shape={icons.warning} />
      <div>
        <b role="alert">{words[kind]}</b>
        <p>
          {text}
          {left > 0 && <span class="num"> {words.nextTry(left)}</span>}
        </p>
      </div>
    </div>
  );
}

/** After three seconds. What was typed stays. */
export function SlowNote({ action }: { readonly action: Pick<Action<never>, 'isSlow'> }) {
  return action.isSlow ? (
    <p class="soft" role="status">
      {words.slow}
    </p>
  ) : null;
}
